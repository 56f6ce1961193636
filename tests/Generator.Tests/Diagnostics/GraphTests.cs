using Espalier.Generator.Tests.TestHelpers;

namespace Espalier.Generator.Tests.Diagnostics;

/// <summary>Every mistake in the order and the names of lines.</summary>
public class GraphTests
{
    public static TheoryData<string, string, string> Declarations => new()
    {
        {
            "[Dense(10)]",
            "ESP0301",
            "Net has no [Input]: declare the shape of a sample first, for example [Input(784)] or [Input(1, 28, 28)]."
        },
        {
            "[Input(784)]",
            "ESP0302",
            "Net has no layer: add at least one below the [Input], for example [Dense(10)]."
        },
        {
            "[[|Dense(50)|]] [Input(784)] [Dense(10)]",
            "ESP0303",
            "Dense1 stands above the [Input] and has nothing to read: move it below."
        },
        {
            "[Input(16)] [Tap(\"shortcut\")] [Dense(16)] [ReLU] [[|Add(\"shortcat\")|]] [Dense(10)]",
            "ESP0304",
            "Add1 reads \"shortcat\", but no line above bears that name: did you mean \"shortcut\"?"
        },
        {
            "[Input(16)] [[|Dense(16, From = \"last\")|]] [Dense(16, Name = \"last\")]",
            "ESP0305",
            "Dense1 reads \"last\", which stands below it (attribute 3): a line reads lines above it only, or the network would be a cycle. Move Dense1 below last."
        },
        {
            "[Input(16)] [Dense(16, Name = \"hidden\")] [ReLU] [[|Dense(10, Name = \"hidden\")|]]",
            "ESP0306",
            "the name \"hidden\" is taken already by the [Dense] above (attribute 2): give this line another name."
        },
        {
            "[Input(16)] [Dense(10)] [[|SoftmaxCrossEntropy|]] [ReLU]",
            "ESP0307",
            "ReLU1 would read the loss [SoftmaxCrossEntropy], which gives nothing to read: move the loss to the end, or let ReLU1 read another line by From."
        },
        {
            "[Input(16)] [Dense(10)] [[|SoftmaxCrossEntropy|]] [ReLU(From = \"Loss\")]",
            "ESP0307",
            "ReLU1 would read the loss [SoftmaxCrossEntropy], which gives nothing to read: move the loss to the end, or let ReLU1 read another line by From."
        },
        {
            "[Input(16)] [Dense(10)] [SoftmaxCrossEntropy] [[|Input(8, Name = \"hints\")|]]",
            "ESP0330",
            "no way leads from the input \"hints\" to what prediction gives (Dense1): remove it, or join it, for example with [Add(\"hints\")]."
        },
        {
            "[Input(16, Name = \"a\")] [Dense(10)] [SoftmaxCrossEntropy(Name = \"x\")] [Dense(4, From = \"a\")] [[|MeanSquaredError(Name = \"x\")|]]",
            "ESP0306",
            "the name \"x\" is taken already by the [SoftmaxCrossEntropy] above (attribute 3): give this line another name."
        },
        {
            "[Input(16)] [Tap(\"shortcut\")] [Dense(16)] [[|Add|]]",
            "ESP0308",
            "Add1 joins nothing: name the outputs to join with the line above, for example [Add(\"shortcut\")] with [Tap(\"shortcut\")] further up."
        },
        {
            "[Input(4)] [[|Dense(2, From = \"nowhere\")|]]",
            "ESP0304",
            "Dense1 reads \"nowhere\", but no line above bears that name: the lines above are called Input."
        },
        {
            "[Input(4)] [[|Dense(4, From = \"Dense1\")|]]",
            "ESP0305",
            "Dense1 reads \"Dense1\", which is its own output: a line reads lines above it only, or the network would be a cycle. Read another line."
        },
        {
            "[Input(4)] [Tap(\"Dense1\")] [[|Dense(2)|]]",
            "ESP0306",
            "the name \"Dense1\" is taken already by the [Tap] above (attribute 2): give this line another name."
        },
        {
            "[Input(16)] [Dense(16, Key = \"fc\")] [ReLU] [[|Dense(10, Key = \"fc\")|]]",
            "ESP0309",
            "the tensors of Dense1 and Dense2 would both be called \"fc.…\" in weight files: give one of them a name or a Key of its own."
        },
        {
            "[Input(16)] [Dense(16, Name = \"Head\")] [ReLU] [[|Dense(10, Name = \"head\")|]]",
            "ESP0309",
            "the tensors of Head and head would both be called \"head.…\" in weight files: give one of them a name or a Key of its own."
        },
    };

    [Theory]
    [MemberData(nameof(Declarations))]
    public void A_mistake_is_shown_under_its_line(string attributes, string id, string message)
    {
        string name = attributes.Contains("[|", StringComparison.Ordinal) ? "Net" : "[|Net|]";
        Expect.Diagnostics("using Espalier;\n[Network] " + attributes + "\npublic sealed partial class " + name + ";", (id, message));
    }
}
