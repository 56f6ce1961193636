using System.Collections.Immutable;
using Microsoft.CodeAnalysis;

namespace Espalier.Generator.Diagnostics;

/// <summary>A size that does not go with the others.</summary>
internal static class ShapeDescriptors
{
    private const string Category = "Shape";

    public static readonly DiagnosticDescriptor DoesNotFit = Descriptors.Error(
        "ESP0201",
        "The kernel does not fit the input",
        "the {0} of {1} does not fit the {2} that reaches it. Trace: {3}. Use {4}.",
        Category);

    public static readonly DiagnosticDescriptor LeavesUnread = Descriptors.Error(
        "ESP0202",
        "Part of the input would go unread",
        "{0} would leave {1} {2} of the {3} unread: {4}. {5} with rounding: Rounding.Floor. Trace: {6}.",
        Category);

    public static readonly DiagnosticDescriptor NeedsImage = Descriptors.Error(
        "ESP0203",
        "The layer needs an image",
        "{0} needs an image (channels, height, width), but {1} reaches it. {2}. Trace: {3}.",
        Category);

    public static readonly DiagnosticDescriptor UnequalShapes = Descriptors.Error(
        "ESP0205",
        "The shapes to join differ",
        "{0} cannot {6} {1} ({2}) and {3} ({4}): their shapes must be equal{7}. Make the layers above end in the same shape. Trace: {5}.",
        Category);

    public static readonly DiagnosticDescriptor GroupsDoNotDivide = Descriptors.Error(
        "ESP0206",
        "The groups do not divide the channels",
        "{0} cannot split {2} channels and {3} filters into {1} groups: the groups must divide both. Use groups: {4}.",
        Category);

    public static readonly DiagnosticDescriptor TooSmall = Descriptors.Error(
        "ESP0207",
        "A size is too small",
        "{0} has {1} {2}, but {1} must be at least {3}.",
        Category);

    public static readonly DiagnosticDescriptor OutOfRange = Descriptors.Error(
        "ESP0208",
        "An option is out of range",
        "{0} has {1} {2}, but {1} must be {3}.",
        Category);

    public static readonly DiagnosticDescriptor PaddingBeyondHalf = Descriptors.Error(
        "ESP0209",
        "The padding exceeds half the window",
        "{0} has padding {1} with a window of {2}: a window could lie in the padding alone. Use padding ≤ {3}.",
        Category);

    public static readonly DiagnosticDescriptor WrongLength = Descriptors.Error(
        "ESP0210",
        "A list of sizes has the wrong length",
        "{0} has {2} numbers in {1}, but {1} is {3}.",
        Category);

    public static readonly DiagnosticDescriptor NeedsSequence = Descriptors.Error(
        "ESP0211",
        "The layer needs a sequence",
        "{0} needs a sequence (steps, features), but {1} reaches it. {2}. Trace: {3}.",
        Category);

    public static readonly DiagnosticDescriptor NoSuchPadding = Descriptors.Error(
        "ESP0212",
        "The layer does not have the padding",
        "{0} has padding: Padding.{1}, which [{2}] does not have. Use {3}.",
        Category);

    public static readonly DiagnosticDescriptor NothingToRound = Descriptors.Error(
        "ESP0213",
        "The rounding does not go with the layer",
        "{0} has rounding: Rounding.{1}, but {2}. {3}.",
        Category);

    public static readonly DiagnosticDescriptor OutputPaddingTooLarge = Descriptors.Error(
        "ESP0214",
        "The output padding reaches the stride",
        "{0} has outputPadding {1}, but outputPadding must be below the stride ({2}) or the dilation ({3}): it only chooses among the sizes that lead to the same input. Use outputPadding ≤ {4}.",
        Category);

    public static readonly DiagnosticDescriptor NothingLeft = Descriptors.Error(
        "ESP0215",
        "The padding takes off the whole output",
        "{0} would make a {1} image out of the {2} that reaches it, and its padding takes off all of that. Use padding ≤ {3}. Trace: {4}.",
        Category);

