using Espalier.EndToEnd.Tests.Support;

namespace Espalier.EndToEnd.Tests;

/// <summary>Declarations at the edges of what is allowed: nothing to learn, nothing to compute, sizes of one.</summary>
[Collection(nameof(Alone))]
public sealed class EdgeTests
{
    private static readonly string[] Declarations =
    [
        // Nothing to learn.
        "Input(2, 4, 4), MaxPool2D(2), MeanSquaredError",
        "Input(5), Softmax, MeanSquaredError",
        "Input(2, 3, 3), Flatten, SoftmaxCrossEntropy",
        "Input(3), Dense(4, Frozen = true), ReLU, Dense(2, Frozen = true), MeanSquaredError",

        // Hardly anything to compute: the output is the input, or another line's value.
        "Input(4), Dropout(0.5f), MeanSquaredError",
        "Input(2, 3, 2), Dropout(0f)",
        "Input(2, 3, 2), Flatten",
        "Input(3), Tap(\"x\"), Add(\"x\"), MeanSquaredError",
        "Input(2, 2, 3), Tap(\"x\"), Conv2D(2, kernel: 1), Add(\"x\"), Tap(\"sum\"), MeanSquaredError",
        "Input(3), Dense(3), Tap(\"a\"), ReLU, Add(\"a\")",
        "Input(3), Dense(3), Tap(\"a\"), Tanh, Add(\"a\", \"a\"), Softmax, MeanSquaredError",
        "Input(2, 3, 3), Conv2D(3, kernel: 2), ReLU, Tap(\"a\"), Flatten, Dense(12), Tap(\"b\"), Flatten(From = \"a\"), Add(\"b\"), Dense(2), MeanSquaredError",
        "Input(2, 3, 3), Conv2D(3, kernel: 2), Tap(\"a\"), Flatten, Sigmoid, Tap(\"b\"), Tanh(From = \"a\"), Flatten, Add(\"b\"), MeanSquaredError",

        // Ones.
        "Input(1), Dense(1), MeanSquaredError",
        "Input(1), Dense(1), SoftmaxCrossEntropy",
        "Input(1, 1, 1), Conv2D(1, kernel: 1), MeanSquaredError",
        "Input(1, 1, 1), Conv2D(3, kernel: 3, padding: 1), MaxPool2D(1), AveragePool2D(1), GlobalAveragePool2D, Dense(1), MeanSquaredError",
        "Input(3, 1, 1), BatchNorm, Dense(2), MeanSquaredError",
        "Input(1, 1, 5), Conv2D(2, kernel: [1, 3]), MeanSquaredError",
        "Input(1, 5, 1), Conv2D(2, kernel: [3, 1]), Flatten, Dense(2), SoftmaxCrossEntropy",

        // Scales before and after what they could be folded into.
        "Input(4), BatchNorm, BatchNorm, Dense(3), MeanSquaredError",
        "Input(4), Dense(5), BatchNorm, BatchNorm, MeanSquaredError",
        "Input(4), Dense(5), Tap(\"a\"), BatchNorm, Add(\"a\"), MeanSquaredError",
        "Input(2, 3, 3), Conv2D(4, kernel: 2), Dropout(0.3f), Conv2D(3, kernel: 1), BatchNorm, ReLU, MeanSquaredError",
        "Input(2, 3, 3), Conv2D(4, kernel: 2), ReLU, BatchNorm, Flatten, Dense(2), MeanSquaredError",
        "Input(2, 3, 3), Conv2D(4, kernel: 2, Frozen = true), BatchNorm, Dense(2, Frozen = true), MeanSquaredError",
        "Input(2, 3, 3), BatchNorm(useRunningStatistics: false, Frozen = true), Conv2D(4, kernel: 2), BatchNorm(useRunningStatistics: false, Frozen = true), MeanSquaredError",
        "Input(2, 4, 4), MaxPool2D(2), BatchNorm, ReLU, Dense(2), MeanSquaredError",

        // Activations on activations, and what reads a value that another layer would overwrite.
        "Input(4), Dense(5), ReLU, ReLU, Tanh, Sigmoid, LeakyReLU, MeanSquaredError",
        "Input(4), ReLU, Tap(\"a\"), Tanh, Tap(\"b\"), Sigmoid, Add(\"a\", \"b\"), Dense(2), MeanSquaredError",
        "Input(4), Dense(4), Tap(\"a\"), ReLU, Tap(\"b\"), Dense(4, From = \"a\"), Add(\"b\"), ReLU, MeanSquaredError",
        "Input(2, 4, 4), Conv2D(3, kernel: 1), Tap(\"a\"), MaxPool2D(2), GlobalAveragePool2D, Tap(\"b\"), GlobalAveragePool2D(From = \"a\"), Add(\"b\"), MeanSquaredError",
    ];

    private static readonly Lazy<InMemory> Compiled = new(() => InMemory.Compile(
        "using Espalier;\nnamespace Edges;\n"
        + string.Join('\n', Declarations.Select((declaration, i) => "[Network, " + declaration + "] public sealed partial class Net" + i + ";"))));

    public static TheoryData<int, string> Cases
    {
        get
        {
            var cases = new TheoryData<int, string>();
            for (int i = 0; i < Declarations.Length; i++)
            {
                cases.Add(i, Declarations[i]);
            }

            return cases;
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void They_compute_what_the_reference_does(int number, string declaration)
    {
        Assert.NotEmpty(declaration);
        ReferenceCheck.Run(Compiled.Value.Type("Edges.Net" + number), batch: 4, seed: number);
    }
}
