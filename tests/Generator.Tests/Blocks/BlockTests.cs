using Espalier.Generator.Diagnostics;
using Espalier.Generator.Graph;
using Espalier.Generator.Parsing;
using Espalier.Generator.Planning;
using Espalier.Generator.Shapes;
using Espalier.Generator.Tests.Parsing;

namespace Espalier.Generator.Tests.Blocks;

/// <summary>What a use writes out: names, arguments, arithmetic, repeats, blocks in blocks.</summary>
public class BlockTests : ParsingTest
{
    private const string Basic = """
        [Block]
        [Tap("in")]
        [Conv2D(Width, kernel: 3, stride: Stride, padding: 1, bias: false)] [BatchNorm(Key = "bn1")] [ReLU]
        [Conv2D(Width, kernel: 3, padding: 1, bias: false)] [BatchNorm(Key = "bn2")]
        [Add("in")] [ReLU]
        public class Basic
        {
            [Argument] private const int Width = 4;
            [Argument(FirstRepeatOnly = true)] private const int Stride = 1;
        }
        """;

    [Fact]
    public void Lines_are_called_by_use_repeat_and_name()
    {
        NetworkGraph graph = Build("[Input(4, 8, 8)] [Use<Basic>(Repeat = 2, Name = \"layer1\")] [Use<Basic>] [Dense(2)]", Basic);

        Assert.Equal(
            """
            Input = Input() → 4×8×8
            layer1.0.in = Tap(Input) → 4×8×8
            layer1.0.Conv1 = Conv2D(layer1.0.in) → 4×8×8  weight [4, 4, 3, 3]
            layer1.0.BatchNorm1 = BatchNorm(layer1.0.Conv1) → 4×8×8  weight [4]  bias [4]  running_mean [4]  running_var [4]
            layer1.0.ReLU1 = ReLU(layer1.0.BatchNorm1) → 4×8×8
            layer1.0.Conv2 = Conv2D(layer1.0.ReLU1) → 4×8×8  weight [4, 4, 3, 3]
            layer1.0.BatchNorm2 = BatchNorm(layer1.0.Conv2) → 4×8×8  weight [4]  bias [4]  running_mean [4]  running_var [4]
            layer1.0.Add1 = Add(layer1.0.BatchNorm2, layer1.0.in) → 4×8×8
            layer1.0.ReLU2 = ReLU(layer1.0.Add1) → 4×8×8
            layer1.1.in = Tap(layer1.0.ReLU2) → 4×8×8
            """,
            string.Join("\n", GraphPrinter.Print(graph).Split('\n')[..10]));
        Assert.Contains("Dense1 = Dense(Basic2.ReLU2) → 2", GraphPrinter.Print(graph), StringComparison.Ordinal);
        Assert.Equal(
            ["layer1.0.conv1.weight", "layer1.0.bn1.weight", "layer1.0.bn1.bias", "layer1.0.bn1.running_mean", "layer1.0.bn1.running_var", "layer1.0.conv2.weight"],
            new ParameterPlan(graph).Slots.Take(6).Select(slot => slot.FileName));
        Assert.Contains("basic2.bn2.running_var", new ParameterPlan(graph).Slots.Select(slot => slot.FileName));
        Assert.Equal("layer1_0_Conv1", graph.Nodes[2].Identifier);
    }

    [Theory]
    [InlineData("[Use<B>]", "8")]
    [InlineData("[Use<B>(3)]", "12")]
    [InlineData("[Use<B>(3, 5)]", "15")]
    [InlineData("[Use<B>(Repeat = 2)]", "8 → 8")]
    [InlineData("[Use<B>(3, 5, Repeat = 3)]", "15 → 12 → 12")]
    [InlineData("[B(Units = 3)]", "12")]
    [InlineData("[B(Factor = 5, Name = \"b\", Repeat = 2)]", "10 → 8")]
    [InlineData("[C(3, 5)]", "15")]
    [InlineData("[C(factor: 3)]", "6")]
    public void Arguments_come_in_order_or_by_name(string use, string expected)
    {
        NetworkGraph graph = Build("[Input(4)] " + use, """
            [Block, Dense(Units * Factor)]
            class B
            {
                [Argument] const int Units = 2;
                [Argument(FirstRepeatOnly = true)] const int Factor = 4;
            }
            sealed class BAttribute : UseAttribute<B>
            {
                public int Factor { get; set; }
                public int Units { get; set; }
            }
            sealed class CAttribute(int units = 2, int factor = 4) : UseAttribute<B>(units, factor);
            """);

        Assert.Equal(expected, string.Join(" → ", graph.Layers.Select(node => node.Output.Shape)));
    }

