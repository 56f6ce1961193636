using Espalier.Generator.Differentiation;
using Espalier.Generator.Graph;
using Espalier.Generator.Planning;
using Espalier.Generator.Shapes;

namespace Espalier.Generator.LayerKinds;

/// <summary>Steps and features of a sequence in each other's places.</summary>
internal sealed class TransposeKind : LayerKind
{
    public override string Name => "Transpose";

    public override Shape? Infer(LayerNode node, ShapeReporter report) =>
        report.IsSequence() ? new Shape(node.Input.Shape!.Channels, node.Input.Shape.Width) : null;

    public override Reach Reach(LayerNode node) => LayerKinds.Reach.All;

    public override void Forward(ForwardContext forward) =>
        forward.Call("ChannelsLast.ToPlanar", forward.Input(), forward.Output, Features(forward.Node), Steps(forward.Node));

    public override void Backward(BackwardContext backward) => backward.Propagate(0, overwrites: true, to: target => backward.Call(
        "ChannelsLast.FromPlanar", backward.OutputGradient, target.Gradient, Features(backward.Node), Steps(backward.Node)));

    private static Operand Steps(LayerNode node) => Operand.Int(node.Input.Shape!.Width);

    private static Operand Features(LayerNode node) => Operand.Int(node.Input.Shape!.Channels);
}
