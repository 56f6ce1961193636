namespace Espalier.Kernels;

/// <summary>
/// The sizes of a two-dimensional pooling. Images are (height, width, channels); output pixel (y, x) looks at the rows
/// <c>y·StrideY − PadTop</c> … + KernelHeight and the columns <c>x·StrideX − PadLeft</c> … + KernelWidth, as far as they
/// lie in the image. Every window holds at least one pixel.
/// </summary>
/// <param name="Channels">Channels of input and output.</param>
/// <param name="Height">Rows of the input.</param>
/// <param name="Width">Columns of the input.</param>
/// <param name="KernelHeight">Rows of the window.</param>
/// <param name="KernelWidth">Columns of the window.</param>
/// <param name="StrideY">Rows from one window to the next.</param>
/// <param name="StrideX">Columns from one window to the next.</param>
/// <param name="PadTop">Rows of padding above.</param>
/// <param name="PadLeft">Columns of padding to the left.</param>
/// <param name="OutputHeight">Rows of the output.</param>
/// <param name="OutputWidth">Columns of the output.</param>
/// <param name="PadBottom">Rows of padding below; matters only for averages that count padding.</param>
/// <param name="PadRight">Columns of padding to the right; matters only for averages that count padding.</param>
public readonly record struct Pool2DShape(
    int Channels,
    int Height,
    int Width,
    int KernelHeight,
    int KernelWidth,
    int StrideY,
    int StrideX,
    int PadTop,
    int PadLeft,
    int OutputHeight,
    int OutputWidth,
    int PadBottom = 0,
    int PadRight = 0)
{
    /// <summary>Floats in an input sample.</summary>
    internal int InputLength => Height * Width * Channels;

    /// <summary>Floats in an output sample.</summary>
    internal int OutputLength => OutputHeight * OutputWidth * Channels;

    /// <summary>The windows of pooling never leave a gap or overlap, and need no clipping: each input pixel lies in at most one.</summary>
    internal bool IsTiling =>
        KernelHeight == StrideY && KernelWidth == StrideX && PadTop == 0 && PadLeft == 0
        && OutputHeight * StrideY <= Height && OutputWidth * StrideX <= Width;

    /// <summary>The rows of the image that output row <paramref name="y"/> looks at: the first, and the one after the last.</summary>
    internal (int Start, int End) Rows(int y)
    {
        int start = (y * StrideY) - PadTop;
        return (Math.Max(start, 0), Math.Min(start + KernelHeight, Height));
    }

    /// <summary>The columns of the image that output column <paramref name="x"/> looks at.</summary>
    internal (int Start, int End) Columns(int x)
    {
        int start = (x * StrideX) - PadLeft;
        return (Math.Max(start, 0), Math.Min(start + KernelWidth, Width));
    }
}