    public static readonly DiagnosticDescriptor NoCornersToAlign = Descriptors.Error(
        "ESP0216",
        "There are no corners to align",
        "{0} has alignCorners: true, but Interpolation.Nearest repeats pixels and has no corners to align. Use mode: Interpolation.Bilinear, or leave alignCorners out.",
        Category);

    public static readonly DiagnosticDescriptor PiecesDoNotDivide = Descriptors.Error(
        "ESP0220",
        "The pieces do not divide the channels",
        "{0} cannot take {1} {2} {3} at a time: the pieces must divide the {2}. {4}. Trace: {5}.",
        Category);

    public static readonly DiagnosticDescriptor SlopesDoNotMatch = Descriptors.Error(
        "ESP0221",
        "The slopes do not match the channels",
        "{0} has parameters {1}, but {2} {3} reach it: use parameters: 1 for one slope that all share, or parameters: {2} for one each. Trace: {4}.",
        Category);

    public static readonly DiagnosticDescriptor NoSuchAxis = Descriptors.Error(
        "ESP0222",
        "The shape has no such axis",
        "{0} asks for Axis.{1}, but {2} reaches it. Use {3}. Trace: {4}.",
        Category);

    public static readonly DiagnosticDescriptor SliceOutside = Descriptors.Error(
        "ESP0223",
        "The slice lies outside",
        "{0} takes {1}, but {2}, counted from 0 to {3}. {4}. Trace: {5}.",
        Category);

    public static readonly DiagnosticDescriptor ReshapeChangesLength = Descriptors.Error(
        "ESP0225",
        "The shapes hold different numbers of values",
        "{0} cannot make {1} out of {2}: {3}. {4}. Trace: {5}.",
        Category);

    public static readonly DiagnosticDescriptor DoNotGoSideBySide = Descriptors.Error(
        "ESP0226",
        "The shapes do not go side by side",
        "{0} cannot put {1} ({2}) and {3} ({4}) side by side along Axis.{5}: {6}. Trace: {7}.",
        Category);

    public static readonly DiagnosticDescriptor ShortcutDiffers = Descriptors.Error(
        "ESP0230",
        "A shortcut joins different shapes",
        "{0} cannot add {1} ({2}) to {3} ({4}) as they are. Consent to a projection: {5}. Trace: {6}.",
        Category);

    public static readonly DiagnosticDescriptor ShortcutImpossible = Descriptors.Error(
        "ESP0231",
        "A shortcut cannot be projected",
        "{0} cannot bring {1} ({2}) to the {4} of {3} by {5}: {6}. {7} Trace: {8}.",
        Category);

    public static readonly DiagnosticDescriptor SingleValues = Descriptors.Error(
        "ESP0240",
        "A norm needs several values",
        "{0} normalises {1}, but in the {2} that reaches it that is a single value, of which nothing is left once its mean is taken off. {3}. Trace: {4}.",
        Category);

    public static readonly DiagnosticDescriptor NeedsChannels = Descriptors.Error(
        "ESP0241",
        "The layer needs channels",
        "{0} drops whole channels of an image or features of a sequence, but a vector of {1} reaches it. Use [Dropout], which drops single values, or put [Dropout2D] above the layer that flattened the image. Trace: {2}.",
        Category);

    public static readonly DiagnosticDescriptor GroupsDoNotDivideChannels = Descriptors.Error(
        "ESP0242",
        "The groups of a norm do not divide the channels",
        "{0} cannot split {1} {2} into {3} groups of the same size. Use groups: {4}. Trace: {5}.",
        Category);

    public static readonly DiagnosticDescriptor InitialStateDiffers = Descriptors.Error(
        "ESP0245",
        "An initial state has another shape",
        "{0} has {1}: \"{2}\", which is {3}, but the state must be a vector of {4} values{5}. Put [Dense({4})] between them.",
        Category);

