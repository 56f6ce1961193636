using System.Collections.Immutable;
using Microsoft.CodeAnalysis;

namespace Espalier.Generator.Diagnostics;

/// <summary>Mistakes in the form of a declaration: the class, its surroundings, the names.</summary>
internal static class UsageDescriptors
{
    private const string Category = "Usage";

    public static readonly DiagnosticDescriptor NotPartial = Descriptors.Error(
        "ESP0101",
        "A network's class must be partial",
        "'{0}' is a network, but its class is not partial, so the rest of it cannot be written. Declare it 'partial class {0}'.",
        Category);

    public static readonly DiagnosticDescriptor ContainerNotPartial = Descriptors.Error(
        "ESP0102",
        "Every type around a network must be partial",
        "The network '{0}' lies inside '{1}', which is not partial, so the rest of '{0}' cannot be written. Declare '{1}' as 'partial {2} {1}', or move '{0}' out of it.",
        Category);

    public static readonly DiagnosticDescriptor StaticClass = Descriptors.Error(
        "ESP0103",
        "A network's class cannot be static",
        "'{0}' is a network, but its class is static, and a network is an object that holds parameters and memory. Remove 'static'.",
        Category);

    public static readonly DiagnosticDescriptor GenericClass = Descriptors.Error(
        "ESP0104",
        "A network's class cannot be generic",
        "'{0}' is a network, but {1} is generic, and one class is one network with the shapes of its own declaration. Remove the type parameters{2}.",
        Category);

    public static readonly DiagnosticDescriptor RecordClass = Descriptors.Error(
        "ESP0105",
        "A network cannot be a record",
        "'{0}' is a network, but it is a record, and a record cannot derive from Espalier.Network, which is a class. Declare it 'partial class {0}'.",
        Category);

    public static readonly DiagnosticDescriptor FileLocalClass = Descriptors.Error(
        "ESP0106",
        "A network cannot be local to its file",
        "'{0}' is a network, but {1} is local to its file, and the rest of '{0}' is written to another file. Replace 'file' by 'internal'.",
        Category);

    public static readonly DiagnosticDescriptor AbstractClass = Descriptors.Error(
        "ESP0107",
        "A network's class cannot be abstract",
        "'{0}' is a network, but its class is abstract, so that it could be neither created nor loaded. Remove 'abstract'.",
        Category);

    public static readonly DiagnosticDescriptor OwnConstructor = Descriptors.Error(
        "ESP0108",
        "A network cannot have constructors of its own",
        "'{0}' is a network, and its constructors '{0}(int seed = 0)' and '{0}(NetworkParameters parameters)' are generated, but it has one of its own: '{1}'. Remove it: fields can have initializers, and a static method can set up the rest.",
        Category);

    public static readonly DiagnosticDescriptor OwnBaseClass = Descriptors.Error(
        "ESP0109",
        "A network cannot have a base class of its own",
        "'{0}' is a network and derives from Espalier.Network, but it is declared with the base class '{1}'. Remove '{1}', or hold the network in a field of a class that derives from it.",
        Category);

    public static readonly DiagnosticDescriptor LayersInSeveralParts = Descriptors.Error(
        "ESP0110",
        "The layers of a network must stand on one part of its class",
        "The layers of '{0}' stand on {1} parts of the class, and the order of lines between parts is not defined; [{2}] is the first on a further part. Move all layers to one part.",
        Category);

    public static readonly DiagnosticDescriptor LayersWithoutNetwork = Descriptors.Error(
        "ESP0111",
        "Layers need [Network] or [Block]",
        "'{0}' bears {1}, but it is declared neither a network nor a block, so nothing is made of {2}. Add {3}.",
        Category);

    public static readonly DiagnosticDescriptor ReservedMember = Descriptors.Error(
        "ESP0112",
        "A member has the name of a member that networks have",
        "The network '{0}' has a member '{1}' of its own, but networks have a member of that name already. Rename it.",
        Category);

    public static readonly DiagnosticDescriptor ReservedClassName = Descriptors.Error(
        "ESP0113",
        "A network has the name of a member that networks have",
        "The network is called '{0}', but networks have a member of that name, and C# allows no member with the name of its class. Rename the class, for example to '{0}Net'.",
        Category);

    public static readonly DiagnosticDescriptor LayerNameNotIdentifier = Descriptors.Error(
        "ESP0114",
        "The name of a layer must be an identifier",
        "The name {0} of this {1} is not a C# identifier, but a layer's tensors become a property of the network. Use an identifier, for example \"{2}\".",
        Category);

    public static readonly DiagnosticDescriptor ReservedLayerName = Descriptors.Error(
        "ESP0115",
        "The name of a layer is taken",
        "The name \"{0}\" of this {1} is taken: {2}. A layer's tensors become a property of the network, so use another name, for example \"{3}\".",
        Category);

