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
/// What slides over an image or along a sequence: kernel, stride, padding and dilation, with the arithmetic of output sizes
/// that convolutions and pooling share. A sequence is an image of one row.
/// </summary>
internal sealed class Window
{
    private readonly LayerSpec _spec;
    private readonly bool _isPooling;
    private readonly bool _isSequence;

    private Window(LayerNode node, bool isPooling)
    {
        _spec = node.Spec;
        _isPooling = isPooling;
        _isSequence = node.Input.Shape!.IsSequence;
        Kernel = PairOf("kernel", new Pair(1, 1));
        Stride = PairOf("stride", isPooling ? Kernel : new Pair(1, 1));
        Dilation = PairOf("dilation", new Pair(1, 1));
        (Before, After) = Rule switch
        {
            null => Given(),
            "Causal" => (Extent with { Y = 1 } - new Pair(1, 1), default),
            _ => Same(node.Input.Shape),
        };
    }

    public Pair Kernel { get; }

    public Pair Stride { get; }

    public Pair Dilation { get; }

    public long Top => Before.Y;

    public long Left => Before.X;

    public long Bottom => After.Y;

    public long Right => After.X;

    /// <summary>"5×5 kernel", "5-step kernel".</summary>
    public string KernelText => Text(Kernel) + (_isSequence ? "-step kernel" : " kernel");

    /// <summary>Whether the padding is given in numbers, of which there are others.</summary>
    public bool PadsByNumbers => Rule is null;

    private Pair Before { get; }

    private Pair After { get; }

    /// <summary>Input that one position of the kernel spans.</summary>
    public Pair Extent => new((Dilation.Y * (Kernel.Y - 1)) + 1, (Dilation.X * (Kernel.X - 1)) + 1);

    /// <summary>The member of <c>Padding</c> that says how much; null where numbers do.</summary>
    private string? Rule => _spec.TryGet("padding")?.Value is MemberValue { Name: var rule } ? rule : null;

    private string Rounding => _spec.Has("rounding") ? _spec.Member("rounding") : "Floor";

    /// <summary>The window of a convolution: it moves by one unless it says otherwise. Sizes are not checked yet.</summary>
    public static Window OfConvolution(LayerNode node) => new(node, isPooling: false);

    /// <summary>The window of a pooling: it moves by its own size unless it says otherwise. Sizes are not checked yet.</summary>
    public static Window OfPooling(LayerNode node) => new(node, isPooling: true);

    /// <summary>One number for both axes, or one for each; along a sequence, one for its steps.</summary>
    public Pair PairOf(string option, Pair unset)
    {
        long[] values = Values(option);

        // Zero stands for "unset" where an option follows another.
        if (values.Length == 0 || (values.Length == 1 && values[0] == 0 && !_spec.IsGiven(option)))
        {
            return unset;
        }

        return new Pair(_isSequence ? unset.Y : values[0], values[values.Length > 1 ? 1 : 0]);
    }

    /// <summary>Whether the options are possible by themselves; reports the first that is not.</summary>
    public bool IsSound(ShapeReporter report)
    {
        if (Rule is not (null or "Same") && !(Rule == "Causal" && _isSequence && !_isPooling))
        {
            report.NoSuchPadding(Rule!, _isSequence && !_isPooling ? "Padding.Same, Padding.Causal or numbers" : "Padding.Same or numbers");
            return false;
        }

        if (Rule == "Same" && Rounding != "Exact")
        {
            report.NothingToRound(Rounding, "Padding.Same fits the " + report.Node.Input.Shape!.Form + " to the stride, so that there is nothing to round", "Leave rounding out");
            return false;
        }

        if (Rounding == "Ceiling" && !_isPooling)
        {
            report.NothingToRound(Rounding, "no position of a convolution may hang over the edge", "Use Rounding.Floor, or more padding");
            return false;
        }

        bool isSound = true;
        foreach ((string option, int least) in new[] { ("kernel", 1), ("stride", 1), ("dilation", 1), ("padding", 0) })
        {
            isSound &= !(option == "padding" && Rule is not null) && _spec.Has(option) && _spec.IsGiven(option) ? IsSound(report, option, least) : true;
        }

        return isSound;
    }

    /// <summary>Whether an option has as many numbers as there are axes, and none below the least.</summary>
    public bool IsSound(ShapeReporter report, string option, int least)
    {
        EquatableArray<long> values = _spec.Ints(option);
        bool isPadding = option == "padding";
        if (_spec.IsList(option) && values.Length != 2 && !(isPadding && !_isSequence && values.Length == 4))
        {
            report.WrongLength(option, values.Length, _isSequence ? "[before, after]" : isPadding ? "[vertical, horizontal] or [top, bottom, left, right]" : "[vertical, horizontal]");
            return false;
        }

        return values.All(value => report.AtLeast(option, value, least));
    }

