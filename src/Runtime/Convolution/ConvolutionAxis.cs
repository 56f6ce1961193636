namespace Espalier.Convolution;

/// <summary>
/// One direction of a convolution: position j of the result reads the source at
/// <c>SourceFirst + j · SourceStep + t · TapStep</c> for every tap t that falls inside. The gradient of the input is such a
/// convolution too, one for each phase of the stride.
/// </summary>
internal readonly struct ConvolutionAxis
{
    /// <summary>Positions of the result, and the coordinate of the first and the distance of the next in the result.</summary>
    public int Positions { get; private init; }
    public int ResultFirst { get; private init; }
    public int ResultStep { get; private init; }

    /// <summary>The coordinate in the source of tap 0 at position 0, and the distance of positions and taps.</summary>
    public int SourceFirst { get; private init; }
    public int SourceStep { get; private init; }
    public int SourceLength { get; private init; }
    public int Taps { get; private init; }
    public int TapStep { get; private init; }

    /// <summary>The kernel's own number of tap 0, and the step of that number from a tap to the next.</summary>
    public int KernelFirst { get; private init; }
    public int KernelStep { get; private init; }

    /// <summary>The axis of a forward pass.</summary>
    public static ConvolutionAxis Forward(int length, int output, int kernel, int stride, int pad, int dilation) => new()
    {
        Positions = output,
        ResultStep = 1,
        SourceFirst = -pad,
        SourceStep = stride,
        SourceLength = length,
        Taps = kernel,
        TapStep = dilation,
        KernelStep = 1,
    };

    /// <summary>
    /// The axis of the gradient of the input, for the coordinates of the input that lie at <paramref name="phase"/> of the
    /// stride: there (coordinate + pad) mod stride = phase, and only every so many-th tap can have met them. The taps run
    /// backwards through the kernel, so that they run forwards through the output.
    /// </summary>
    public static ConvolutionAxis Backward(int length, int output, int kernel, int stride, int pad, int dilation, int phase)
    {
        int step = 1;
        while (step * dilation % stride != 0)
        {
            step++;
        }

        int lowest = 0;
        while (lowest < Math.Min(kernel, step) && (phase - (lowest * dilation)) % stride != 0)
        {
            lowest++;
        }

        int taps = lowest < Math.Min(kernel, step) ? ((kernel - 1 - lowest) / step) + 1 : 0;
        int highest = lowest + (Math.Max(taps - 1, 0) * step);
        int first = (((phase - pad) % stride) + stride) % stride;
        return new ConvolutionAxis
        {
            Positions = first < length ? ((length - 1 - first) / stride) + 1 : 0,
            ResultFirst = first,
            ResultStep = stride,
            SourceFirst = taps > 0 ? (first + pad - (highest * dilation)) / stride : 0,
            SourceStep = 1,
            SourceLength = output,
            Taps = taps,
            TapStep = step * dilation / stride,
            KernelFirst = highest,
            KernelStep = -step,
        };
    }

    /// <summary>The same axis for weights that are stored in the order of its taps.</summary>
    public ConvolutionAxis InTapOrder() => this with { KernelFirst = 0, KernelStep = 1 };

    /// <summary>The first position whose coordinate in the result is not below <paramref name="coordinate"/>.</summary>
    public int PositionFrom(int coordinate) =>
        Math.Clamp((coordinate - ResultFirst + ResultStep - 1) / ResultStep, 0, Positions);

    /// <summary>The taps inside the source at <paramref name="position"/>, and the first later position where they may differ.</summary>
    public Segment SegmentAt(int position)
    {
        int first = SourceFirst + (position * SourceStep);
        int last = first + ((Taps - 1) * TapStep);
        if (first >= 0 && last < SourceLength)
        {
            int end = ((SourceLength - 1 - ((Taps - 1) * TapStep) - SourceFirst) / SourceStep) + 1;
            return new Segment(position, Math.Min(end, Positions), 0, Taps);
        }

        int from = first >= 0 ? 0 : (TapStep - 1 - first) / TapStep;
        int to = first >= SourceLength ? 0 : Math.Min(((SourceLength - 1 - first) / TapStep) + 1, Taps);
        return new Segment(position, position + 1, Math.Min(from, to), to);
    }
}

/// <summary>Neighbouring positions that share their taps: positions First…End, taps TapFirst…TapEnd (both ends excluded).</summary>
internal readonly record struct Segment(int First, int End, int TapFirst, int TapEnd)
{
    public int Positions => End - First;

    public int Taps => TapEnd - TapFirst;
}
