using Espalier.Generator.Differentiation;
using Espalier.Generator.Graph;
using Espalier.Generator.Planning;
using Espalier.Generator.Shapes;

namespace Espalier.Generator.LayerKinds;

/// <summary>The mean of each channel over the image.</summary>
internal sealed class GlobalAveragePool2DKind : LayerKind
{
    public override string Name => "GlobalAveragePool2D";

    public override string NamePrefix => "Pool";

    public override Shape? Infer(LayerNode node, ShapeReporter report) =>
        report.IsImage() ? new Shape(node.Input.Shape!.Channels) : null;

    public override long Flops(LayerNode node) => node.Input.Shape!.Length;

    public override string Detail(LayerNode node) => "over " + node.Input.Shape!.Height + "×" + node.Input.Shape.Width;

    public override void Forward(ForwardContext forward) =>
        forward.Call("GlobalAveragePool2D.Forward", forward.Input(), forward.Output, Channels(forward.Node), Pixels(forward.Node));

    public override void Backward(BackwardContext backward) => backward.Propagate(0, target => backward.Call(
        "GlobalAveragePool2D.Backward",
        backward.OutputGradient, target.Gradient, Channels(backward.Node), Pixels(backward.Node), target.Accumulate));

    private static Operand Channels(LayerNode node) => Operand.Int(node.Input.Shape!.Channels);

    private static Operand Pixels(LayerNode node) => Operand.Int(node.Input.Shape!.Pixels);
}
