using System.Collections.Immutable;

namespace Espalier.Generator.Tests.Mutations;

/// <summary>A declaration in pieces, of which mutations change one and mark the place with <c>[|…|]</c> where the error belongs.</summary>
/// <param name="Name">What the network is an example of.</param>
/// <param name="Lines">Its attributes from the input to the loss, without brackets.</param>
/// <param name="Use">Statements that call what a network <c>net</c> has.</param>
internal sealed record Draft(string Name, ImmutableArray<string> Lines, string Use)
{
    /// <summary>What stands above the lines.</summary>
    public string Network { get; init; } = "[Network]\n";

    /// <summary>What stands before the body.</summary>
    public string Class { get; init; } = "public sealed partial class Net";

    public string Members { get; init; } = "";

    /// <summary>Blocks and other types.</summary>
    public string Types { get; init; } = "";

    public Draft With(int line, string text) => this with { Lines = Lines.SetItem(line, text) };

    public Draft Insert(int line, string text) => this with { Lines = Lines.Insert(line, text) };

    public Draft Unused() => this with { Use = "" };

    /// <summary>The source, with marks, in a namespace of its own.</summary>
    public string Source(string space) => $$"""
        using Espalier;

        namespace {{space}};

        {{Network}}{{string.Join("\n", Lines.Select(line => "[" + line + "]"))}}
        {{Class}}
        {
            {{Members}}
        }

        {{Types}}

        public static class User
        {
            public static void Run({{(Use.Length > 0 ? "Net net" : "")}})
            {
                {{Use}}
            }
        }
        """;

    /// <summary>Sound networks of every sort.</summary>
    public static ImmutableArray<Draft> Sound { get; } =
    [
        new(
            "plain",
            [
                "Input(1, 28, 28)",
                "Conv2D(6, kernel: 5, Name = \"conv\")", "ReLU", "MaxPool2D(2)", "Dropout(0.25f)",
                "Dense(32)", "BatchNorm", "Tanh",
                "Dense(10)",
                "SoftmaxCrossEntropy",
            ],
            """
            net.Predict(new float[784], new float[10]);
            _ = net.Classify(new float[784]) + net.conv.Weight[0, 0, 0, 0];
            using Net.Predictor predictor = net.StartPrediction(4, 1);
            predictor.Predict(input: new float[784], output: new float[10]);
            using Net.Session training = net.StartTraining(new Adam(1e-3f), 8);
            float loss = training.Step(new float[784], new int[1]) + training.Forward(new float[784], labels: new byte[1]);
            training.Backward();
            training.Update();
            training.Forward(new float[784]);
            _ = training.Output[0] + training.OutputGradient[0] + training.InputGradient[0] + training.Gradients.conv.Bias[0];
            _ = Net.Summary + Net.Load("file").ToBytes().Length + Net.Diagram.ToSvg() + new Net(seed: 1).Parameters;
            """),
        new(
            "graph",
            [
                "Input(8, 16, 16)", "Tap(\"in\")",
                "Conv2D(8, kernel: 3, padding: 1, bias: false)", "BatchNorm", "ReLU(Name = \"mid\")",
                "Conv2D(8, kernel: 3, padding: 1)", "GroupNorm(4)", "Add(\"in\", \"mid\")", "ReLU(Name = \"sum\")",
                "Conv2D(4, kernel: 1, From = \"mid\", Name = \"side\")", "Concat(\"sum\")",
                "GlobalAveragePool2D", "Dense(3)",
                "MeanSquaredError",
            ],
            """
            net.Predict(new float[2048], new float[3]);
            using Net.Session training = net.StartTraining(new Sgd(0.1f), 2, inputGradient: true);
            float loss = training.Step(new float[2048], targets: new float[3]);
            _ = training.Gradients.side.Weight[0, 0, 0, 0] + net.Conv1.Weight[0, 0, 0, 0] + net.BatchNorm1.Weight[0];
            """),
        new(
            "blocks",
            [
                "Input(3, 16, 16)",
                "Conv2D(8, kernel: 3, padding: 1, bias: false)", "BatchNorm", "ReLU",
                "Use<Piece>(8, 1, Repeat = 2, Name = \"layer1\")", "Use<Piece>(16, 2, Name = \"layer2\")", "Named(Width = 16)",
                "GlobalAveragePool2D", "Dense(10)",
                "SoftmaxCrossEntropy",
            ],
            """
            _ = net.Classify(new float[768]);
            _ = net.layer1_0_Conv1.Weight[0, 0, 0, 0] + net.layer1_1_Conv2.Bias[0] + net.layer2_Conv1.Weight[0, 0, 0, 0];
            using Net.Session training = net.StartTraining(new Lion(1e-4f), 4);
            float loss = training.Step(new float[768], new long[1]);
            """)
        {
            Types = """
                [Block]
                [Tap("start")]
                [Conv2D(Width, kernel: 3, stride: Stride, padding: 1)] [ReLU]
                [Conv2D(Width, kernel: 3, padding: 1)]
                [Shortcut("start", Projection.ZeroPad)] [ReLU]
                internal class Piece
                {
                    [Argument] private const int Width = 8;
                    [Argument] private const int Stride = 1;
                }

                internal sealed class NamedAttribute : UseAttribute<Piece>
                {
                    public int Width { get; set; }
                }

                internal class Plain;
                """,
        },
        new(
            "several",
            [
                "Input(1, 12, 12, Name = \"image\")",
                "Conv2D(4, kernel: 3)", "ReLU", "Dense(16, Name = \"seen\")",
                "Input(4, Name = \"hints\")",
                "Dense(16)", "Add(\"seen\")", "Tanh(Name = \"trunk\")",
                "Dense(5)", "SoftmaxCrossEntropy(Name = \"digit\")",
                "Dense(1, From = \"trunk\")", "MeanSquaredError(weight: 0.5f, Name = \"angle\")",
            ],
            """
            net.Predict(image: new float[144], hints: new float[4], digit: new float[5], angle: new float[1]);
            _ = net.Classify(new float[144], new float[4]);
            using Net.Predictor predictor = net.StartPrediction(4, 1);
            predictor.Predict(new float[144], new float[4], new float[5], new float[1]);
            using Net.Session training = net.StartTraining(new Adam(1e-3f), 8);
            float loss = training.Step(new float[144], new float[4], new int[1], new float[1]) + training.LossOf("angle");
            """),
        new(
            "recurrent",
            [
                "Tokens(20, 50)",
                "Embedding(16)", "Lstm(24, layers: 2, dropout: 0.1f)", "LayerNorm", "MultiHeadAttention(4)", "Gru(8, Name = \"gru\")",
                "LastStep", "Dense(5)",
                "SoftmaxCrossEntropy",
            ],
            """
            net.Predict(new int[20], new float[5]);
            _ = net.Classify(new byte[20]);
            using Net.Predictor predictor = net.StartPrediction(4, 1);
            predictor.Predict(new int[20], new float[5]);
            using Net.Session training = net.StartTraining(new AdamW(1e-3f), 8);
            float loss = training.Step(new int[20], new int[1]);
            _ = net.Embedding1.Weight[0, 0] + training.Gradients.Dense1.Bias[0];
            """),
    ];
}
