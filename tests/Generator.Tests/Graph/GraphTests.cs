using Espalier.Generator.Diagnostics;
using Espalier.Generator.Graph;
using Espalier.Generator.Parsing;
using Espalier.Generator.Shapes;
using Espalier.Generator.Tests.Parsing;

namespace Espalier.Generator.Tests.Graph;

/// <summary>How lines join, what they are called, and what the printer and the verifier say of the result.</summary>
public class GraphTests : ParsingTest
{
    [Fact]
    public void A_graph_prints_names_inputs_shapes_and_parameters()
    {
        NetworkGraph graph = Build("""
            [Input(3, 8, 8)]
            [Conv2D(8, kernel: 3, padding: 1, Name = "stem")] [BatchNorm] [ReLU] [Tap("in")]
            [Conv2D(8, kernel: 3, padding: 1, bias: false)]
            [Add("in")]
            [Dense(2)]
            [SoftmaxCrossEntropy]
            """);

        Assert.Equal(
            """
            Input = Input() → 3×8×8
            stem = Conv2D(Input) → 8×8×8  weight [8, 3, 3, 3]  bias [8]
            BatchNorm1 = BatchNorm(stem) → 8×8×8  weight [8]  bias [8]  running_mean [8]  running_var [8]
            ReLU1 = ReLU(BatchNorm1) → 8×8×8
            in = Tap(ReLU1) → 8×8×8
            Conv2 = Conv2D(in) → 8×8×8  weight [8, 8, 3, 3]
            Add1 = Add(Conv2, in) → 8×8×8
            Dense1 = Dense(Add1) → 2  weight [2, 512]  bias [2]
            Loss = SoftmaxCrossEntropy(Dense1) → 1
            output Dense1

            """.ReplaceLineEndings("\n"),
            GraphPrinter.Print(graph));
        GraphVerifier.Verify(graph);
    }

    [Fact]
    public void Naming_a_layer_renames_no_other()
    {
        Assert.Contains("Dense2 = Dense(Dense1)", GraphPrinter.Print(Build("[Input(4)] [Dense(4)] [Dense(4)]")), StringComparison.Ordinal);
        Assert.Contains("Dense2 = Dense(first)", GraphPrinter.Print(Build("[Input(4)] [Dense(4, Name = \"first\")] [Dense(4)]")), StringComparison.Ordinal);
    }

    [Fact]
    public void The_verifier_finds_what_a_pass_left_inconsistent()
    {
        NetworkGraph stale = Build("[Input(4)] [Dense(4)] [ReLU] [Dense(4)]");
        stale.Nodes[2].Inputs[0] = stale.Nodes[0].Output;
        Assert.Contains("ReLU1", Assert.Throws<InvalidOperationException>(() => GraphVerifier.Verify(stale)).Message, StringComparison.Ordinal);

        NetworkGraph unordered = Build("[Input(4)] [Dense(4)] [ReLU] [Dense(4)]");
        unordered.Nodes.Reverse(1, 2);
        Assert.Contains("stands below", Assert.Throws<InvalidOperationException>(() => GraphVerifier.Verify(unordered)).Message, StringComparison.Ordinal);

        NetworkGraph removed = Build("[Input(4)] [Dense(4)] [ReLU] [Dense(4)]");
        removed.Nodes.RemoveAt(3);
        Assert.Contains("Dense2", Assert.Throws<InvalidOperationException>(() => GraphVerifier.Verify(removed)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("[Input(3, 32, 32)] [Conv2D(8, kernel: 3, stride: 2, padding: 1)]", "8×16×16")]
    [InlineData("[Input(3, 33, 32)] [Conv2D(8, kernel: 3, stride: 2, padding: 1)]", "8×17×16")]
    [InlineData("[Input(3, 9, 9)] [Conv2D(8, kernel: [3, 5], stride: [2, 1], padding: [1, 1, 2, 0])]", "8×5×7")]
    [InlineData("[Input(3, 9, 9)] [Conv2D(8, kernel: 3, dilation: 2)]", "8×5×5")]
    [InlineData("[Input(3, 9, 9)] [Conv2D(8, kernel: [3, 1])]", "8×7×9")]
    [InlineData("[Input(3, 13, 13)] [MaxPool2D(2, rounding: Rounding.Floor)]", "3×6×6")]
    [InlineData("[Input(3, 13, 13)] [MaxPool2D(2, rounding: Rounding.Ceiling)]", "3×7×7")]
    [InlineData("[Input(3, 13, 13)] [MaxPool2D(3, stride: 2)]", "3×6×6")]
    [InlineData("[Input(3, 7, 7)] [AveragePool2D(2, stride: 2, padding: 1, rounding: Rounding.Ceiling)]", "3×4×4")]
    [InlineData("[Input(3, 112, 112)] [MaxPool2D(3, stride: 2, padding: 1)]", "3×56×56")]
    public void Sizes_follow_PyTorch(string attributes, string shape) => Assert.Equal(shape, Build(attributes).Outputs.Single().Value.Shape!.ToString());

    private static NetworkGraph Build(string attributes)
    {
        NetworkSpec spec = Parse("Net", $"using Espalier;\n[Network]\n{attributes}\npublic partial class Net;");
        var problems = new List<Problem>();
        NetworkGraph graph = GraphBuilder.Build(spec, problems, default);
        ShapeInference.Run(graph, problems, default);
        Assert.Empty(problems);
        return graph;
    }
}
