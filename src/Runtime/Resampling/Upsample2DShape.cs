namespace Espalier.Kernels;

/// <summary>The sizes of an upsampling of channels-last images.</summary>
/// <param name="Channels">Channels of input and output.</param>
/// <param name="Height">Rows of the input.</param>
/// <param name="Width">Columns of the input.</param>
/// <param name="ScaleY">Rows of the output for one of the input.</param>
/// <param name="ScaleX">Columns of the output for one of the input.</param>
public readonly record struct Upsample2DShape(int Channels, int Height, int Width, int ScaleY, int ScaleX)
{
    internal int OutputHeight => Height * ScaleY;

    internal int OutputWidth => Width * ScaleX;

    internal int InputLength => Height * Width * Channels;

    internal int OutputLength => OutputHeight * OutputWidth * Channels;
}
