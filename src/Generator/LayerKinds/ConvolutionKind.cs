using System.Collections.Generic;
using System.Globalization;
using Espalier.Generator.Differentiation;
using Espalier.Generator.Graph;
using Espalier.Generator.Parsing;
using Espalier.Generator.Planning;
using Espalier.Generator.Shapes;

namespace Espalier.Generator.LayerKinds;

/// <summary>
/// A convolution along the steps of a sequence (1 axis) or over an image (2), with stride, padding, dilation and groups.
/// To the kernels a sequence is an image of one row.
/// </summary>
internal sealed class ConvolutionKind(int axes) : WeightedKind
{
    // A row of windows beyond would leave the second cache.
    private const long LongestRowOfWindows = 64 * 1024;

    public override string Name => axes == 1 ? "Conv1D" : "Conv2D";

    public override string NamePrefix => "Conv";

    public override Shape? Infer(LayerNode node, ShapeReporter report)
    {
        if (!report.HasAxes(axes) || !HasSoundGroups(node, report))
        {
            return null;
        }

        return Window.OfConvolution(node).Infer(report) is { } size
            ? node.Input.Shape!.Resized((int)node.Spec.Int("filters"), size.Height, size.Width)
            : null;
    }

    /// <summary>Where it reads later steps, those beyond a sample's length are the zeros of its padding.</summary>
    public override IReadOnlyList<InsertedLayer>? Inserts(LayerNode node, ShapeReporter report) =>
        axes == 1 && node.Input.Shape!.IsSequence && Window.OfConvolution(node).Right > 0 ? CountedStepsKind.Above(node, beyond: 0) : [];

    public override IEnumerable<string> InsertedNames(LayerSpec line) => axes == 1 ? [CountedStepsKind.Suffix] : [];

    public override string? LengthBarrier(LayerNode node)
    {
        Window window = Window.OfConvolution(node);
        int missing = node.Input.Shape!.Width - node.Output.Shape!.Width;
        return window.Stride.X > 1 ? "gives a step for every " + Operand.Digits(window.Stride.X) + " that it reads, and a sample's length counts those that it reads"
            : missing != 0 ? "gives " + Operand.Digits(System.Math.Abs(missing)) + (missing > 0 ? " fewer" : " more") + " steps than it reads, and a sample's length counts those that it reads"
            : null;
    }

    public override string LengthWayOut(LayerNode node) => "Use Padding.Same or Padding.Causal and stride: 1";

    /// <summary>Reports filters and groups that are too few or do not divide.</summary>
    public static bool HasSoundGroups(LayerNode node, ShapeReporter report)
    {
        int channels = node.Input.Shape!.Channels;
        long filters = node.Spec.Int("filters"), groups = node.Spec.Int("groups");
        if (!(report.AtLeast("filters", filters, 1) & report.AtLeast("groups", groups, 1)))
        {
            return false;
        }

        if (channels % groups != 0 || filters % groups != 0)
        {
            report.GroupsDoNotDivide(groups, channels, filters);
            return false;
        }

        return true;
    }

    public override long Flops(LayerNode node)
    {
        Window window = Window.OfConvolution(node);
        return 2L * node.Output.Shape!.Length * window.Kernel.Y * window.Kernel.X * (node.Input.Shape!.Channels / node.Spec.Int("groups"));
    }

    public override string Detail(LayerNode node) => Window.OfConvolution(node) + Groups(node);

    /// <summary>" depthwise", ", 2 groups" or nothing.</summary>
    public static string Groups(LayerNode node)
    {
        long groups = node.Spec.Int("groups");
        return groups == 1 ? "" : IsDepthwise(node) ? " depthwise" : ", " + groups.ToString(CultureInfo.InvariantCulture) + " groups";
    }

    public static bool IsDepthwise(LayerNode node)
    {
        long groups = node.Spec.Int("groups");
        return groups > 1 && groups == node.Input.Shape!.Channels && groups == node.Output.Shape!.Channels;
    }

    public override string? StreamBarrier(LayerNode node)
    {
        Window window = Window.OfConvolution(node);
        long missing = ((window.Kernel.X - 1) * window.Dilation.X) - window.Left;
        return axes > 1 ? base.StreamBarrier(node)
            : window.Stride.X > 1 ? "gives a step for every " + Operand.Digits(window.Stride.X) + " that it reads; a stream gives one for each"
            : window.Right > 0 ? "reads " + Operand.Digits(window.Right) + (window.Right == 1 ? " later step" : " later steps") + ", which a stream does not have yet; Padding.Causal reads earlier ones"
            : missing != 0 ? "gives " + Operand.Digits(System.Math.Abs(missing)) + (missing > 0 ? " fewer" : " more") + " steps than it reads; with Padding.Causal it gives one for each"
            : null;
    }

