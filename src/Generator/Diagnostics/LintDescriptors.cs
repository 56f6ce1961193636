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

    public static readonly DiagnosticDescriptor NoGradientThrough = Descriptors.Warning(
        "ESP0510",
        "Nothing learns through the layer",
        "the gradient of {0} is zero everywhere, so {1} {2} nothing through it: use [Sigmoid] or [HardSigmoid] in its place to train, or mark what stands above it Frozen = true.",
        Category);

    public static readonly DiagnosticDescriptor InitUnused = Descriptors.Warning(
        "ESP0517",
        "A setting of initial values changes nothing",
        "{0} has {1}, but {2}: it changes nothing. Remove it.",
        Category);

    public static readonly DiagnosticDescriptor FrozenBatchNorm = Descriptors.Warning(
        "ESP0515",
        "A frozen batch norm does not say which statistics it uses",
        "{0} is frozen, but in training it still normalises by the batch and moves its running averages. Add useRunningStatistics: true to keep those as they are too, or useRunningStatistics: false to say that this is meant.",
        Category);

    public static readonly DiagnosticDescriptor PenaltyUnused = Descriptors.Warning(
        "ESP0516",
        "A weight penalty changes nothing",
        "{0} has {1} = {2}, but {3}: the penalty changes nothing. Remove it.",
        Category);

    public static ImmutableArray<DiagnosticDescriptor> All { get; } =
    [
        NobodyReads,
        NoGradientThrough,
        InitUnused,
        FrozenBatchNorm, PenaltyUnused,
    ];
}
