using Espalier.Generator.Differentiation;
using Espalier.Generator.Emission;
using Espalier.Generator.Graph;
using Espalier.Generator.LayerKinds;
using Espalier.Generator.Parsing;
using Espalier.Generator.Planning;
using Espalier.Generator.Shapes;
using Espalier.Generator.Support;
using Espalier.Generator.Tests.Parsing;

namespace Espalier.Generator.Tests;

/// <summary>An editor that has a newer text cancels what it asked for: nothing goes on for longer than a layer or a line.</summary>
public class MidwayCancellationTests : ParsingTest
{
    private const string ResNet50 = """
        using Espalier;
        [Network]
        [Input(channels: 3, height: 224, width: 224)]
        [Conv2D(64, kernel: 7, stride: 2, padding: 3, bias: false)] [BatchNorm] [ReLU]
        [MaxPool2D(3, stride: 2, padding: 1)]
        [Use<Bottleneck>(64, 1, Repeat = 3)] [Use<Bottleneck>(128, 2, Repeat = 4)] [Use<Bottleneck>(256, 2, Repeat = 6)] [Use<Bottleneck>(512, 2, Repeat = 3)]
        [GlobalAveragePool2D] [Dense(1000)]
        [SoftmaxCrossEntropy]
        public sealed partial class Net;

        [Block]
        [Tap("in")]
        [Conv2D(Width, kernel: 1, bias: false)] [BatchNorm] [ReLU]
        [Conv2D(Width, kernel: 3, stride: Stride, padding: 1, bias: false)] [BatchNorm] [ReLU]
        [Conv2D(Width * 4, kernel: 1, bias: false)] [BatchNorm]
        [Shortcut("in", Projection.ConvolutionBatchNorm)] [ReLU]
        public class Bottleneck
        {
            [Argument] private const int Width = 64;
            [Argument(FirstRepeatOnly = true)] private const int Stride = 1;
        }
        """;

    private static readonly NetworkSpec Spec = Parse("Net", ResNet50);

    [Theory]
    [InlineData(1)]
    [InlineData(20)]
    [InlineData(40)]
    public void Shapes_end_with_the_layer_at_hand(int layer)
    {
        using var source = new CancellationTokenSource();
        NetworkGraph graph = GraphBuilder.Build(Spec, [], default);
        var kind = new CountingKind(layer, source);
        Count(graph, kind, withShapes: false);

        Assert.Throws<OperationCanceledException>(() => ShapeInference.Run(graph, [], source.Token));
        Assert.Equal(layer, kind.Calls);
    }

    [Theory]
    [InlineData(1, false)]
    [InlineData(20, false)]
    [InlineData(40, true)]
    [InlineData(60, true)] // Forward is through after 49: this one is on its way back.
    public void Planning_ends_with_the_layer_at_hand(int layer, bool training)
    {
        using var source = new CancellationTokenSource();
        NetworkGraph graph = GraphBuilder.Build(Spec, [], default);
        Assert.True(ShapeInference.Run(graph, [], default));
        var kind = new CountingKind(layer, source);
        Count(graph, kind, withShapes: true);
        MemoryOrder.Run(graph);
        var parameters = new ParameterPlan(graph);

        Assert.Throws<OperationCanceledException>(() => ProgramPlanner.Plan(graph, parameters, training, source.Token));
        Assert.Equal(layer, kind.Calls);
    }

    [Fact]
    public void Writing_ends_with_the_line_at_hand()
    {
        using var source = new CancellationTokenSource();
        var writer = new SourceWriter(source.Token);
        writer.Line("the last");
        source.Cancel();

        Assert.Throws<OperationCanceledException>(() => writer.Line("one more"));
        Assert.Equal("the last\n", writer.ToString());
        NetworkPlan plan = NetworkCompiler.Plan(Spec, [], default)!;
        Assert.Throws<OperationCanceledException>(() => NetworkEmitter.Emit(plan, source.Token));
        Assert.Throws<OperationCanceledException>(() => SurfaceEmitter.Emit(Spec, source.Token));
    }

    /// <summary>Puts a layer that counts above every ReLU of the network.</summary>
    private static void Count(NetworkGraph graph, CountingKind kind, bool withShapes)
    {
        foreach (LayerNode node in graph.Layers.Where(node => node.Kind is ReLUKind).ToArray())
        {
            var counting = new LayerNode(-1, new LayerSpec("Counting", []), kind, node.Name + "Counting");
            counting.Output.Shape = withShapes ? node.Input.Shape : null;
            graph.Insert(counting, node.Input, node);
        }
    }

    /// <summary>x itself, computed, by a layer that cancels at its n-th call.</summary>
    private sealed class CountingKind(int last, CancellationTokenSource source) : LayerKind
    {
        public int Calls { get; private set; }

        public override string Name => "Counting";

        public override Shape? Infer(LayerNode node, ShapeReporter report)
        {
            Called();
            return node.Input.Shape;
        }

        public override void Forward(ForwardContext forward)
        {
            Called();
            forward.Call("Elementwise.Copy", forward.Input(), forward.Output, forward.Length);
        }

        public override void Backward(BackwardContext backward)
        {
            Called();
            backward.Propagate(0, target => backward.Call("Elementwise.Copy", backward.OutputGradient, target.Gradient, target.Accumulate));
        }

        private void Called()
        {
            if (++Calls == last)
            {
                source.Cancel();
            }
        }
    }
}
