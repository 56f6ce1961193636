using Espalier.CodeFixes;
using Espalier.Generator.Tests.TestHelpers;
using Microsoft.CodeAnalysis;

namespace Espalier.Generator.Tests.CodeFixes;

/// <summary>What other frameworks call a layer becomes what Espalier calls it.</summary>
public class ForeignNameFixTests
{
    [Theory]
    [InlineData("Linear(784, 10)", "Dense(10)")]
    [InlineData("Linear(784, 10, bias: false)", "Dense(10, bias: false)")]
    [InlineData("Linear(in_features: 784, out_features: 10, Name = \"head\")", "Dense(10, Name = \"head\")")]
    [InlineData("nn.Linear(784, 10)", "Dense(10)")]
    [InlineData("Conv2d(1, 32, 3)", "Conv2D(32, kernel: 3)")]
    [InlineData("Conv2d(32, 3)", "Conv2D(32, kernel: 3)")]
    [InlineData("Conv2d(1, 32, kernel_size: (3, 5), padding: (1, 2), bias: false)", "Conv2D(32, kernel: [3, 5], padding: [1, 2], bias: false)")]
    [InlineData("Convolution2D(32, 3, strides: 2, rounding: Rounding.Floor)", "Conv2D(32, kernel: 3, stride: 2)", false)]
    [InlineData("MaxPool2d(2)", "MaxPool2D(2)")]
    [InlineData("MaxPool2d(3, 2, 1, Name = \"pool\")", "MaxPool2D(3, stride: 2, padding: 1, Name = \"pool\")")]
    [InlineData("MaxPooling2D(2)", "MaxPool2D(2)")]
    [InlineData("MaxPooling2D(pool_size: 2, strides: 2)", "MaxPool2D(2, stride: 2)")]
    [InlineData("AvgPool2d(2)", "AveragePool2D(2)")]
    [InlineData("AdaptiveAvgPool2d(1)", "AdaptiveAveragePool2D(1, 1)")]
    [InlineData("GlobalAveragePooling2D", "GlobalAveragePool2D")]
    [InlineData("BatchNorm2d(1)", "BatchNorm")]
    [InlineData("BatchNorm2d(1, eps: 1e-3)", "BatchNorm(1e-3f)")]
    [InlineData("BatchNormalization", "BatchNorm")]
    [InlineData("LayerNormalization(epsilon: 1e-6)", "LayerNorm(1e-6f)")]
    [InlineData("Dropout2d(0.2)", "Dropout2D(0.2f)")]
    [InlineData("SpatialDropout2D(0.2)", "Dropout2D(0.2f)")]
    [InlineData("Activation(\"relu\")", "ReLU")]
    [InlineData("Activation(\"swish\")", "SiLU")]
    [InlineData("Relu", "ReLU")]
    [InlineData("Gelu()", "GELU()")]
    [InlineData("Dens(10)", "Dense(10)")]
    [InlineData("Convolution2D(32, 3, padding: \"same\")", "Conv2D(32, kernel: 3, padding: Padding.Same)")]
    [InlineData("LSTM(8, 32, num_layers: 2)", "Lstm(32, layers: 2)", false)]
    [InlineData("LSTM(32)", "Lstm(32)", false)]
    [InlineData("GRU(input_size: 8, hidden_size: 32)", "Gru(32)", false)]
    [InlineData("SimpleRNN(32)", "Rnn(32)", false)]
    [InlineData("Flatland(32)", null)]
    [InlineData("Activation(\"mish\")", null)]
    [InlineData("Serializable2", null)]
    public async Task A_layer(string foreign, string? ours, bool compiles = true)
    {
        string before = Source(foreign);
        Diagnostic[] diagnostics = Missing(before);
        Assert.NotEmpty(diagnostics);
        var offers = await Editor.OffersAsync(before, diagnostics[0]);

        Assert.Equal(ours is null ? [] : ["Use [" + ours + "]"], offers.Select(offer => offer.Title).ToArray());
        Assert.Equal(ours is null ? [] : [Source(ours)], offers.Select(offer => offer.Fixed).ToArray());
        if (ours is not null && compiles)
        {
            Assert.Empty(InMemory.Generate(offers[0].Fixed).CompilerDiagnostics);
            Assert.Empty(InMemory.Analyze(offers[0].Fixed).Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error));
        }
    }

    [Theory]
    [InlineData("CrossEntropyLoss", "SoftmaxCrossEntropy")]
    [InlineData("SparseCategoricalCrossentropy(from_logits: true)", "SoftmaxCrossEntropy")]
    [InlineData("MSELoss", "MeanSquaredError")]
    [InlineData("HuberLoss(delta: 0.5)", "Huber(0.5f)")]
    public async Task A_loss(string foreign, string ours)
    {
        string before = Loss(foreign);
        var offer = Assert.Single(await Editor.OffersAsync(before, Missing(before)[0]));

        Assert.Equal(Loss(ours), offer.Fixed);
        Assert.Empty(InMemory.Generate(offer.Fixed).CompilerDiagnostics);
    }

    [Fact]
    public async Task All_at_once()
    {
        const string Before = """
            using Espalier;

            [Network]
            [Input(1, 28, 28)]
            [Conv2d(1, 32, 3), Relu]
            [MaxPooling2D(2)]
            [Activation("tanh")]
            [Linear(5408, 10)] // the head
            [CrossEntropyLoss]
            public sealed partial class Net;
            """;
        const string After = """
            using Espalier;

            [Network]
            [Input(1, 28, 28)]
            [Conv2D(32, kernel: 3), ReLU]
            [MaxPool2D(2)]
            [Tanh]
            [Dense(10)] // the head
            [SoftmaxCrossEntropy]
            public sealed partial class Net;
            """;
        Diagnostic[] diagnostics = Missing(Before);

        string text = await Editor.FixAllAsync(Before, new ForeignNameFix(), diagnostics, "Use [Conv2D(32, kernel: 3)]");

        Assert.Equal(After, text);
        Assert.Empty(InMemory.Generate(text).CompilerDiagnostics);
        Assert.Empty(InMemory.Analyze(text));
    }

    [Fact]
    public async Task Elsewhere_nothing_is_offered()
    {
        const string Source = "using Espalier; [assembly: Linear] class C { Linear? _x; [Linear] void M() { } }";
        foreach (Diagnostic diagnostic in Missing(Source))
        {
            Assert.Empty(await Editor.OffersAsync(Source, diagnostic));
        }
    }

    private static string Source(string layer) => $"using Espalier;\n[Network] [Input(1, 28, 28)] [{layer}]\npublic sealed partial class Net;";

    private static string Loss(string loss) => $"using Espalier;\n[Network] [Input(4)] [Dense(2)] [{loss}]\npublic sealed partial class Net;";

    private static Diagnostic[] Missing(string source) =>
        [.. InMemory.Compile(source).GetDiagnostics().Where(diagnostic => diagnostic.Id == "CS0246").OrderBy(diagnostic => diagnostic.Location.SourceSpan.Start)];
}
