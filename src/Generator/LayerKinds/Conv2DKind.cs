using System.Globalization;
using Espalier.Generator.Differentiation;
using Espalier.Generator.Graph;
using Espalier.Generator.Planning;
using Espalier.Generator.Shapes;

namespace Espalier.Generator.LayerKinds;

/// <summary>A convolution over an image, with stride, padding, dilation and groups.</summary>
internal sealed class Conv2DKind : WeightedKind
{
    public override string Name => "Conv2D";

    public override string NamePrefix => "Conv";

    public override Shape? Infer(LayerNode node, ShapeReporter report)
    {
        if (!report.IsImage())
        {
            return null;
        }

        int channels = node.Input.Shape!.Channels;
        long filters = node.Spec.Int("filters"), groups = node.Spec.Int("groups");
        if (!(report.AtLeast("filters", filters, 1) & report.AtLeast("groups", groups, 1)))
        {
            return null;
        }

        if (channels % groups != 0 || filters % groups != 0)
        {
            report.GroupsDoNotDivide(groups, channels, filters);
            return null;
        }

        return Window.OfConvolution(node).Infer(report) is { } size ? new Shape((int)filters, size.Height, size.Width) : null;
    }

    public override long Flops(LayerNode node)
    {
        Window window = Window.OfConvolution(node);
        return 2L * node.Output.Shape!.Length * window.Kernel.Y * window.Kernel.X * (node.Input.Shape!.Channels / node.Spec.Int("groups"));
    }

    public override string Detail(LayerNode node)
    {
        long groups = node.Spec.Int("groups");
        return Window.OfConvolution(node) + (groups == 1 ? "" : IsDepthwise(node) ? " depthwise" : ", " + groups.ToString(CultureInfo.InvariantCulture) + " groups");
    }

    protected override Parameter Weight(LayerNode node)
    {
        Window window = Window.OfConvolution(node);
        int filters = node.Output.Shape!.Channels, channels = node.Input.Shape!.Channels, groups = (int)node.Spec.Int("groups");
        int channelsPerGroup = channels / groups, height = (int)window.Kernel.Y, width = (int)window.Kernel.X;
        return new Parameter("weight", [filters, channelsPerGroup, height, width], "[filters, channels / groups, kernel height, kernel width]")
        {
            Panels = IsDepthwise(node)
                ? new PanelLayout(filters, 1, [1, height, width], [0, width, 1])
                : new PanelLayout(filters, groups, [channelsPerGroup, height, width], [1, width * channelsPerGroup, channelsPerGroup]),
            FanIn = channelsPerGroup * height * width,
            FanOut = filters / groups * height * width,
            TransposedLength = groups * PanelLayout.LengthOfGroup(channelsPerGroup, (long)height * width * (filters / groups)),
        };
    }

    protected override string Kernel(StatementContext context) => WinogradChoice.Of(context).IsTaken ? "WinogradConv2D" : Name;

    protected override Operand WeightOfOutput(ForwardContext forward)
    {
        WinogradChoice winograd = WinogradChoice.Of(forward);
        forward.Note(winograd.Reason);
        return winograd.IsTaken
            ? forward.Derived("weight", "WinogradConv2D.Transform", WinogradChoice.Length(forward.Node.Input.Shape!.Channels, forward.Node.Output.Shape!.Channels), Plan(forward))
            : base.WeightOfOutput(forward);
    }

    /// <summary>A depthwise weight has no inputs to change places with.</summary>
    protected override Operand WeightOfInputGradient(BackwardContext backward) =>
        WinogradChoice.Of(backward).IsTaken
            ? backward.Transposed("weight", "WinogradConv2D.Transpose", Plan(backward), WinogradChoice.Length(backward.Node.Output.Shape!.Channels, backward.Node.Input.Shape!.Channels))
        : IsDepthwise(backward.Node) ? backward.Parameter("weight")
        : base.WeightOfInputGradient(backward);

    protected override Operand Plan(StatementContext context)
    {
        LayerNode node = context.Node;
        Window window = Window.OfConvolution(node);
        Shape input = node.Input.Shape!, output = node.Output.Shape!;
        return context.Plan(
            "Conv2DShape",
            ("Channels", input.Channels), ("Height", input.Height), ("Width", input.Width), ("Filters", output.Channels),
            ("KernelHeight", window.Kernel.Y), ("KernelWidth", window.Kernel.X), ("StrideY", window.Stride.Y), ("StrideX", window.Stride.X),
            ("PadTop", window.Top), ("PadLeft", window.Left), ("DilationY", window.Dilation.Y), ("DilationX", window.Dilation.X),
            ("Groups", node.Spec.Int("groups")), ("OutputHeight", output.Height), ("OutputWidth", output.Width));
    }

    private static bool IsDepthwise(LayerNode node)
    {
        long groups = node.Spec.Int("groups");
        return groups > 1 && groups == node.Input.Shape!.Channels && groups == node.Output.Shape!.Channels;
    }
}
