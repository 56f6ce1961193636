using Microsoft.CodeAnalysis;

namespace Espalier.Generator.Parsing;

/// <summary>Recognises the types of the namespace Espalier.</summary>
internal static class EspalierTypes
{
    /// <summary>True for the type of that name directly in the namespace Espalier.</summary>
    public static bool Is(INamedTypeSymbol? type, string name) => type?.Name == name && IsIn(type);

    /// <summary>True for a type directly in the namespace Espalier.</summary>
    public static bool IsIn(INamedTypeSymbol type) =>
        type is { ContainingType: null, ContainingNamespace: { Name: KnownNames.Namespace, ContainingNamespace.IsGlobalNamespace: true } };
}
