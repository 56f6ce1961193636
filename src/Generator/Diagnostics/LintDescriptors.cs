using System.Collections.Immutable;
using Microsoft.CodeAnalysis;

namespace Espalier.Generator.Diagnostics;

/// <summary>Advice on a network that works.</summary>
internal static class LintDescriptors
{
    private const string Category = "Lint";

    public static readonly DiagnosticDescriptor NobodyReads = Descriptors.Warning(
        "ESP0501",
        "Nobody reads the layer",
        "nobody reads {0}, and the output is {1}: the layer is left out. Remove it, or join it with From, [Add] or a name.",
        Category);

    public static readonly DiagnosticDescriptor InitUnused = Descriptors.Warning(
        "ESP0517",
        "A setting of initial values changes nothing",
        "{0} has {1}, but {2}: it changes nothing. Remove it.",
        Category);

    public static ImmutableArray<DiagnosticDescriptor> All { get; } =
    [
        NobodyReads,
        InitUnused,
    ];
}
