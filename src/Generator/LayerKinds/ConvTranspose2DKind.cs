using Espalier.Generator.Differentiation;
using Espalier.Generator.Graph;
using Espalier.Generator.Planning;
using Espalier.Generator.Shapes;

namespace Espalier.Generator.LayerKinds;

/// <summary>
/// A transposed convolution: the gradient of the input of a convolution, its mirror, which leads back from output to input.
/// The weight lies as the mirror's does, in panels of the mirror's outputs; forward reads it re-packed in panels of its own.
/// </summary>
internal sealed class ConvTranspose2DKind : WeightedKind
{
    public override string Name => "ConvTranspose2D";

    public override string NamePrefix => "ConvTranspose";

    public override Shape? Infer(LayerNode node, ShapeReporter report)
    {
        if (!report.IsImage() || !ConvolutionKind.HasSoundGroups(node, report))
        {
            return null;
        }

        return new TransposedWindow(node).Infer(report) is { } size ? new Shape((int)node.Spec.Int("filters"), size.Height, size.Width) : null;
    }

    public override long Flops(LayerNode node)
    {
        Window window = Window.OfConvolution(node);
        return 2L * node.Input.Shape!.Length * window.Kernel.Y * window.Kernel.X * (node.Output.Shape!.Channels / node.Spec.Int("groups"));
    }

    public override string Detail(LayerNode node) => Window.OfConvolution(node) + ConvolutionKind.Groups(node);

    public override Operand FoldableParameter(ForwardContext forward, string name) =>
        name == "weight" ? Packed(forward) : base.FoldableParameter(forward, name);

    public override PanelLayout FoldablePanels(LayerNode node)
    {
        PanelLayout mirror = node.Parameters[0].Panels!;
        if (ConvolutionKind.IsDepthwise(node))
        {
            return mirror;
        }

        Window window = Window.OfConvolution(node);
        return new PanelLayout(node.Output.Shape!.Channels, mirror.Groups, [(int)(window.Kernel.Y * window.Kernel.X), mirror.OutputsPerGroup], []);
    }

    public override Reach Reach(LayerNode node) => LayerKinds.Reach.OfMirrored(Window.OfConvolution(node));

    // The fans are PyTorch's, which counts those of the weight's second dimension.
    protected override Parameter Weight(LayerNode node)
    {
        Window window = Window.OfConvolution(node);
        int channels = node.Input.Shape!.Channels, groups = (int)node.Spec.Int("groups"), filtersPerGroup = node.Output.Shape!.Channels / groups;
        int height = (int)window.Kernel.Y, width = (int)window.Kernel.X;
        return new Parameter("weight", [channels, filtersPerGroup, height, width], "[channels, filters / groups, kernel height, kernel width]")
        {
            Panels = ConvolutionKind.IsDepthwise(node)
                ? new PanelLayout(channels, 1, [1, height, width], [0, width, 1])
                : new PanelLayout(channels, groups, [filtersPerGroup, height, width], [1, width * filtersPerGroup, filtersPerGroup]),
            FanIn = filtersPerGroup * height * width,
            FanOut = channels / groups * height * width,
            TransposedLength = groups * PanelLayout.LengthOfGroup(filtersPerGroup, PanelLayout.Times((long)height * width, channels / groups)),
        };
    }

    protected override Operand WeightOfOutput(ForwardContext forward) => forward.Folded("weight") ?? Packed(forward);

    protected override Operand WeightOfInputGradient(BackwardContext backward) => backward.Parameter("weight");

    /// <summary>The shape of the mirror.</summary>
    protected override Operand Plan(StatementContext context) =>
        ConvolutionKind.Plan(context, Window.OfConvolution(context.Node), context.Node.Output.Shape!, context.Node.Input.Shape!);

    /// <summary>The weight in panels of outputs; a depthwise one is that already.</summary>
    private Operand Packed(ForwardContext forward) => ConvolutionKind.IsDepthwise(forward.Node)
        ? forward.Parameter("weight")
        : forward.Derived("weight", "ConvTranspose2D.Pack", forward.Node.Parameters[0].TransposedLength, Plan(forward));
}