    [Theory]
    [InlineData("int", "7", "X * 2", "14")]
    [InlineData("int", "7", "2 + X / 2 - 1", "4")]
    [InlineData("int", "7", "(X + 1) % 5", "3")]
    [InlineData("int", "7", "-(1 - X)", "6")]
    [InlineData("int", "7", "X > 6 ? X << 1 : X >> 1", "14")]
    [InlineData("int", "6", "X > 6 || X == 5 ? X << 1 : X >> 1", "3")]
    [InlineData("int", "7", "(int)(X * 0.5)", "3")]
    [InlineData("int", "7", "(int)(X * 0.1f * 10)", "7")]
    [InlineData("float", "0.1f", "(int)(X * 3 * 10)", "3")]
    [InlineData("double", "0.29", "(int)(X * 100)", "28")]
    [InlineData("float", "0.5", "(int)(X * 100)", "50")]
    [InlineData("float", "3", "(int)(X / 2 * 10)", "15")]
    [InlineData("long", "7", "(int)(X * 2L)", "14")]
    [InlineData("bool", "true", "X ? 3 : 4", "3")]
    [InlineData("bool", "false", "!X && true ? 3 : 4", "3")]
    [InlineData("string", "\"wide\"", "X == \"wide\" ? 9 : 1", "9")]
    [InlineData("string", "\"wide\"", "X + \"r\" != \"wider\" ? 9 : 1", "1")]
    [InlineData("Rounding", "Rounding.Floor", "X == Rounding.Floor ? 9 : 1", "9")]
    [InlineData("int", "7", "nameof(X).Length > 0 ? 1 : 2", null)]
    public void Arithmetic_is_that_of_constants_in_CSharp(string type, string given, string expression, string? units)
    {
        string initial = type switch { "bool" => "false", "string" => "\"\"", "Rounding" => "Rounding.Exact", _ => "1" };
        string block = $"[Block, Dense({expression})] class B {{ [Argument] const {type} X = {initial}; }}";
        if (units is not null)
        {
            Assert.Equal(units, Build($"[Input(4), Use<B>({given})]", block).Outputs.Single().Value.Shape!.ToString());
        }
        else
        {
            Assert.False(Assert.Single(Parse("Net", Source($"[Input(4), Use<B>({given})]", block)).Blocks).Layers[0].IsKnown);
        }
    }

    [Fact]
    public void Options_of_every_type_and_arrays_take_arguments()
    {
        NetworkGraph graph = Build("[Input(4, 9, 9), Use<B>(3, true, Rounding.Floor, \"other\", Init.Zeros), Use<B>(2, false, Rounding.Floor)]", """
            [Block]
            [Tap("in")] [Tap("other")]
            [Conv2D(4, kernel: [K, 1], padding: [K / 2, K - 1 - K / 2, 0, 0], bias: Bias, rounding: Round, Init = Start, Frozen = !Bias, Key = "conv" + From)]
            [Add("in", From)]
            [Conv2D(4, kernel: new[] { 1, K }, From = From)]
            class B
            {
                [Argument] const int K = 1;
                [Argument] const bool Bias = false;
                [Argument] const Rounding Round = Rounding.Exact;
                [Argument] const string From = "in";
                [Argument] const Init Start = Init.Default;
            }
            """);

        Assert.Contains("B1.Conv1 = Conv2D(B1.other) → 4×9×9  weight [4, 4, 3, 1]  bias [4]", GraphPrinter.Print(graph), StringComparison.Ordinal);
        Assert.Contains("B1.Add1 = Add(B1.Conv1, B1.in, B1.other) → 4×9×9", GraphPrinter.Print(graph), StringComparison.Ordinal);
        Assert.Contains("B1.Conv2 = Conv2D(B1.other) → 4×9×7", GraphPrinter.Print(graph), StringComparison.Ordinal);
        Assert.Contains("B2.Conv1 = Conv2D(B2.other) → 4×9×7  weight [4, 4, 2, 1]\n", GraphPrinter.Print(graph), StringComparison.Ordinal);
        Assert.Equal((false, "Zeros", "b1.convother"), Described("B1.Conv1"));
        Assert.Equal((true, "Default", "b2.convin"), Described("B2.Conv1"));

        (bool, string?, string) Described(string name) => graph.Nodes.Single(node => node.Name == name) is var node
            ? (node.IsFrozen, node.Line!.Init.Kind, node.FilePrefix)
            : default;
    }

