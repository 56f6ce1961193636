using Espalier.Generator.Differentiation;
using Espalier.Generator.Graph;
using Espalier.Generator.Planning;
using Espalier.Generator.Shapes;

namespace Espalier.Generator.LayerKinds;

/// <summary>
/// Inserted by the planner: brings an image from memory order (channels last) to the order in which people read it.
/// </summary>
/// <param name="isImageOutput">Whether it stands before an output that is an image: a session converts those at its door.</param>
internal sealed class ToPlanarKind(bool isImageOutput) : LayerKind
{
    public override string Name => "ToPlanar";

    public override Shape? Infer(LayerNode node, ShapeReporter report) => node.Input.Shape;

    public override bool IsIdentity(LayerNode node, bool training) => training && isImageOutput;

    public override void Forward(ForwardContext forward) =>
        forward.Call("ChannelsLast.ToPlanar", forward.Input(), forward.Output, Channels(forward.Node), Pixels(forward.Node));

    public override void Backward(BackwardContext backward)
    {
        if (isImageOutput)
        {
            backward.PassOn(0);
            return;
        }

        backward.Propagate(0, overwrites: true, to: target => backward.Call(
            "ChannelsLast.FromPlanar",
            backward.OutputGradient, target.Gradient, Channels(backward.Node), Pixels(backward.Node)));
    }

    private static Operand Channels(LayerNode node) => Operand.Int(Image(node).Channels);

    private static Operand Pixels(LayerNode node) => Operand.Int(Image(node).Pixels);

    private static Shape Image(LayerNode node) => node.Input.FlattenedFrom ?? node.Input.Shape!;
}
