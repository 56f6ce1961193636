namespace Espalier.Generator.Parsing;

/// <summary>The names that emission uses.</summary>
internal static class KnownNames
{
    public static readonly string[] Runtime = [];
}