    /// <summary>The height and width of the output; null where a problem was reported.</summary>
    public (int Height, int Width)? Infer(ShapeReporter report)
    {
        if (!IsSound(report))
        {
            return null;
        }

        Pair most = new(Math.Max(Before.Y, After.Y), Math.Max(Before.X, After.X));
        if (_isPooling && (most.Y * 2 > Kernel.Y || most.X * 2 > Kernel.X))
        {
            bool isVertical = most.Y * 2 > Kernel.Y;
            report.PaddingBeyondHalf(isVertical ? most.Y : most.X, isVertical ? Kernel.Y : Kernel.X);
            return null;
        }

        Shape input = report.Node.Input.Shape!;
        Axis height = AxisOf(input.Height, pair => pair.Y, "rows"), width = AxisOf(input.Width, pair => pair.X, _isSequence ? "steps" : "columns");
        if (height.Room < 0 || width.Room < 0)
        {
            report.DoesNotFit(this, height, width);
            return null;
        }

        if (height.Output > int.MaxValue || width.Output > int.MaxValue)
        {
            report.TooLarge(new Pair(height.Output, width.Output));
            return null;
        }

        if (Rounding == "Exact")
        {
            Axis? unread = height.Unread > 0 ? height : width.Unread > 0 ? width : null;
            if (unread is not null)
            {
                report.LeavesUnread(this, unread);
                return null;
            }
        }

        return ((int)height.Output, (int)width.Output);
    }

    /// <summary>The padding on both sides, or the size of an option, with another number along one axis.</summary>
    public Pair WithPadding(Axis axis, long size) => With(Before, axis, size);

    public Pair WithStride(Axis axis, long size) => With(Stride, axis, size);

    public Pair WithKernel(Axis axis, long size) => With(Kernel, axis, size);

    /// <summary>"3×5"; "5" along a sequence.</summary>
    public string Text(Pair pair) => _isSequence ? pair.X.ToString(CultureInfo.InvariantCulture) : pair.ToString();

    public string Short(Pair pair) => _isSequence ? Text(pair) : pair.Short;

    public override string ToString() =>
        Text(Kernel) + (_isSequence ? " steps" : "")
        + (Stride == new Pair(1, 1) ? "" : " / " + Short(Stride))
        + (Dilation == new Pair(1, 1) ? "" : ", dilation " + Short(Dilation));

    private long[] Values(string option) => _spec.Has(option) && !(option == "padding" && Rule is not null) ? _spec.Ints(option).ToArray() : [];

    private (Pair Before, Pair After) Given()
    {
        long[] padding = Values("padding") is { Length: > 0 } given ? given : [0];
        if (_isSequence)
        {
            return (new Pair(0, padding[0]), new Pair(0, padding[padding.Length - 1]));
        }

        Pair before = padding.Length == 4 ? new Pair(padding[0], padding[2]) : new Pair(padding[0], padding[padding.Length > 1 ? 1 : 0]);
        return (before, padding.Length == 4 ? new Pair(padding[1], padding[3]) : before);
    }

    /// <summary>⌈size / stride⌉ positions; the odd zero goes after.</summary>
    private (Pair Before, Pair After) Same(Shape input)
    {
        Pair total = new(Total(input.Height, Stride.Y, Extent.Y), Total(input.Width, Stride.X, Extent.X));
        Pair before = new(total.Y / 2, total.X / 2);
        return (before, total - before);

        static long Total(int size, long stride, long extent)
        {
            long step = Math.Max(stride, 1), outputs = (size + step - 1) / step;
            return Math.Max(((outputs - 1) * step) + extent - size, 0);
        }
    }

    private static Pair With(Pair pair, Axis axis, long size) => axis.Unit == "rows" ? pair with { Y = size } : pair with { X = size };

    private Axis AxisOf(int size, Func<Pair, long> along, string unit) =>
        new(size, along(Kernel), along(Stride), along(Dilation), along(Before), along(After), Rounding == "Ceiling", unit);
}

/// <summary>One number down, one across.</summary>
internal readonly record struct Pair(long Y, long X)
{
    /// <summary>"2" for (2, 2).</summary>
    public string Short => Y == X ? Y.ToString(CultureInfo.InvariantCulture) : ToString();

    public static Pair operator -(Pair left, Pair right) => new(left.Y - right.Y, left.X - right.X);

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
