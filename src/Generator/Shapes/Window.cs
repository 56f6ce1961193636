using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using Espalier.Generator.Diagnostics;
using Espalier.Generator.Graph;
using Espalier.Generator.Parsing;
using Espalier.Generator.Support;

namespace Espalier.Generator.Shapes;

/// <summary>
/// What slides over an image: kernel, stride, padding and dilation, with the arithmetic of output sizes that
/// convolutions and pooling share.
/// </summary>
internal sealed class Window
{
    private Window(Pair kernel, Pair stride, Pair dilation, Pair before, Pair after, string rounding)
    {
        Kernel = kernel;
        Stride = stride;
        Dilation = dilation;
        Before = before;
        After = after;
        Rounding = rounding;
    }

    public Pair Kernel { get; }

    public Pair Stride { get; }

    public Pair Dilation { get; }

    public long Top => Before.Y;

    public long Left => Before.X;

    public long Bottom => After.Y;

    public long Right => After.X;

    private Pair Before { get; }

    private Pair After { get; }

    private string Rounding { get; }

    /// <summary>The window of a convolution: it moves by one unless it says otherwise. Sizes are not checked yet.</summary>
    public static Window OfConvolution(LayerNode node) => Of(node, followsKernel: false);

    /// <summary>The window of a pooling: it moves by its own size unless it says otherwise. Sizes are not checked yet.</summary>
    public static Window OfPooling(LayerNode node) => Of(node, followsKernel: true);

    private static Window Of(LayerNode node, bool followsKernel)
    {
        LayerSpec spec = node.Spec;
        Pair kernel = Two("kernel", new Pair(1, 1));
        Pair stride = Two("stride", followsKernel ? kernel : new Pair(1, 1));
        long[] padding = Values("padding") is { Length: > 0 } given ? given : [0];
        Pair before = padding.Length == 4 ? new Pair(padding[0], padding[2]) : new Pair(padding[0], padding[padding.Length > 1 ? 1 : 0]);
        Pair after = padding.Length == 4 ? new Pair(padding[1], padding[3]) : before;
        return new Window(kernel, stride, Two("dilation", new Pair(1, 1)), before, after, spec.Member("rounding"));

        long[] Values(string option) => spec.Has(option) ? spec.Ints(option).ToArray() : [];

        // Zero stands for "unset" where an option follows another.
        Pair Two(string option, Pair unset)
        {
            long[] values = Values(option);
            return values.Length == 0 || (values.Length == 1 && values[0] == 0 && !spec.IsGiven(option))
                ? unset
                : new Pair(values[0], values[values.Length > 1 ? 1 : 0]);
        }
    }

    /// <summary>The height and width of the output; null where a problem was reported.</summary>
    public (int Height, int Width)? Infer(ShapeReporter report, bool padsAtMostHalf = false)
    {
        LayerSpec spec = report.Node.Spec;
        bool isSound = true;
        foreach ((string option, int least, int[] lengths) in new[]
        {
            ("kernel", 1, new[] { 2 }), ("stride", 1, [2]), ("dilation", 1, [2]), ("padding", 0, [2, 4]),
        })
        {
            if (!spec.Has(option) || !spec.IsGiven(option))
            {
                continue;
            }

            EquatableArray<long> values = spec.Ints(option);
            if (spec.IsList(option) && !lengths.Contains(values.Length))
            {
                report.WrongLength(option, values.Length, option == "padding" ? "[vertical, horizontal] or [top, bottom, left, right]" : "[vertical, horizontal]");
                isSound = false;
            }
            else
            {
                isSound &= values.All(value => report.AtLeast(option, value, least));
            }
        }

        if (!isSound)
        {
            return null;
        }

        if (padsAtMostHalf && (Math.Max(Before.Y, After.Y) * 2 > Kernel.Y || Math.Max(Before.X, After.X) * 2 > Kernel.X))
        {
            report.PaddingBeyondHalf(Math.Max(Math.Max(Before.Y, After.Y), Math.Max(Before.X, After.X)), Math.Min(Kernel.Y, Kernel.X));
            return null;
        }

        Shape input = report.Node.Input.Shape!;
        Axis height = AxisOf(input.Height, pair => pair.Y, "rows"), width = AxisOf(input.Width, pair => pair.X, "columns");
        if (height.Room < 0 || width.Room < 0)
        {
            report.DoesNotFit(this, height, width);
            return null;
        }

        if (height.Output > int.MaxValue || width.Output > int.MaxValue)
        {
            report.Report(LimitDescriptors.TooLarge, [], report.Node.Name, "an image of " + new Pair(height.Output, width.Output));
            return null;
        }

        if (Rounding == "Exact")
        {
            Axis? unread = height.Unread > 0 ? height : width.Unread > 0 ? width : null;
            if (unread is not null)
            {
                report.LeavesUnread(unread);
                return null;
            }
        }

        return ((int)height.Output, (int)width.Output);
    }

    public override string ToString()
    {
        string text = Kernel.ToString();
        return text + (Stride == new Pair(1, 1) ? "" : " / " + Stride.Short) + (Dilation == new Pair(1, 1) ? "" : ", dilation " + Dilation.Short);
    }

    private Axis AxisOf(int size, Func<Pair, long> along, string unit) =>
        new(size, along(Kernel), along(Stride), along(Dilation), along(Before), along(After), Rounding == "Ceiling", unit);
}

/// <summary>One number down, one across.</summary>
internal readonly record struct Pair(long Y, long X)
{
    /// <summary>"2" for (2, 2).</summary>
    public string Short => Y == X ? Y.ToString(CultureInfo.InvariantCulture) : ToString();

    public override string ToString() => Y.ToString(CultureInfo.InvariantCulture) + "×" + X.ToString(CultureInfo.InvariantCulture);
}

/// <summary>A window along one axis of the image.</summary>
internal sealed record Axis(int Size, long Kernel, long Stride, long Dilation, long Before, long After, bool RoundsUp, string Unit)
{
    /// <summary>Input that one position of the kernel spans.</summary>
    public long Extent => (Dilation * (Kernel - 1)) + 1;

    /// <summary>What is left for the kernel to move in; negative where it does not fit.</summary>
    public long Room => Size + Before + After - Extent;

    public long Output
    {
        get
        {
            if (!RoundsUp)
            {
                return (Room / Stride) + 1;
            }

            // The last window must start inside the input or the padding before it, as in PyTorch.
            long output = ((Room + Stride - 1) / Stride) + 1;
            return (output - 1) * Stride >= Size + Before ? output - 1 : output;
        }
    }

    /// <summary>Rows or columns at the end that no window reads although the stride alone would not skip them.</summary>
    public long Unread
    {
        get
        {
            long left = (Room % Stride) - After;
            return left > Math.Max(0, Stride - Extent) ? left : 0;
        }
    }

    /// <summary>Paddings on both sides that would leave nothing unread.</summary>
    public IEnumerable<long> PaddingsThatRead => Enumerable.Range(0, (int)Math.Min(Kernel, 16))
        .Select(padding => (long)padding)
        .Where(padding => this with { Before = padding, After = padding } is { Room: >= 0, Unread: 0 });

    /// <summary>Strides that would leave nothing unread.</summary>
    public IEnumerable<long> StridesThatRead => Enumerable.Range(1, (int)Math.Min(Stride + 2, 16))
        .Select(stride => (long)stride)
        .Where(stride => this with { Stride = stride } is { Unread: 0 });
}
