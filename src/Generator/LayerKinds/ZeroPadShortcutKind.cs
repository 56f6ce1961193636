using Espalier.Generator.Differentiation;
using Espalier.Generator.Graph;
using Espalier.Generator.Planning;
using Espalier.Generator.Shapes;

namespace Espalier.Generator.LayerKinds;

/// <summary>Inserted by a shortcut: every stride-th pixel, with channels of zeros around the image's own.</summary>
internal sealed class ZeroPadShortcutKind(Shape target, (int Y, int X) stride) : LayerKind
{
    public override string Name => "ZeroPadShortcut";

    public override Shape? Infer(LayerNode node, ShapeReporter report) => target;

    public override void Forward(ForwardContext forward) =>
        forward.Call("ZeroPadShortcut.Forward", forward.Input(), forward.Output, Plan(forward));

    public override void Backward(BackwardContext backward) => backward.Propagate(0, to: into => backward.Call(
        "ZeroPadShortcut.Backward", backward.OutputGradient, into.Gradient, Plan(backward), into.Accumulate));

    private Operand Plan(StatementContext context)
    {
        Shape input = context.Node.Input.Shape!;
        return context.Plan(
            "ZeroPadShape",
            ("Channels", input.Channels), ("Height", input.Height), ("Width", input.Width), ("OutputChannels", target.Channels),
            ("Before", (target.Channels - input.Channels) / 2), ("StrideY", stride.Y), ("StrideX", stride.X));
    }
}
