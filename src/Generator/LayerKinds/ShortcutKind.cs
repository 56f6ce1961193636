using System;
using System.Collections.Generic;
using System.Linq;
using Espalier.Generator.Diagnostics;
using Espalier.Generator.Differentiation;
using Espalier.Generator.Graph;
using Espalier.Generator.Parsing;
using Espalier.Generator.Planning;
using Espalier.Generator.Shapes;
using Espalier.Generator.Support;

namespace Espalier.Generator.LayerKinds;

/// <summary>
/// The sum of the line above and an earlier one. Where their shapes differ, it puts the layers of its projection in
/// between, which then are layers like others: they fuse, learn and are saved.
/// </summary>
internal sealed class ShortcutKind : LayerKind
{
    private const string None = "Identity", ZeroPad = "ZeroPad", Convolution = "Convolution", ConvolutionBatchNorm = "ConvolutionBatchNorm";

    public override string Name => "Shortcut";

    /// <summary>torchvision's name, unless the shortcut has one.</summary>
    public override string? FileKey(LayerSpec line) => line.Key ?? (line.Name is null ? "downsample" : null);

    public override IEnumerable<string> AlsoReads(LayerSpec line) => line.IsKnown ? [line.Text("with")] : [];

    public override bool JoinsSeveral => true;

    public override IReadOnlyList<InsertedLayer>? Inserts(LayerNode node, ShapeReporter report)
    {
        Shape from = node.Inputs[1].Shape!, to = node.Input.Shape!;
        string projection = node.Spec.Member("projection");
        if (projection is not (None or ZeroPad or Convolution or ConvolutionBatchNorm))
        {
            report.Report(ShapeDescriptors.OutOfRange, [], node.Name, "projection", projection, "a member of Projection");
            return null;
        }

        if (Equals(from, to))
        {
            return [];
        }

        string[] possible = [.. new[] { ZeroPad, Convolution, ConvolutionBatchNorm }.Where(candidate => Obstacle(candidate, from, to) is null).Select(Written)];
        if (projection == None && possible.Length > 0)
        {
            report.ShortcutDiffers(node.Inputs[1], string.Join(", ", possible.Take(possible.Length - 1)) + (possible.Length > 1 ? " or " : "") + possible.Last());
            return null;
        }

        if (Obstacle(projection == None ? Convolution : projection, from, to) is { } obstacle)
        {
            string way = possible.Length > 0
                ? "Use " + string.Join(" or ", possible) + "."
                : from.IsImage && to.IsImage ? "Make the layers between them end in a shape that a stride reaches, for example with padding."
                : "Let the layers between them end in " + from + ".";
            report.ShortcutImpossible(node.Inputs[1], projection == None ? "any projection" : Written(projection), obstacle, way);
            return null;
        }

        (int Y, int X) stride = (Stride(from.Height, to.Height)!.Value, Stride(from.Width, to.Width)!.Value);
        return projection switch
        {
            ZeroPad => [new InsertedLayer(1, new ZeroPadShortcutKind(to, stride), new LayerSpec("ZeroPadShortcut", []), "Pad", "")],
            Convolution => [new InsertedLayer(1, new ConvolutionKind(axes: 2), ConvolutionSpec(node, to.Channels, stride), "Conv", "")],
            _ =>
            [
                new InsertedLayer(1, new ConvolutionKind(axes: 2), ConvolutionSpec(node, to.Channels, stride), "Conv", ".0"),
                new InsertedLayer(1, new BatchNormKind(), BatchNormSpec(node), "BatchNorm", ".1"),
            ],
        };
    }

    public override IEnumerable<(string Suffix, IEnumerable<string> Names)> InsertedTensors(LayerSpec line)
    {
        string projection = line.IsKnown ? line.Member("projection") : None;
        if (projection == ZeroPad)
        {
            yield return ("Pad", []);
        }

        if (projection is Convolution or ConvolutionBatchNorm)
        {
            yield return ("Conv", ["weight"]);
        }

        if (projection == ConvolutionBatchNorm)
        {
            yield return ("BatchNorm", ["weight", "bias", "running_mean", "running_var"]);
        }
    }

