using System;
using Espalier.Generator.Differentiation;
using Espalier.Generator.Graph;
using Espalier.Generator.Planning;
using Espalier.Generator.Shapes;

namespace Espalier.Generator.LayerKinds;

/// <summary>The means of as many windows as are asked for, along steps (1 axis) or over an image (2).</summary>
internal sealed class AdaptiveAveragePoolKind(int axes) : LayerKind
{
    public override string Name => axes == 1 ? "AdaptiveAveragePool1D" : "AdaptiveAveragePool2D";

    public override string NamePrefix => "Pool";

    public override Shape? Infer(LayerNode node, ShapeReporter report)
    {
        if (!report.HasAxes(axes))
        {
            return null;
        }

        int channels = node.Input.Shape!.Channels;
        if (axes == 1)
        {
            return report.AtLeast("steps", node.Spec.Int("steps"), 1) ? new Shape((int)node.Spec.Int("steps"), channels) : null;
        }

        long height = node.Spec.Int("height"), width = node.Spec.Int("width");
        return report.AtLeast("height", height, 1) & report.AtLeast("width", width, 1) ? new Shape(channels, (int)height, (int)width) : null;
    }

    public override long Flops(LayerNode node) => node.Input.Shape!.Length;

    public override bool IsTransparent => true;

    public override Reach Reach(LayerNode node)
    {
        Shape input = node.Input.Shape!, output = node.Output.Shape!;
        double stepY = (double)input.Height / output.Height, stepX = (double)input.Width / output.Width;
        return new Reach(new Pair((long)Math.Ceiling(stepY), (long)Math.Ceiling(stepX)), stepY, stepX);
    }

    public override void Forward(ForwardContext forward) =>
        forward.Call("AdaptiveAveragePool2D.Forward", forward.Input(), forward.Output, Plan(forward));

    public override void Backward(BackwardContext backward) => backward.Propagate(0, target => backward.Call(
        "AdaptiveAveragePool2D.Backward", backward.OutputGradient, target.Gradient, Plan(backward), target.Accumulate));

    private static Operand Plan(StatementContext context)
    {
        Shape input = context.Node.Input.Shape!, output = context.Node.Output.Shape!;
        return context.Plan(
            "AdaptivePool2DShape",
            ("Channels", input.Channels), ("Height", input.Height), ("Width", input.Width), ("OutputHeight", output.Height), ("OutputWidth", output.Width));
    }
}
