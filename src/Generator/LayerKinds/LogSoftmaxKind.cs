using Espalier.Generator.Differentiation;
using Espalier.Generator.Graph;
using Espalier.Generator.Planning;
using Espalier.Generator.Shapes;

namespace Espalier.Generator.LayerKinds;

/// <summary>x − ln Σ exp(x) over the features, or over the channels of each pixel.</summary>
internal sealed class LogSoftmaxKind : LayerKind
{
    public override string Name => "LogSoftmax";

    public override string? LengthBarrier(LayerNode node) => null;

    public override Shape? Infer(LayerNode node, ShapeReporter report) => node.Input.Shape;

    public override bool KeepsOrder => true;

    public override long Flops(LayerNode node) => 4L * node.Output.Shape!.Length;

    public override bool RunsInPlace => true;

    public override void Forward(ForwardContext forward) =>
        forward.Call("LogSoftmax.Forward", forward.Input(), forward.Output, Rows(forward.Node), Features(forward.Node));

    /// <summary>Each step by itself.</summary>
    public override string? StreamBarrier(LayerNode node) => null;

    public override bool BackwardReadsOutput => true;

    public override void Backward(BackwardContext backward) => backward.Propagate(0, inPlace: true, to: target => backward.Call(
        "LogSoftmax.Backward",
        backward.Output, backward.OutputGradient, target.Gradient, Rows(backward.Node), Features(backward.Node), target.Accumulate));

    public override ValueRange Range => ValueRange.LogProbabilities;

    private static Operand Rows(LayerNode node) => Operand.Int(node.Input.Shape!.Pixels);

    private static Operand Features(LayerNode node) => Operand.Int(node.Input.Shape!.Channels);
}
