using System.Globalization;
using Espalier.Generator.Tests.TestHelpers;

namespace Espalier.Generator.Tests.Emission;

/// <summary>The generated code, read as a person would read it.</summary>
public class EmissionTests
{
    private const string DigitNet = """
        using Espalier;
        namespace Samples;
        [Network]
        [Input(1, 28, 28)]
        [Conv2D(30, kernel: 5)] [ReLU]
        [MaxPool2D(2)]
        [Dense(100)] [ReLU]
        [Dense(10)]
        [SoftmaxCrossEntropy]
        public sealed partial class DigitNet;
        """;

    private const string Residual = """
        using Espalier;
        public partial class Models
        {
            [Network]
            [Input(3, 8, 8)]
            [Conv2D(16, kernel: 3, padding: 1, bias: false, Key = "stem.conv")] [BatchNorm] [ReLU] [Tap("in")]
            [Conv2D(16, kernel: 3, padding: 1, bias: false)] [BatchNorm] [Add("in")] [ReLU]
            [Dropout(0.1f)] [GlobalAveragePool2D] [Dense(4, Frozen = true)]
            internal partial class Residual;
        }
        """;

    [Fact]
    public void A_network_reads_well() => Snapshot.Match(InMemory.Generate(DigitNet).Text);

    [Fact]
    public void Joins_norms_and_frozen_layers_read_well() => Snapshot.Match(InMemory.Generate(Residual).Text);

    [Fact]
    public void An_invalid_network_keeps_its_surface() =>
        Snapshot.Match(InMemory.Generate(DigitNet.Replace("kernel: 5", "kernel: 50", StringComparison.Ordinal)).Text);

    [Theory]
    [InlineData("Lstm(5)", "Weights")]
    [InlineData("Gru(5)", "Weights")]
    [InlineData("MultiHeadAttention(2)", "Weights")]
    [InlineData("LayerNorm", "Norm")]
    [InlineData("PReLU", "Activation")]
    [InlineData("Tanh", "Activation")]
    [InlineData("MaxPool1D(2)", "Pooling")]
    [InlineData("Add(\"Input\")", "Join")]
    public void A_diagram_colours_layers_by_what_they_do(string layer, string role) =>
        Assert.Contains("DiagramRole." + role + ", 1", InMemory.Generate($"using Espalier; [Network, Input(8, 4), Tanh(Name = \"t\"), {layer}, Softmax] partial class Net;").Text);

    [Fact]
    public void A_diagram_shows_lengths_in_the_box_of_their_sequence()
    {
        string text = InMemory.Generate("using Espalier; [Network, Tokens(8, 4, lengths: true), Embedding(3), Gru(2), MeanOverSteps] partial class Net;").Text;

        Assert.Contains("Diagram => new(", text);
        Assert.Contains("(\"Tokens\", \"\", \"8 · with lengths\", DiagramRole.Input)", text);
        Assert.DoesNotContain("(\"TokensLengths\"", text);
    }

    [Fact]
    public void Long_networks_are_cut_into_methods_at_uses()
    {
        Generated generated = InMemory.Generate("""
            using Espalier;
            [Network]
            [Input(3, 16, 16)]
            [Conv2D(8, kernel: 3, padding: 1, bias: false)] [BatchNorm] [ReLU]
            [Use<Piece>(8, 1, Repeat = 4, Name = "layer1")]
            [Use<Piece>(16, 2, Repeat = 12, Name = "layer2")]
            [Use<Piece>(24, 2, Name = "last")]
            [GlobalAveragePool2D] [Dense(10)] [SoftmaxCrossEntropy]
            /// <summary>A net.</summary>
            public sealed partial class Net { private int Forward_last_Conv1() => 1; }
            [Block]
            [Tap("in")]
            [Conv2D(Width, kernel: 3, stride: Stride, padding: 1, bias: false)] [BatchNorm] [ReLU]
            [Conv2D(Width, kernel: 3, padding: 1, bias: false)] [BatchNorm] [Dropout(0.1f)]
            [Shortcut("in", Projection.ConvolutionBatchNorm)] [ReLU]
            class Piece { [Argument] const int Width = 8; [Argument(FirstRepeatOnly = true)] const int Stride = 1; }
            """);

        Assert.Empty(InMemory.Analyze(generated.Compilation));
        Assert.Empty(generated.CompilerDiagnostics.Where(diagnostic => diagnostic.Id != "CS1587"));
        string text = generated.Text;
        Snapshot.Match(string.Join("\n", text.Split('\n')
            .Where(line => (line.Contains("void ", StringComparison.Ordinal) && !line.Contains("public new", StringComparison.Ordinal)) || line.TrimStart().StartsWith("Forward_", StringComparison.Ordinal)
                || line.TrimStart().StartsWith("Backward_", StringComparison.Ordinal) || line.TrimStart().StartsWith("Prepare_", StringComparison.Ordinal))
            .Select(line => line.Trim())));
    }

    [Theory]
    [InlineData("sv-SE")]
    [InlineData("tr-TR")]
    [InlineData("ar-SA")]
    public void The_bytes_are_the_same_under_any_culture(string name)
    {
        string expected = InMemory.Generate(Residual).Text;
        CultureInfo before = CultureInfo.CurrentCulture;
        try
        {
            CultureInfo.CurrentCulture = CultureInfo.GetCultureInfo(name);

            // Another name, so that nothing comes from a cache.
            string renamed = InMemory.Generate(Residual.Replace("Residual", "Resifual", StringComparison.Ordinal)).Text;
            Assert.Equal(expected, renamed.Replace("Resifual", "Residual", StringComparison.Ordinal));
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    [Theory]
    [InlineData("[Input(4)] [Dense(2)]")]
    [InlineData("[Input(2, 4, 4)] [Flatten]")]
    [InlineData("[Input(2, 4, 4)] [Flatten] [BatchNorm] [Softmax] [MeanSquaredError]")]
    [InlineData("[Input(2, 4, 4)] [Conv2D(3, kernel: 3, groups: 1)] [Tanh]")]
    [InlineData("[Input(4, 6, 6)] [Conv2D(4, kernel: [3, 1], groups: 4)] [MaxPool2D(2, stride: 1)] [AveragePool2D(2, stride: 1, padding: 1)] [LeakyReLU]")]
    [InlineData("[Input(4)] [Dropout] [Tap(\"in\")] [Dense(4, Name = \"class\")] [Add(\"in\", \"in\")] [ReLU]")]
    [InlineData("[Input(4)] [Dense(4, Frozen = true, Name = \"values\")] [BatchNorm(useRunningStatistics: false, Frozen = true, Name = \"part\")] [ReLU] [Dense(1, Name = \"count\")] [MeanSquaredError]")]
    [InlineData("[Input(4)] [Dense(4, Name = \"Input2\")] [ReLU] [Dense(4, Name = \"output\")] [Sigmoid(Name = \"Samples\")]")]
    public void Every_network_compiles_without_warnings(string attributes)
    {
        Generated generated = InMemory.Generate("using Espalier;\n/// <summary>A net.</summary>\n[Network]\n" + attributes + "\npublic partial class Net;");

        Assert.Empty(InMemory.Analyze(generated.Compilation));
        Assert.Empty(generated.CompilerDiagnostics);
    }
}
