using Espalier.Generator.Tests.TestHelpers;

namespace Espalier.Generator.Tests.Lint;

/// <summary>Each rule where it holds, with the message in full, and where it almost does.</summary>
public class LintTests
{
    public static TheoryData<string, string> Advised => new()
    {
        {
            "[Network, Input(4), Dense(10), [|Softmax|], SoftmaxCrossEntropy]",
            "ESP0520: Softmax1 stands above [SoftmaxCrossEntropy], which reads scores and applies softmax itself: of 10 classes none could get more than 23 %. Remove Softmax1: Predict then gives the scores, and Classify the same labels."
        },
        {
            "[Network, Input(4), Dense(10), [|LogSoftmax|], Tap(\"scores\"), SoftmaxCrossEntropy]",
            "ESP0520: LogSoftmax1 stands above [SoftmaxCrossEntropy], which reads scores and applies softmax itself: once more changes nothing and only takes time. Remove LogSoftmax1: Predict then gives the scores, and Classify the same labels."
        },
        {
            "[Network, Input(4), Dense(1), [|Sigmoid|], BinaryCrossEntropy]",
            "ESP0521: Sigmoid1 gives values from 0 to 1 to [BinaryCrossEntropy], which reads scores of any size and applies a sigmoid itself: no probability could be below 50 % or above 73 %. Remove Sigmoid1."
        },
        {
            "[Network, Input(4), Dense(10), [|Tanh|], SoftmaxCrossEntropy]",
            "ESP0521: Tanh1 gives values from −1 to 1 to [SoftmaxCrossEntropy], which reads scores of any size and applies softmax itself: of 10 classes none could get more than 45 %. Remove Tanh1."
        },
        {
            "[Network, Input(4), Dense(10), [|ReLU|], SoftmaxCrossEntropy]",
            "ESP0521: ReLU1 gives values of at least 0 to [SoftmaxCrossEntropy], which reads scores of any size and applies softmax itself: no score could be below 0. Remove ReLU1."
        },
        {
            "[Network, Input(4), Dense(1), [|ReLU|], BinaryCrossEntropy]",
            "ESP0521: ReLU1 gives values of at least 0 to [BinaryCrossEntropy], which reads scores of any size and applies a sigmoid itself: no probability could be below 50 %. Remove ReLU1."
        },
        {
            "[Network, Input(3, 8, 8), [|Conv2D(8, kernel: 3)|], BatchNorm, ReLU, Dense(2)]",
            "ESP0522: the bias of Conv1 (8 numbers) does nothing: BatchNorm1 takes the mean of each channel off and adds a shift of its own. Add bias: false to Conv1."
        },
        {
            "[Network, Input(3, 8, 8), [|Conv2D(8, kernel: 3)|], InstanceNorm, ReLU, Dense(2)]",
            "ESP0522: the bias of Conv1 (8 numbers) does nothing: InstanceNorm1 takes the mean of each channel off. Add bias: false to Conv1."
        },
        {
            "[Network, Input(4), Dense(8), [|Sigmoid|], Dense(8), Sigmoid, Dense(8), Sigmoid, Dense(2), MeanSquaredError]",
            "ESP0523: 3 saturating activations follow one another without a norm or a shortcut (Sigmoid1, Sigmoid2, Sigmoid3): at most 1/64 of the gradient comes back to Dense1. Use [ReLU] or [SiLU] in their place, or put a [BatchNorm] before each."
        },
        {
            "[Network, Input(4), Dense(8), [|Tanh|], Dense(8), Tanh, Dense(8), Tanh, Dense(8), Tanh, Dense(8), Tanh, Dense(2), MeanSquaredError]",
            "ESP0523: 5 saturating activations follow one another without a norm or a shortcut (Tanh1, Tanh2, Tanh3, Tanh4, Tanh5): each takes some of the gradient, and most where its input is far from 0, on the way back to Dense1. Use [ReLU] or [SiLU] in their place, or put a [BatchNorm] before each."
        },
        {
            "[Network, Input(4), [|Dense(8, Init = Init.Zeros)|], ReLU, Dense(2)]",
            "ESP0524: all weights of Dense1 start as 0, so that its 8 units begin as copies of one another. Remove its Init, or use one that draws numbers, such as Init.KaimingUniform."
        },
        {
            "[Network, Input(1, 8, 8), [|Conv2D(8, kernel: 3, Init = Init.Constant, InitValue = 0.5f)|], ReLU, MaxPool2D(2), Dense(2)]",
            "ESP0524: all weights of Conv1 start as 0.5, so that its 8 filters begin as copies of one another. Remove its Init, or use one that draws numbers, such as Init.KaimingUniform."
        },
        {
            "[Network, Input(4), Dense(8), ReLU, [|Dropout(0.5f)|], BatchNorm, Dense(2)]",
            "ESP0525: Dropout1 stands before BatchNorm1: in training it multiplies the mean square of what BatchNorm1 measures by 2, and prediction, which drops nothing, is normalised by statistics that do not fit. Put Dropout1 below BatchNorm1, or remove it."
        },
        {
            "[Network, Input(784), Dense(100), [|Dense(10)|]]",
            "ESP0526: nothing stands between Dense1 and Dense2, and two linear layers in a row are one: a single layer would compute the same with 7 840 weights instead of 79 400. Put an activation between them, for example [ReLU], or remove Dense1."
        },
        {
            "[Network, Input(1, 28, 28), Conv2D(8, kernel: 5), Flatten, [|Dense(10)|]]",
            "ESP0526: nothing stands between Conv1 and Dense1, and two linear layers in a row are one: a single layer would compute the same with 7 840 weights instead of 46 280. Put an activation between them, for example [ReLU], or remove Conv1."
        },
        {
            "[Network, Input(8, 6, 6), Conv2D(8, kernel: 1), [|Conv2D(8, kernel: 3)|], ReLU, Dense(2)]",
            "ESP0526: nothing stands between Conv1 and Conv2, and two linear layers in a row are one: a single layer would compute the same with 576 weights instead of 640. Put an activation between them, for example [ReLU], or remove Conv1."
        },
        {
            "[Network, Input(1, 28, 28), Conv2D(8, kernel: 5), [|Tanh|], MaxPool2D(2), Dense(10)]",
            "ESP0527: Tanh1 runs over 4 608 values, of which Pool1 then keeps 1 152: below Pool1 it gives the same for less. Put Tanh1 below Pool1."
        },
        {
            "[Network, Input(4), Dense(1), [|SoftmaxCrossEntropy|]]",
            "ESP0528: [SoftmaxCrossEntropy] reads a single score from Dense1, and the softmax of one score is always 1: the loss is 0 whatever the label, and nothing is learnt. Use [BinaryCrossEntropy] for yes or no, or give Dense1 an output for each class."
        },
        {
            "[Network, Input(1, 8, 8), Conv2D(8, kernel: 5, padding: 2), ReLU, Conv2D(8, kernel: 5, padding: 2), ReLU, [|Conv2D(8, kernel: 3, padding: 1)|], ReLU, Conv2D(8, kernel: 3, padding: 1), ReLU, Dense(2)]",
            "ESP0529: Conv3 reads values of which each sees 9×9 of the input (1×8×8) already, so that its window (3×3) adds cost and depth, but nothing to see, as do 1 more below. Use fewer layers, fewer strides and pools above, or a larger input."
        },
        {
            "[Network, Input(40), [|Dense(33)|], ReLU, Dense(2)]",
            "ESP0530: Dense1 has 33 units, and vectors hold 16, 8 or 4 of them: the last ones have vectors of their own that stay nearly empty, and with the room kept for them its weights take 94 % more memory. Use 32, or fill the vectors with 48."
        },
        {
            "[Network, Input(1, 8, 8), [|Conv2D(17, kernel: 3)|], ReLU, GlobalAveragePool2D, Dense(2)]",
            "ESP0530: Conv1 has 17 filters, and vectors hold 16, 8 or 4 of them: the last ones have vectors of their own that stay nearly empty, and with the room kept for them its weights take 88 % more memory. Use 16, or fill the vectors with 32."
        },
        {
            "[Network, Input(4), Dense(3), Softmax, [|KullbackLeibler|]]",
            "ESP0531: [KullbackLeibler] reads logarithms of probabilities, but Softmax1 gives probabilities. Use [LogSoftmax] in place of Softmax1."
        },
        {
            "[Network, Input(4), Dense(3), [|KullbackLeibler|]]",
            "ESP0531: [KullbackLeibler] reads logarithms of probabilities, but Dense1 gives scores of any size. Put [LogSoftmax] above the loss."
        },
    };

