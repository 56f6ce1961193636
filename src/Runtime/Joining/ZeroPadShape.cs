namespace Espalier.Kernels;

/// <summary>The sizes of a <see cref="ZeroPadShortcut"/>.</summary>
/// <param name="Channels">Channels of the input.</param>
/// <param name="Height">Rows of the input.</param>
/// <param name="Width">Columns of the input.</param>
/// <param name="OutputChannels">Channels of the output.</param>
/// <param name="Before">Channels of zeros before those of the input.</param>
/// <param name="StrideY">Every so-manieth row is taken.</param>
/// <param name="StrideX">Every so-manieth column is taken.</param>
public readonly record struct ZeroPadShape(int Channels, int Height, int Width, int OutputChannels, int Before, int StrideY, int StrideX)
{
    /// <summary>Rows of the output.</summary>
    public int OutputHeight => ((Height - 1) / StrideY) + 1;

    /// <summary>Columns of the output.</summary>
    public int OutputWidth => ((Width - 1) / StrideX) + 1;

    /// <summary>Floats of an image of the input.</summary>
    public int InputLength => Channels * Height * Width;

    /// <summary>Floats of an image of the output.</summary>
    public int OutputLength => OutputChannels * OutputHeight * OutputWidth;
}
