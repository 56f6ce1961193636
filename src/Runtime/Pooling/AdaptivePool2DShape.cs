namespace Espalier.Kernels;

/// <summary>
/// The sizes of an adaptive pooling. Images are (height, width, channels); output row y looks at the rows
/// <c>⌊y·Height / OutputHeight⌋</c> … <c>⌈(y + 1)·Height / OutputHeight⌉</c>, and output column x likewise.
/// </summary>
/// <param name="Channels">Channels of input and output.</param>
/// <param name="Height">Rows of the input.</param>
/// <param name="Width">Columns of the input.</param>
/// <param name="OutputHeight">Rows of the output.</param>
/// <param name="OutputWidth">Columns of the output.</param>
public readonly record struct AdaptivePool2DShape(int Channels, int Height, int Width, int OutputHeight, int OutputWidth);