    [Theory]
    [MemberData(nameof(Advised))]
    public void Advice_is_given(string attributes, string message) =>
        Expect.DiagnosticsAndSuggestions($"using Espalier;\n{attributes} partial class Net;", (message[..7], message[9..]));

    [Theory]
    [InlineData("[Network, Input(4), Dense(10), SoftmaxCrossEntropy]")]
    [InlineData("[Network, Input(4), Dense(10), Softmax, MeanSquaredError]")]
    [InlineData("[Network, Input(4), Dense(1), Sigmoid, MeanSquaredError]")]
    [InlineData("[Network, Input(4), Dense(1), BinaryCrossEntropy]")]
    [InlineData("[Network, Input(4), Dense(3, Name = \"scores\"), SoftmaxCrossEntropy, Softmax(From = \"scores\"), Output(\"probabilities\")]")]
    [InlineData("[Network, Input(3, 8, 8), Conv2D(8, kernel: 3), BatchNorm(useRunningStatistics: true), ReLU, Dense(2)]")]
    [InlineData("[Network, Input(3, 8, 8), Conv2D(8, kernel: 3), GroupNorm(2), ReLU, Dense(2)]")]
    [InlineData("[Network, Input(3, 8, 8), Conv2D(8, kernel: 3), ReLU, BatchNorm, Dense(2)]")]
    [InlineData("[Network, Input(4), Dense(8), Sigmoid, Dense(8), Sigmoid, Dense(2), Sigmoid, MeanSquaredError]")]
    [InlineData("[Network, Input(4), Dense(8, bias: false), BatchNorm, Sigmoid, Dense(8, bias: false), BatchNorm, Sigmoid, Dense(8, bias: false), BatchNorm, Sigmoid, Dense(2)]")]
    [InlineData("[Network, Input(4), Dense(8), Tanh, Dense(8), Tanh, Dense(8), Tanh, Dense(8), Tanh, Dense(2)]")]
    [InlineData("[Network, Input(8), Dense(8), ReLU, Tap(\"in\"), Dense(8, Init = Init.Zeros), Add(\"in\"), Dense(2)]")]
    [InlineData("[Network, Input(8), Dense(3, Init = Init.Zeros), SoftmaxCrossEntropy]")]
    [InlineData("[Network, Input(4), Dense(8), BatchNorm(useRunningStatistics: true), Dropout(0.5f), ReLU, Dense(2)]")]
    [InlineData("[Network, Input(1000), Dense(10), Dense(1000)]")]
    [InlineData("[Network, Input(16, 8, 8), Conv2D(16, kernel: 3, groups: 16), Conv2D(32, kernel: 1), ReLU, Dense(2)]")]
    [InlineData("[Network, Input(16, 9, 9), Conv2D(16, kernel: 3), Conv2D(16, kernel: 3), ReLU, Dense(2)]")]
    [InlineData("[Network, Input(4), Dense(8, Frozen = true), Dense(2)]")]
    [InlineData("[Network, Input(1, 28, 28), Conv2D(8, kernel: 5), ReLU, MaxPool2D(2), Dense(10)]")]
    [InlineData("[Network, Input(1, 28, 28), Conv2D(8, kernel: 5), GELU, MaxPool2D(2), Dense(10)]")]
    [InlineData("[Network, Input(1, 28, 28), Conv2D(8, kernel: 5), Tanh, AveragePool2D(2), Dense(10)]")]
    [InlineData("[Network, Input(8, 8, 8), Tap(\"a\"), Conv2D(8, kernel: 7, padding: 3), ReLU, Add(\"a\"), Tap(\"b\"), Conv2D(8, kernel: 7, padding: 3), ReLU, Add(\"b\"), Conv2D(8, kernel: 3), ReLU, Dense(2)]")]
    [InlineData("[Network, Input(40), Dense(32), ReLU, Dense(33)]")]
    [InlineData("[Network, Input(40), Dense(257), ReLU, Dense(2)]")]
    [InlineData("[Network, Input(40), Dense(24), ReLU, Dense(2)]")]
    [InlineData("[Network, Input(4), Dense(3), LogSoftmax, KullbackLeibler]")]
    public void Nothing_is_said_of_what_may_well_be_meant(string attributes) =>
        Expect.DiagnosticsAndSuggestions($"using Espalier;\n{attributes} partial class Net;");

    [Fact]
    public void No_advice_is_given_beside_an_error() => Expect.DiagnosticsAndSuggestions(
        "using Espalier;\n[Network, Input(4), [|Dense(-1)|], ReLU, Dense(3), Softmax, SoftmaxCrossEntropy] partial class Net;",
        ("ESP0207", "Dense1 has units -1, but units must be at least 1."));

    [Fact]
    public void Advice_on_a_line_of_a_block_is_given_once_under_the_use() => Expect.DiagnosticsAndSuggestions(
        """
        using Espalier;
        [Network, Input(3, 8, 8), [|Use<B>(8, Repeat = 3)|], Dense(2)] partial class Net;
        [Block, Conv2D(Width, kernel: 3, padding: 1), BatchNorm, ReLU] class B { [Argument] const int Width = 1; }
        """,
        ("ESP0522", "the bias of B1.0.Conv1 (8 numbers) does nothing: B1.0.BatchNorm1 takes the mean of each channel off and adds a shift of its own. Add bias: false to B1.0.Conv1."));
}