    [Fact]
    public void Blocks_use_blocks_with_arguments_of_their_own()
    {
        NetworkGraph graph = Build("[Input(4), Use<Outer>(3, 2, Name = \"deep\", Key = \"body\"), Dense(1, From = \"deep\")]", """
            [Block, Use<Inner>(Width * 2, Repeat = Depth, Name = "steps"), Dense(Width), Add("Dense1")]
            class Outer
            {
                [Argument] const int Width = 1;
                [Argument] const int Depth = 1;
            }
            """, "[Block, Dense(Units), ReLU] class Inner { [Argument] const int Units = 10; }");

        Assert.Equal(
            ["deep.steps.0.Dense1 6", "deep.steps.0.ReLU1 6", "deep.steps.1.Dense1 6", "deep.steps.1.ReLU1 6", "deep.Dense1 3", "deep.Add1 3", "Dense1 1"],
            graph.Layers.Select(node => node.Name + " " + node.Output.Shape));
        Assert.Equal(
            ["body.steps.0.dense1.weight", "body.steps.0.dense1.bias", "body.steps.1.dense1.weight", "body.steps.1.dense1.bias", "body.dense1.weight", "body.dense1.bias", "dense1.weight", "dense1.bias"],
            new ParameterPlan(graph).Slots.Select(slot => slot.FileName));
    }

    [Fact]
    public void The_name_of_a_use_is_that_of_its_output_and_names_inside_stay_inside()
    {
        NetworkGraph graph = Build("""
            [Input(4)] [Tap("in")]
            [Use<B>(Name = "left", From = "in")]
            [Use<B>(Name = "right", From = "in", Repeat = 1, Init = Init.Zeros, Frozen = true)]
            [Add("left")]
            """, "[Block, Dense(4), Tap(\"in\"), Tanh, Add(\"in\")] class B;");

        Assert.Equal(
            ["left.Dense1(in)", "left.in(left.Dense1)", "left.Tanh1(left.in)", "left.Add1(left.Tanh1, left.in)",
             "right.0.Dense1(in)", "right.0.in(right.0.Dense1)", "right.0.Tanh1(right.0.in)", "right.0.Add1(right.0.Tanh1, right.0.in)", "Add1(right.0.Add1, left.Add1)"],
            graph.Layers.Skip(1).Select(node => node.Name + "(" + string.Join(", ", node.Inputs.Select(input => input.Name)) + ")"));
        Assert.Equal(["XavierUniform", "Zeros", "Zeros", "Zeros"], new ParameterPlan(graph).Slots.Select(slot => slot.Parameter.Initializer));
        Assert.Equal([true, true, false, false], new ParameterPlan(graph).Slots.Select(slot => slot.IsTrained));
    }

    [Fact]
    public void A_key_may_leave_the_use_out()
    {
        NetworkGraph graph = Build("[Input(4), Use<B>(Key = \"\"), Use<B>(Key = \"\", Repeat = 1)]", "[Block, Dense(4)] class B;");

        Assert.Equal(["dense1.weight", "dense1.bias", "0.dense1.weight", "0.dense1.bias"], new ParameterPlan(graph).Slots.Select(slot => slot.FileName));
    }

    private static NetworkGraph Build(string attributes, params string[] blocks)
    {
        NetworkSpec spec = Parse("Net", Source(attributes, blocks));
        var problems = new List<Problem>(spec.Problems);
        NetworkGraph graph = GraphBuilder.Build(spec, problems, default);
        ShapeInference.Run(graph, problems, default);
        Assert.Empty(problems);
        GraphVerifier.Verify(graph);
        return graph;
    }

    private static string Source(string attributes, params string[] blocks) =>
        $"using Espalier;\n[Network]\n{attributes}\npublic partial class Net;\n{string.Join("\n", blocks)}";
}
