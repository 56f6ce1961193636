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

    public static readonly DiagnosticDescriptor SoftmaxTwice = Descriptors.Warning(
        "ESP0520",
        "Softmax is applied twice",
        "{0} stands above [{1}], which reads scores and applies softmax itself: {2}. Remove {0}: Predict then gives the scores, and Classify the same labels.",
        Category);

    public static readonly DiagnosticDescriptor ActivationBeforeLoss = Descriptors.Warning(
        "ESP0521",
        "An activation stands before a loss that reads scores",
        "{0} gives values {1} to [{2}], which reads scores of any size and applies {3} itself: {4}. Remove {0}.",
        Category);

    public static readonly DiagnosticDescriptor LostBias = Descriptors.Suggestion(
        "ESP0522",
        "A norm takes the bias off again",
        "the bias of {0} ({1} numbers) does nothing: {2} takes the mean of each channel off{3}. Add bias: false to {0}.",
        Category);

    public static readonly DiagnosticDescriptor SaturatingStack = Descriptors.Suggestion(
        "ESP0523",
        "Saturating activations stand deep in a plain stack",
        "{0} saturating activations follow one another without a norm or a shortcut ({1}): {2}. Use [ReLU] or [SiLU] in their place, or put a [BatchNorm] before each.",
        Category);

    public static readonly DiagnosticDescriptor SymmetricStart = Descriptors.Warning(
        "ESP0524",
        "All weights of a hidden layer start alike",
        "all weights of {0} start as {1}, so that its {2} {3} begin as copies of one another. Remove its Init, or use one that draws numbers, such as Init.KaimingUniform.",
        Category);

    public static readonly DiagnosticDescriptor DropoutBeforeStatistics = Descriptors.Suggestion(
        "ESP0525",
        "A dropout stands before a batch norm",
        "{0} stands before {1}: in training it multiplies the mean square of what {1} measures by {2}, and prediction, which drops nothing, is normalised by statistics that do not fit. Put {0} below {1}, or remove it.",
        Category);

    public static readonly DiagnosticDescriptor LinearAfterLinear = Descriptors.Warning(
        "ESP0526",
        "Nothing stands between two linear layers",
        "nothing stands between {0} and {1}, and two linear layers in a row are one: a single layer would compute the same with {2} weights instead of {3}. Put an activation between them, for example [ReLU], or remove {0}.",
        Category);

    public static readonly DiagnosticDescriptor ActivationBeforeMaximum = Descriptors.Suggestion(
        "ESP0527",
        "An activation runs before a max-pool",
        "{0} runs over {1} values, of which {2} then keeps {3}: below {2} it gives the same for less. Put {0} below {2}.",
        Category);

    public static readonly DiagnosticDescriptor SingleScore = Descriptors.Warning(
        "ESP0528",
        "A softmax has a single score",
        "[{0}] reads a single score from {1}, and the softmax of one score is always 1: the loss is 0 whatever the label, and nothing is learnt. Use [BinaryCrossEntropy] for yes or no, or give {1} an output for each class.",
        Category);

    public static readonly DiagnosticDescriptor NothingNewToSee = Descriptors.Suggestion(
        "ESP0529",
        "A window has nothing new to see",
        "{0} reads values of which each sees {1} of the input ({2}) already, so that its window ({3}) adds cost and depth, but nothing to see{4}. Use fewer layers, fewer strides and pools above, or a larger input.",
        Category);

    public static readonly DiagnosticDescriptor WidthAboveVector = Descriptors.Suggestion(
        "ESP0530",
        "The width is just above a multiple of vectors",
        "{0} has {1} {2}, and vectors hold 16, 8 or 4 of them: the last ones have vectors of their own that stay nearly empty, and with the room kept for them its weights take {5} more memory. Use {3}, or fill the vectors with {4}.",
        Category);

    public static readonly DiagnosticDescriptor NoLogProbabilities = Descriptors.Warning(
        "ESP0531",
        "A loss does not get logarithms of probabilities",
        "[{0}] reads logarithms of probabilities, but {1} gives {2}. {3}.",
        Category);

    public static ImmutableArray<DiagnosticDescriptor> All { get; } =
    [
        NobodyReads,
        NoGradientThrough,
        InitUnused,
        FrozenBatchNorm, PenaltyUnused,
        SoftmaxTwice, ActivationBeforeLoss, LostBias, SaturatingStack, SymmetricStart, DropoutBeforeStatistics,
        LinearAfterLinear, ActivationBeforeMaximum, SingleScore, NothingNewToSee, WidthAboveVector, NoLogProbabilities,
    ];
}
