using System.Collections.Immutable;
using Microsoft.CodeAnalysis;

namespace Espalier.Generator.Diagnostics;

/// <summary>
/// Makes the descriptors of all categories. To add one: the descriptor in the file of its category, a line in
/// <c>AnalyzerReleases.Unshipped.md</c>, a page under <c>docs/diagnostics</c>, a row in the test table.
/// </summary>
internal static class Descriptors
{
    private const string HelpRoot = "https://github.com/espalier-net/espalier/blob/main/docs/diagnostics/";

    /// <summary>The descriptors of every category.</summary>
    public static ImmutableArray<DiagnosticDescriptor> All { get; } = 
        [.. UsageDescriptors.All, .. ShapeDescriptors.All, .. GraphDescriptors.All, .. LimitDescriptors.All, .. LintDescriptors.All, .. WeightDescriptors.All];

    /// <summary>A mistake that makes the network impossible. It cannot be suppressed: the emitted network would throw.</summary>
    public static DiagnosticDescriptor Error(string id, string title, string message, string category) => new(
        id,
        title,
        message,
        category,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        helpLinkUri: HelpRoot + id + ".md",
        customTags: WellKnownDiagnosticTags.NotConfigurable);

    /// <summary>Advice on a network that works. It can be suppressed.</summary>
    public static DiagnosticDescriptor Warning(string id, string title, string message, string category) => new(
        id,
        title,
        message,
        category,
        DiagnosticSeverity.Warning,
        isEnabledByDefault: true,
        helpLinkUri: HelpRoot + id + ".md");
}