    public override string? LengthBarrier(LayerNode node) => null;

    public override Shape? Infer(LayerNode node, ShapeReporter report) => node.Input.Shape;

    public override bool KeepsOrder => true;

    public override long Flops(LayerNode node) => node.Output.Shape!.Length;

    public override string Detail(LayerNode node) => "with " + node.Inputs[1].Name;

    public override void Forward(ForwardContext forward) =>
        forward.Call(forward.WithEpilogue("Add.Forward"), forward.Input(0), forward.Input(1), forward.Output, forward.Length);

    /// <summary>Each step by itself.</summary>
    public override string? StreamBarrier(LayerNode node) => null;

    public override void Backward(BackwardContext backward)
    {
        backward.PassOn(1);
        backward.PassOn(0);
    }

    public override bool HasEpilogue(string epilogue) => epilogue == "ReLU";

    private static string Written(string projection) => "Projection." + projection;

    /// <summary>Why a projection cannot bring one shape to the other, as the end of a sentence; null where it can.</summary>
    private static string? Obstacle(string projection, Shape from, Shape to)
    {
        if (!from.IsImage || !to.IsImage)
        {
            return "only images are projected";
        }

        return Along(from.Height, to.Height, "rows") ?? Along(from.Width, to.Width, "columns")
            ?? (projection == ZeroPad && to.Channels < from.Channels
                ? "zeros can only add channels, and " + Invariant.Text(from.Channels) + " are to become " + Invariant.Text(to.Channels)
                : null);
    }

    private static string? Along(int from, int to, string unit)
    {
        if (Stride(from, to) is not null)
        {
            return null;
        }

        if (to > from)
        {
            return "no stride makes " + Invariant.Text(to) + " " + unit + " of " + Invariant.Text(from);
        }

        int below = Enumerable.Range(1, from).First(stride => Taken(from, stride) < to);
        return "no stride takes " + Invariant.Text(to) + " of " + Invariant.Text(from) + " " + unit
            + " (stride " + Invariant.Text(below - 1) + " takes " + Invariant.Text(Taken(from, below - 1))
            + ", stride " + Invariant.Text(below) + " takes " + Invariant.Text(Taken(from, below)) + ")";
    }

    /// <summary>The least stride by which a 1×1 window takes so many of a row; null where none does.</summary>
    private static int? Stride(int from, int to)
    {
        if (to > from)
        {
            return null;
        }

        int stride = ((from - 1) / to) + 1;
        return Taken(from, stride) == to ? stride : null;
    }

    private static int Taken(int from, int stride) => ((from - 1) / stride) + 1;

    private static LayerSpec ConvolutionSpec(LayerNode node, int filters, (int Y, int X) stride) => new(
        "Conv2D",
        [
            new OptionSpec("filters", new IntegerValue(filters), IsGiven: true),
            new OptionSpec("kernel", new IntegerValue(1), IsGiven: true),
            new OptionSpec("stride", new IntegersValue([stride.Y, stride.X]), IsGiven: true),
            new OptionSpec("padding", new IntegerValue(0), IsGiven: false),
            new OptionSpec("dilation", new IntegerValue(1), IsGiven: false),
            new OptionSpec("groups", new IntegerValue(1), IsGiven: false),
            new OptionSpec("bias", new FlagValue(false), IsGiven: true),
            new OptionSpec("rounding", new MemberValue("Exact"), IsGiven: false),
        ],
        Frozen: node.Spec.Frozen);

    private static LayerSpec BatchNormSpec(LayerNode node) => new(
        "BatchNorm",
        [
            new OptionSpec("epsilon", new NumberValue(1e-5f), IsGiven: false),
            new OptionSpec("momentum", new NumberValue(0.1f), IsGiven: false),
            new OptionSpec("affine", new FlagValue(true), IsGiven: false),
            new OptionSpec("useRunningStatistics", new FlagValue(false), IsGiven: false),
        ],
        Frozen: node.Spec.Frozen);
}
