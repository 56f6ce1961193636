using Espalier.Tiles;

namespace Espalier.Kernels;

/// <summary>
/// The shape of a two-dimensional convolution. Padding at the bottom and at the right follows from the output size.
/// </summary>
/// <param name="Channels">Channels of the image.</param>
/// <param name="Height">Rows of the image.</param>
/// <param name="Width">Columns of the image.</param>
/// <param name="Filters">Channels of the output.</param>
/// <param name="KernelHeight">Rows of the kernel.</param>
/// <param name="KernelWidth">Columns of the kernel.</param>
/// <param name="StrideY">Rows from one window to the next.</param>
/// <param name="StrideX">Columns from one window to the next.</param>
/// <param name="PadTop">Rows of zeros above the image.</param>
/// <param name="PadLeft">Columns of zeros to the left of the image.</param>
/// <param name="DilationY">Rows from one tap of the kernel to the next.</param>
/// <param name="DilationX">Columns from one tap of the kernel to the next.</param>
/// <param name="Groups">Groups of channels that do not mix; divides <paramref name="Channels"/> and <paramref name="Filters"/>.</param>
/// <param name="OutputHeight">Rows of the output.</param>
/// <param name="OutputWidth">Columns of the output.</param>
public readonly record struct Conv2DShape(
    int Channels,
    int Height,
    int Width,
    int Filters,
    int KernelHeight,
    int KernelWidth,
    int StrideY,
    int StrideX,
    int PadTop,
    int PadLeft,
    int DilationY,
    int DilationX,
    int Groups,
    int OutputHeight,
    int OutputWidth)
{
    /// <summary>Whether every channel has one filter of its own. Its weights are stored as one group, k being the tap.</summary>
    public bool IsDepthwise => Groups > 1 && Groups == Channels && Groups == Filters;

    /// <summary>Floats of an input image.</summary>
    public int InputLength => Channels * Height * Width;

    /// <summary>Floats of an output image.</summary>
    public int OutputLength => Filters * OutputHeight * OutputWidth;

    /// <summary>Floats of the weights in panels.</summary>
    public int WeightLength => IsDepthwise
        ? Panels.Length(Channels, KernelHeight * KernelWidth)
        : Panels.Length(Filters / Groups, KernelHeight * KernelWidth * (Channels / Groups), Groups);

    /// <summary>Floats of the transposed weights that the gradient of the input needs; 0 for a depthwise convolution.</summary>
    public int TransposedLength => IsDepthwise
        ? 0
        : Panels.Length(Channels / Groups, KernelHeight * KernelWidth * (Filters / Groups), Groups);

    /// <summary>Floats of the weights as <see cref="WinogradConv2D"/> transforms them.</summary>
    public int WinogradLength => Panels.Length(Filters, 36 * Channels);

    /// <summary>Floats of the weights as <see cref="WinogradConv2D"/> transforms them for the gradient of the input.</summary>
    public int WinogradTransposedLength => Panels.Length(Channels, 36 * Filters);

    /// <summary>Floats of the weights as <see cref="RowWinogradConv2D"/> transforms them.</summary>
    public int RowWinogradLength => Panels.Length(Filters, 8 * KernelHeight * Channels);

    /// <summary>Whether the layer is a dense layer applied to every pixel.</summary>
    internal bool IsPointwise => KernelHeight == 1 && KernelWidth == 1 && StrideY == 1 && StrideX == 1 && PadTop == 0 && PadLeft == 0
        && Groups == 1 && OutputHeight == Height && OutputWidth == Width;

    /// <summary>A dense layer over some rows, as a convolution of an image of one column.</summary>
    internal static Conv2DShape Rows(int rows, int inputs, int outputs) =>
        new(inputs, rows, 1, outputs, 1, 1, 1, 1, 0, 0, 1, 1, 1, rows, 1);
}