    /// <summary>The steps that the kernel reaches back to lie in a ring, so that a step costs what the kernel costs, whatever the dilation.</summary>
    public override void Step(ForwardContext step)
    {
        Window window = Window.OfConvolution(step.Node);
        int channels = step.Node.Input.Shape!.Channels, filters = step.Node.Output.Shape!.Channels;
        long groups = step.Node.Spec.Int("groups");
        if (axes > 1)
        {
            base.Step(step);
        }
        else if (groups == 1 && window.Kernel.X == 1)
        {
            step.CallPlain(
                step.WithEpilogue("DenseStep.Forward"),
                step.Input(), step.Parameter("weight"), step.Parameter("bias"), step.Output, Operand.Int(channels), Operand.Int(filters));
        }
        else
        {
            int steps = checked((int)(window.Kernel.X * window.Dilation.X));
            Operand ring = step.Ring("Ring", checked(2 * steps * channels), steps);
            Operand[] operands = [step.Position, step.Input(), ring, step.Parameter("weight"), step.Parameter("bias"), step.Output];
            Operand dilation = Operand.Named("dilation", Operand.Int(window.Dilation.X));
            if (groups == 1)
            {
                step.CallPlain(
                    step.WithEpilogue("Conv1DStep.Forward"),
                    [
                        .. operands, Operand.Named("channels", Operand.Int(channels)), Operand.Named("filters", Operand.Int(filters)),
                        Operand.Named("kernel", Operand.Int(window.Kernel.X)), dilation,
                    ]);
            }
            else
            {
                Operand plan = step.Plan(
                    "Conv2DShape",
                    ("Channels", channels), ("Height", 1), ("Width", window.Kernel.X), ("Filters", filters), ("KernelHeight", 1), ("KernelWidth", window.Kernel.X),
                    ("StrideY", 1), ("StrideX", 1), ("PadTop", 0), ("PadLeft", 0), ("DilationY", 1), ("DilationX", 1),
                    ("Groups", groups), ("OutputHeight", 1), ("OutputWidth", 1));
                step.CallWithPart(step.WithEpilogue("Conv1DStep.ForwardGroups"), [.. operands, plan, dilation]);
            }
        }
    }

    public override Reach Reach(LayerNode node) => LayerKinds.Reach.Of(Window.OfConvolution(node));

    public override void Forward(ForwardContext forward)
    {
        if (forward.Pool is not { } pool)
        {
            base.Forward(forward);
            return;
        }

        forward.NeedsScratch((int)RowOfWindows(pool));
        forward.Note("one pass: what " + pool.Name + " reads stays in the cache");
        forward.Call(
            forward.WithEpilogue(RowsByWinograd(forward).IsTaken ? "RowWinogradConv2D.ForwardPooled" : "PooledConv2D.Forward"),
            forward.Input(), WeightOfOutput(forward), forward.Parameter("bias"), forward.Output,
            forward.IsTraining ? forward.KeptOfSamples("Winners", pool.Output.Shape!.Length) : Operand.None, Plan(forward), PoolKind.Plan(forward, pool));
        if (forward.Node.IsTrained)
        {
            forward.Note(WinnerGradientChoice.Of(forward.Node, pool).Reason);
        }
    }

    public override void Backward(BackwardContext backward)
    {
        if (backward.Pool is not { } pool)
        {
            base.Backward(backward);
            return;
        }

        Operand winners = backward.KeptOfSamples("Winners", pool.Output.Shape!.Length), windows = PoolKind.Plan(backward, pool);
        if (backward.Trains)
        {
            WinnerGradientChoice alone = WinnerGradientChoice.Of(backward.Node, pool);
            backward.NeedsScratch(alone.ScratchLength);
            backward.Call(
                alone.IsTaken ? "PooledConv2D.BackwardWeightFromWinners" : "PooledConv2D.BackwardWeight",
                backward.Input(), backward.OutputGradient, winners, backward.ParameterGradient("weight"), Plan(backward), windows);
            if (backward.HasParameter("bias"))
            {
                backward.Call("PooledConv2D.BackwardBias", backward.OutputGradient, backward.ParameterGradient("bias"), windows);
            }
        }

        backward.Propagate(0, target =>
        {
            (Operand written, Operand whole) = backward.ForInputGradient("Unpooled", backward.Node.Output.Shape!.Length);
            backward.Call("PooledConv2D.Unpool", backward.OutputGradient, winners, written, windows);
            backward.Call(Kernel(backward) + ".BackwardInput", whole, WeightOfInputGradient(backward), target.Gradient, Plan(backward), target.Accumulate);
        });
    }