    public static readonly DiagnosticDescriptor ForeignLayer = Descriptors.Error(
        "ESP0116",
        "An attribute is not one of Espalier's layers",
        "[{0}] derives from LayerAttribute, but it is not one of Espalier's layers, and there is no rule by which it could be compiled. Use one of those, or write your own as a struct for [Elementwise<T>] or [Custom<T>].",
        Category);

    public static readonly DiagnosticDescriptor NullOption = Descriptors.Error(
        "ESP0117",
        "An option is null",
        "The option '{0}' of this {1} is null, but it must be {2}. Give it a value.",
        Category);

    public static readonly DiagnosticDescriptor NotABlock = Descriptors.Error(
        "ESP0120",
        "What is used is no block",
        "'{0}' is used as a block, but it is {1}. {2}, or use another class.",
        Category);

    public static readonly DiagnosticDescriptor BlockElsewhere = Descriptors.Error(
        "ESP0121",
        "A block belongs to its project",
        "The block '{0}' comes from the assembly '{1}', and a compiled class has no layers left to read. Declare it in this project, for example by including its source file.",
        Category);

    public static readonly DiagnosticDescriptor GenericBlock = Descriptors.Error(
        "ESP0122",
        "A block cannot be generic",
        "'{0}' is a block, but {1} is generic, and the layers of a block know no types. Remove the type parameters, or make what varies an [Argument].",
        Category);

    public static readonly DiagnosticDescriptor TooManyArguments = Descriptors.Error(
        "ESP0123",
        "A block is given too many arguments",
        "The block '{0}' takes {1}, but it is given {2}. Remove what is too much, or add a const field with [Argument] to '{0}'.",
        Category);

    public static readonly DiagnosticDescriptor WrongArgument = Descriptors.Error(
        "ESP0124",
        "An argument of a block has the wrong type",
        "The argument '{0}' of the block '{1}' is of the type '{2}', but it is given {3}. Give it a constant of the type '{2}'.",
        Category);

    public static readonly DiagnosticDescriptor UnknownArgument = Descriptors.Error(
        "ESP0125",
        "A block has no such argument",
        "[{0}] sets an argument by {1}, but the block '{2}' {3}. {4}, or add an [Argument] '{5}' to '{2}'.",
        Category);

    public static readonly DiagnosticDescriptor ArgumentNotConst = Descriptors.Error(
        "ESP0126",
        "An argument must be a constant",
        "'{0}' is an [Argument] of the block '{1}', but it is no constant, and attributes read constants alone. Declare it '[Argument] const {2} {0} = …;', with a default.",
        Category);

    public static readonly DiagnosticDescriptor ArgumentType = Descriptors.Error(
        "ESP0127",
        "An argument has a type that no option has",
        "The argument '{0}' of the block '{1}' is of the type '{2}', but arguments are of the type int, long, float, double, bool, string or an enum. Use one of these.",
        Category);

    public static readonly DiagnosticDescriptor LosesOrigin = Descriptors.Error(
        "ESP0128",
        "A constant computed from an argument loses its origin",
        "'{0}' is given the constant '{1}', which is computed from an argument of the block '{2}': a use that sets the argument would leave '{1}' as it is. Write '{3}' in its place.",
        Category);

    public static readonly DiagnosticDescriptor NotComputable = Descriptors.Error(
        "ESP0129",
        "An expression over arguments is not understood",
        "'{0}' is given '{1}', which depends on an argument in a way that cannot be worked out for each use. Use + - * / % << >>, comparisons, && || !, ?: and conversions to int, long, float or double. Names cannot depend on arguments.",
        Category);

    public static readonly DiagnosticDescriptor BlockUsesItself = Descriptors.Error(
        "ESP0130",
        "A block uses itself",
        "The block '{0}' uses itself ({1}), so that it would never end. Remove this use, or use another block.",
        Category);

    public static readonly DiagnosticDescriptor EmptyBlock = Descriptors.Error(
        "ESP0131",
        "A block has no layer",
        "'{0}' is a block, but it has no layer. Put layers below its [Block], for example [Dense(10)].",
        Category);

    public static readonly DiagnosticDescriptor EndInBlock = Descriptors.Error(
        "ESP0132",
        "A block has neither input nor loss",
        "[{0}] stands in a block, but a block has neither input nor loss: it reads what its use reads, and gives its last line. Move it to the network.",
        Category);

    public static readonly DiagnosticDescriptor NetworkAndBlock = Descriptors.Error(
        "ESP0133",
        "A class is a network or a block",
        "'{0}' is declared a network and a block, but a class is one of the two. Move the lines that others use to a block of their own.",
        Category);

    public static readonly DiagnosticDescriptor InitNeedsNumber = Descriptors.Error(
        "ESP0165",
        "An initialiser lacks its number",
        "{0} starts by Init.{1}, which needs {2}. Add {2} = {3}, or use an initialiser that scales itself, such as Init.KaimingUniform.",
        Category);