    public static readonly DiagnosticDescriptor LabelsDoNotFit = Descriptors.Error(
        "ESP0235",
        "The members of the enum are not the classes",
        "{0} has the labels of {1}, which has {2}, but {3} gives {4}: each label needs a score of its own. Let {3} give {5}, or use an enum of {6}. Trace: {7}.",
        Category);

    public static readonly DiagnosticDescriptor PixelsDoNotFit = Descriptors.Error(
        "ESP0236",
        "The pixels have another number of channels",
        "{0} has pixels: Pixels.{1}, which have {2} channels, but channels is {3}. Use channels: {2}, or other pixels.",
        Category);

    public static readonly DiagnosticDescriptor ComputesWithTokens = Descriptors.Error(
        "ESP0250",
        "A layer would compute with tokens",
        "{0} would compute with the tokens of {1}, which name entries of a vocabulary and are no quantities. Put [Embedding(size)] between them, for example [Embedding(64)]. Trace: {2}.",
        Category);

    public static readonly DiagnosticDescriptor NeedsTokens = Descriptors.Error(
        "ESP0251",
        "The layer needs tokens",
        "{0} looks up tokens, but {1} gives numbers ({2}). Declare [Tokens(steps, vocabulary)] and let {0} read it. Trace: {3}.",
        Category);

    public static readonly DiagnosticDescriptor VocabularyTooLarge = Descriptors.Error(
        "ESP0252",
        "The vocabulary is too large",
        "{0} has a vocabulary of {1} tokens, but 16 777 216 are the most that can be told apart. Use a smaller one, for example by cutting words into pieces.",
        Category);

    public static readonly DiagnosticDescriptor NeedsVector = Descriptors.Error(
        "ESP0253",
        "The layer needs a vector",
        "{0} repeats a vector as every step, but a {1} of {2} reaches it. Put {3} above it. Trace: {4}.",
        Category);

    public static readonly DiagnosticDescriptor HeadsDoNotDivide = Descriptors.Error(
        "ESP0254",
        "The heads do not divide the features",
        "{0} cannot share {1} features among {2} heads: the heads must divide the features. Use heads: {3}, or another number of features. Trace: {4}.",
        Category);

    public static readonly DiagnosticDescriptor MixesSteps = Descriptors.Error(
        "ESP0255",
        "A layer cannot leave out steps that do not count",
        "{0} {1}. {2}, or leave lengths: true out. Trace: {3}.",
        Category);

    public static readonly DiagnosticDescriptor DifferentLengths = Descriptors.Error(
        "ESP0256",
        "Sequences of different lengths are joined",
        "{0} joins {1}, whose steps count as {2} says, and {3}, whose steps count as {4} says. Join sequences with the same lengths, or vectors made of them by [LastStep] or [MeanOverSteps].",
        Category);

    public static readonly DiagnosticDescriptor CannotShareWeights = Descriptors.Error(
        "ESP0257",
        "Weights cannot be shared",
        "{0} is tied to {1}, {2}. {3}. Trace: {4}.",
        Category);

    public static ImmutableArray<DiagnosticDescriptor> All { get; } =
    [
        DoesNotFit, LeavesUnread, NeedsImage, UnequalShapes, GroupsDoNotDivide, TooSmall, OutOfRange, PaddingBeyondHalf, WrongLength,
        NeedsSequence, NoSuchPadding, NothingToRound, OutputPaddingTooLarge, NothingLeft, NoCornersToAlign,
        PiecesDoNotDivide, SlopesDoNotMatch, NoSuchAxis, SliceOutside, ReshapeChangesLength, DoNotGoSideBySide,
        ShortcutDiffers, ShortcutImpossible,
        ComputesWithTokens, NeedsTokens, VocabularyTooLarge, NeedsVector, HeadsDoNotDivide, MixesSteps, DifferentLengths, CannotShareWeights,
        SingleValues, NeedsChannels, GroupsDoNotDivideChannels, InitialStateDiffers, LabelsDoNotFit, PixelsDoNotFit,
    ];
}
