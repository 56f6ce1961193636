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
        [
            .. UsageDescriptors.All, .. ShapeDescriptors.All, .. GraphDescriptors.All, .. LimitDescriptors.All, .. LintDescriptors.All, .. WeightDescriptors.All,
            .. CallSiteDescriptors.All,
        ];

    /// <summary>
    /// A mistake that makes the network impossible. It cannot be suppressed, since the emitted network would throw: neither
    /// by the configuration nor, as the tag <c>Compiler</c> says, by <c>[SuppressMessage]</c>.
    /// </summary>
    public static DiagnosticDescriptor Error(string id, string title, string message, string category) => new(
        id,
        title,
        message,
        category,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        helpLinkUri: HelpRoot + id + ".md",
        customTags: [WellKnownDiagnosticTags.NotConfigurable, WellKnownDiagnosticTags.Compiler]);

    /// <summary>Advice on a network that works: it will hardly learn, or not do what is written. It can be suppressed.</summary>
    public static DiagnosticDescriptor Warning(string id, string title, string message, string category) =>
        Advice(id, title, message, category, DiagnosticSeverity.Warning, isEnabled: true);

    /// <summary>A hint at something better, shown in the editor alone. It can be suppressed.</summary>
    public static DiagnosticDescriptor Suggestion(string id, string title, string message, string category) =>
        Advice(id, title, message, category, DiagnosticSeverity.Info, isEnabled: true);

    /// <summary>Something to know of a sound network, shown in the editor where it was asked for.</summary>
    public static DiagnosticDescriptor Information(string id, string title, string message, string category) =>
        Advice(id, title, message, category, DiagnosticSeverity.Info, isEnabled: false);

    private static DiagnosticDescriptor Advice(string id, string title, string message, string category, DiagnosticSeverity severity, bool isEnabled) => new(
        id,
        title,
        message,
        category,
        severity,
        isEnabled,
        helpLinkUri: HelpRoot + id + ".md");
}
