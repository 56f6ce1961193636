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

    public static ImmutableArray<DiagnosticDescriptor> All { get; } =
    [
        NobodyReads,
    ];
}