    public override string? ApartFromPool(LayerNode node, LayerNode pool, bool allowsWinograd) =>
        node.Spec.Int("groups") != 1 ? ""
        : RowOfWindows(pool) > LongestRowOfWindows ? "a row of its windows is too long for the cache"
        : WinogradChoice.Of(node, isBackward: false, allowsWinograd).IsTaken ? "Winograd gives squares of 4×4"
        : null;

    /// <summary>Floats of a row of windows, the pixels whole vectors apart.</summary>
    private static long RowOfWindows(LayerNode pool)
    {
        Window window = Window.OfPooling(pool);
        Shape maxima = pool.Output.Shape!;
        return window.Kernel.Y * window.Kernel.X * maxima.Width * ((maxima.Channels + 15L) / 16 * 16);
    }

    protected override string Kernels => "Conv2D";

    protected override string Kernel(StatementContext context) =>
        WinogradChoice.Of(context).IsTaken ? "WinogradConv2D"
        : context is ForwardContext forward && RowsByWinograd(forward).IsTaken ? "RowWinogradConv2D"
        : Kernels;

    /// <summary>Filtering along the rows of an image. A stream's steps are to give what the whole sequence gives, to the last bits.</summary>
    private RowWinogradChoice RowsByWinograd(ForwardContext forward) => RowWinogradChoice.Of(forward, isImage: axes > 1);

    protected override Parameter Weight(LayerNode node)
    {
        Window window = Window.OfConvolution(node);
        int filters = node.Output.Shape!.Channels, channels = node.Input.Shape!.Channels, groups = (int)node.Spec.Int("groups");
        int channelsPerGroup = channels / groups, height = (int)window.Kernel.Y, width = (int)window.Kernel.X;
        Parameter weight = axes == 1
            ? new Parameter("weight", [filters, channelsPerGroup, width], "[filters, features / groups, kernel]")
            : new Parameter("weight", [filters, channelsPerGroup, height, width], "[filters, channels / groups, kernel height, kernel width]");
        return weight with
        {
            Panels = IsDepthwise(node)
                ? new PanelLayout(filters, 1, [1, height, width], [0, width, 1])
                : new PanelLayout(filters, groups, [channelsPerGroup, height, width], [1, width * channelsPerGroup, channelsPerGroup]),
            FanIn = channelsPerGroup * height * width,
            FanOut = filters / groups * height * width,
            TransposedLength = groups * PanelLayout.LengthOfGroup(channelsPerGroup, PanelLayout.Times((long)height * width, filters / groups)),
        };
    }

    protected override Operand WeightOfOutput(ForwardContext forward)
    {
        WinogradChoice squares = WinogradChoice.Of(forward);
        RowWinogradChoice rows = RowsByWinograd(forward);
        forward.Note(squares.Reason);
        forward.Note(rows.Reason);
        WinogradChoice back = WinogradChoice.Of(forward.Node, isBackward: true, forward.AllowsWinograd);
        forward.Note(back.IsTaken != squares.IsTaken ? "gradient of its input " + back.Reason : "");
        return squares.IsTaken ? forward.Derived("weight", "WinogradConv2D.Transform", WinogradChoice.Length(forward.Node.Input.Shape!.Channels, forward.Node.Output.Shape!.Channels), Plan(forward))
            : rows.IsTaken ? forward.Derived("weight", "RowWinogradConv2D.Transform", RowWinogradChoice.Length(forward.Node), Plan(forward))
            : base.WeightOfOutput(forward);
    }

    /// <summary>A depthwise weight has no inputs to change places with.</summary>
    protected override Operand WeightOfInputGradient(BackwardContext backward) =>
        WinogradChoice.Of(backward).IsTaken
            ? backward.Transposed("weight", "WinogradConv2D.Transpose", Plan(backward), WinogradChoice.Length(backward.Node.Output.Shape!.Channels, backward.Node.Input.Shape!.Channels))
        : IsDepthwise(backward.Node) ? backward.Parameter("weight")
        : base.WeightOfInputGradient(backward);

    protected override Operand Plan(StatementContext context) =>
        Plan(context, Window.OfConvolution(context.Node), context.Node.Input.Shape!, context.Node.Output.Shape!);

    /// <summary>The shape of a convolution between two images or sequences.</summary>
    public static Operand Plan(StatementContext context, Window window, Shape input, Shape output) => context.Plan(
        "Conv2DShape",
        ("Channels", input.Channels), ("Height", input.Height), ("Width", input.Width), ("Filters", output.Channels),
        ("KernelHeight", window.Kernel.Y), ("KernelWidth", window.Kernel.X), ("StrideY", window.Stride.Y), ("StrideX", window.Stride.X),
        ("PadTop", window.Top), ("PadLeft", window.Left), ("DilationY", window.Dilation.Y), ("DilationX", window.Dilation.X),
        ("Groups", context.Node.Spec.Int("groups")), ("OutputHeight", output.Height), ("OutputWidth", output.Width));
}