    public static readonly DiagnosticDescriptor NoSuchInit = Descriptors.Error(
        "ESP0166",
        "There is no such initialiser",
        "{0} has {1} = {2}, which is no member of {3}. Use {4}.",
        Category);

    public static readonly DiagnosticDescriptor InitOutOfRange = Descriptors.Error(
        "ESP0167",
        "A number of an initialiser is outside its range",
        "{0} has {1} = {2}, but {1} must be {3}.",
        Category);

    public static readonly DiagnosticDescriptor TypeDoesNotImplement = Descriptors.Error(
        "ESP0150",
        "The type of a layer of one's own lacks its interface",
        "[{0}<{1}>] calls the methods of {2}, which {1} does not implement: declare it as 'struct {1} : {2}'.",
        Category);

    public static readonly DiagnosticDescriptor TypeLocalToFile = Descriptors.Error(
        "ESP0151",
        "The type of a layer of one's own is local to its file",
        "{0} calls {1} from generated code, which stands in a file of its own and cannot see a type that is local to another: remove the modifier 'file' from {1}, or from the type around it.",
        Category);

    public static readonly DiagnosticDescriptor PenaltyOutOfRange = Descriptors.Error(
        "ESP0160",
        "A weight penalty is out of range",
        "{0} has {1} = {2}, but a penalty must be a finite number of at least 0: a negative one would reward large weights. Use {1} = 1e-4f, or {1} = 0 for none.",
        Category);

    public static readonly DiagnosticDescriptor NothingBetweenLayers = Descriptors.Error(
        "ESP0170",
        "Dropout stands between recurrent layers, and there is only one",
        "{0} has dropout: {1}, which acts between its layers, but it has a single one. Use layers: 2 or more, or [Dropout({1}f)] below {0}.",
        Category);

    public static readonly DiagnosticDescriptor StatefulBothWays = Descriptors.Error(
        "ESP0171",
        "A bidirectional layer cannot go on from chunk to chunk",
        "{0} is stateful and bidirectional: its second direction begins at the end of a sequence, which the chunk before has not seen. Leave stateful or bidirectional out.",
        Category);

    public static readonly DiagnosticDescriptor StatefulWithStart = Descriptors.Error(
        "ESP0172",
        "A stateful layer has its initial state already",
        "{0} is stateful and has {1}: \"{2}\": it cannot start from where the chunk before ended and from {2} as well. Leave stateful or {1} out.",
        Category);

    public static readonly DiagnosticDescriptor WeightsWithoutNetwork = Descriptors.Error(
        "ESP0190",
        "[Weights] stands on a class that is no network",
        "'{0}' has [Weights], but is no network: add [Network] and layers, or remove [Weights].",
        Category);

    public static readonly DiagnosticDescriptor LabelsHaveGaps = Descriptors.Error(
        "ESP0140",
        "The members of an enum of labels are not 0, 1, 2, …",
        "{0} cannot be the labels of [{1}]: its members are {2}, but labels are 0, 1, 2, … without gaps. Renumber the members, or leave '<{0}>' out and use numbers.",
        Category);

    public static readonly DiagnosticDescriptor LabelsOutOfReach = Descriptors.Error(
        "ESP0141",
        "An enum of labels is less visible than the network",
        "{0} cannot be the labels of [{1}]: Classify and Step of {2}, which is {3}, would have it in their signatures, and {0} is {4}. Make {0} as visible as {2}.",
        Category);

    public static readonly DiagnosticDescriptor CannotStream = Descriptors.Error(
        "ESP0180",
        "The network cannot run one step at a time",
        "{0} cannot stream: {1}. Use layers that take each step by itself or look back, or Predict on whole sequences.",
        Category);

    public static ImmutableArray<DiagnosticDescriptor> All { get; } =
    [
        NotPartial, ContainerNotPartial, StaticClass, GenericClass, RecordClass, FileLocalClass, AbstractClass,
        OwnConstructor, OwnBaseClass, LayersInSeveralParts, LayersWithoutNetwork, ReservedMember, ReservedClassName,
        LayerNameNotIdentifier, ReservedLayerName, ForeignLayer, NullOption,
        NotABlock, BlockElsewhere, GenericBlock, TooManyArguments, WrongArgument, UnknownArgument, ArgumentNotConst, ArgumentType,
        LosesOrigin, NotComputable, BlockUsesItself, EmptyBlock, EndInBlock, NetworkAndBlock,
        InitNeedsNumber, NoSuchInit, InitOutOfRange,
        TypeDoesNotImplement, TypeLocalToFile, LabelsHaveGaps, LabelsOutOfReach,
        PenaltyOutOfRange, WeightsWithoutNetwork, NothingBetweenLayers, StatefulBothWays, StatefulWithStart, CannotStream,
    ];
}
