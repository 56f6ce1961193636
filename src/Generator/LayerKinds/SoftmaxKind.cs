using Espalier.Generator.Differentiation;
using Espalier.Generator.Graph;
using Espalier.Generator.Planning;
using Espalier.Generator.Shapes;

namespace Espalier.Generator.LayerKinds;

/// <summary>exp(x) / Σ exp(x) over the features, or over the channels of each pixel.</summary>
internal sealed class SoftmaxKind : LayerKind
{
    public override string Name => "Softmax";

    public override string? LengthBarrier(LayerNode node) => null;

    public override Shape? Infer(LayerNode node, ShapeReporter report) => node.Input.Shape;

    public override bool KeepsOrder => true;

    public override long Flops(LayerNode node) => 4L * node.Output.Shape!.Length;

    public override bool RunsInPlace => true;

    public override void Forward(ForwardContext forward) =>
        forward.Call("Softmax.Forward", forward.Input(), forward.Output, Rows(forward.Node), Features(forward.Node));

    /// <summary>Each step by itself.</summary>
    public override string? StreamBarrier(LayerNode node) => null;

    public override bool BackwardReadsOutput => true;

    public override void Backward(BackwardContext backward) => backward.Propagate(0, inPlace: true, to: target => backward.Call(
        "Softmax.Backward",
        backward.Output, backward.OutputGradient, target.Gradient, Rows(backward.Node), Features(backward.Node), target.Accumulate));

    public override ValueRange Range => ValueRange.Probabilities;

    private static Operand Rows(LayerNode node) => Operand.Int(node.Input.Shape!.Pixels);

    private static Operand Features(LayerNode node) => Operand.Int(node.Input.Shape!.Channels);
}
