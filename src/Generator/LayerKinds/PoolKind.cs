using Espalier.Generator.Graph;
using Espalier.Generator.Planning;
using Espalier.Generator.Shapes;

namespace Espalier.Generator.LayerKinds;

/// <summary>What pooling has in common, along steps (1 axis) or over an image (2): a window, no parameters, channels kept apart.</summary>
internal abstract class PoolKind(int axes) : LayerKind
{
    public override string NamePrefix => "Pool";

    public override Shape? Infer(LayerNode node, ShapeReporter report) =>
        report.HasAxes(axes) && Window.OfPooling(node).Infer(report) is { } size
            ? node.Input.Shape!.Resized(node.Input.Shape.Channels, size.Height, size.Width)
            : null;

    public override long Flops(LayerNode node)
    {
        Window window = Window.OfPooling(node);
        return node.Output.Shape!.Length * window.Kernel.Y * window.Kernel.X;
    }

    public override string Detail(LayerNode node)
    {
        Window window = Window.OfPooling(node);
        return window.Stride == window.Kernel ? window.Text(window.Kernel) + (axes == 1 ? " steps" : "") : window.ToString();
    }

    public override bool IsTransparent => true;

    public override Reach Reach(LayerNode node) => LayerKinds.Reach.Of(Window.OfPooling(node));

    protected static Operand Plan(StatementContext context) => Plan(context, context.Node);

    /// <summary>The windows of a pooling, also for the kernel of the layer above.</summary>
    public static Operand Plan(StatementContext context, LayerNode node)
    {
        Window window = Window.OfPooling(node);
        Shape input = node.Input.Shape!, output = node.Output.Shape!;
        return context.PlanOf(
            node,
            "Pool2DShape",
            ("Channels", input.Channels), ("Height", input.Height), ("Width", input.Width),
            ("KernelHeight", window.Kernel.Y), ("KernelWidth", window.Kernel.X), ("StrideY", window.Stride.Y), ("StrideX", window.Stride.X),
            ("PadTop", window.Top), ("PadLeft", window.Left), ("OutputHeight", output.Height), ("OutputWidth", output.Width),
            ("PadBottom", window.Bottom), ("PadRight", window.Right));
    }
}
