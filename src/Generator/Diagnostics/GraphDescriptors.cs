using System.Collections.Immutable;
using Microsoft.CodeAnalysis;

namespace Espalier.Generator.Diagnostics;

/// <summary>A line that does not join the others.</summary>
internal static class GraphDescriptors
{
    private const string Category = "Graph";

    public static readonly DiagnosticDescriptor NoInput = Descriptors.Error(
        "ESP0301",
        "The network has no input",
        "{0} has no [Input]: declare the shape of a sample first, for example [Input(784)] or [Input(1, 28, 28)].",
        Category);

    public static readonly DiagnosticDescriptor NoLayer = Descriptors.Error(
        "ESP0302",
        "The network has no layer",
        "{0} has no layer: add at least one below the [Input], for example [Dense(10)].",
        Category);

    public static readonly DiagnosticDescriptor NothingAbove = Descriptors.Error(
        "ESP0303",
        "There is no line above to read",
        "{0} stands above the [{1}] and has nothing to read: move it below.",
        Category);

    public static readonly DiagnosticDescriptor UnknownName = Descriptors.Error(
        "ESP0304",
        "No line bears the name",
        "{0} reads \"{1}\", but no line above bears that name: {2}",
        Category);

    public static readonly DiagnosticDescriptor ReadsBelow = Descriptors.Error(
        "ESP0305",
        "The network would be a cycle",
        "{0} reads \"{1}\", which {2}: a line reads lines above it only, or the network would be a cycle. {3}.",
        Category);

    public static readonly DiagnosticDescriptor DuplicateName = Descriptors.Error(
        "ESP0306",
        "Two lines bear the same name",
        "the name \"{0}\" is taken already by the [{2}] above (attribute {1}): give this line another name.",
        Category);

    public static readonly DiagnosticDescriptor LossNotLast = Descriptors.Error(
        "ESP0307",
        "A line reads a loss",
        "{1} would read the loss [{0}], which gives nothing to read: move the loss to the end, or let {1} read another line by From.",
        Category);

    public static readonly DiagnosticDescriptor NothingToJoin = Descriptors.Error(
        "ESP0308",
        "There is nothing to join",
        "{0} joins nothing: name the outputs to join with the line above, for example [{1}(\"shortcut\")] with [Tap(\"shortcut\")] further up.",
        Category);

    public static readonly DiagnosticDescriptor SameKey = Descriptors.Error(
        "ESP0309",
        "Two layers have the same names in weight files",
        "the tensors of {0} and {1} would both be called \"{2}.…\" in weight files: give one of them a name or a Key of its own.",
        Category);

    public static readonly DiagnosticDescriptor NoValue = Descriptors.Error(
        "ESP0320",
        "An expression over arguments has no value",
        "{0}: {1} is {2}, which {3} where {4}. Give other arguments, or change the expression.",
        Category);

    public static readonly DiagnosticDescriptor TooManyLines = Descriptors.Error(
        "ESP0321",
        "Blocks written out give too many lines",
        "with {0} the blocks of {1} come to more than {2} lines, each repeat counted by itself, and that is the most that there can be. Use a smaller Repeat, here or in the uses around it.",
        Category);

    public static readonly DiagnosticDescriptor SameIdentifier = Descriptors.Error(
        "ESP0322",
        "Two layers have the same name in code",
        "{0} and {1} would both be called {2} in code, where the dots of names become underscores. Give one of them another Name.",
        Category);

    public static readonly DiagnosticDescriptor UnreadInput = Descriptors.Error(
        "ESP0330",
        "Nobody reads the input",
        "no way leads from the input \"{0}\" to what prediction gives ({1}): remove it, or join it, for example with [Add(\"{0}\")].",
        Category);

    public static readonly DiagnosticDescriptor NotUnderInput = Descriptors.Error(
        "ESP0331",
        "The layer does not stand right under an input",
        "{0} prepares samples as they come in and must stand right under an [Input], but it reads {1}: move it up.",
        Category);

    public static readonly DiagnosticDescriptor LayerDoesNotStream = Descriptors.Error(
        "ESP0340",
        "A layer cannot run one step at a time",
        "{2} cannot stream, as [Network(Stream = true)] says it must: {0} {1}. Use a layer that takes each step by itself or looks back, or remove Stream = true.",
        Category);

    public static readonly DiagnosticDescriptor NoStream = Descriptors.Error(
        "ESP0341",
        "The network cannot run one step at a time",
        "{0} cannot stream, as [Network(Stream = true)] says it must: it {1}. Change what goes in or comes out, or remove Stream = true.",
        Category);

    public static ImmutableArray<DiagnosticDescriptor> All { get; } =
    [
        NoInput, NoLayer, NothingAbove, UnknownName, ReadsBelow, DuplicateName, LossNotLast, NothingToJoin, SameKey,
        NoValue, TooManyLines, SameIdentifier, UnreadInput, NotUnderInput,
        LayerDoesNotStream, NoStream,
    ];
}
