using System.Diagnostics;

namespace Espalier.Kernels;

/// <summary>
/// How a kernel with one parameter a channel walks channels-last data: in rows of several pixels, so many that the row is
/// a multiple of the vector's width. The parameters are repeated along the row once, in scratch memory; then no pixel
/// needs a mask for its last channels.
/// </summary>
internal readonly unsafe struct ChannelRows
{
    /// <summary>Floats in the scratch memory of one parameter, and the most channels that are handled at a time.</summary>
    public const int SlotLength = Part.ScratchLength / 4;

    /// <param name="channels">The channels handled, at most <see cref="SlotLength"/>.</param>
    /// <param name="step">Floats from one pixel to the next: all channels of the image.</param>
    /// <param name="pixels">The pixels at hand, at least 1.</param>
    /// <param name="width">Floats in a vector.</param>
    public ChannelRows(int channels, int step, int pixels, int width)
    {
        Debug.Assert(channels <= SlotLength, "The parameters fit the scratch memory.");
        Channels = channels;
        PixelsPerRow = Math.Min(channels == step ? PixelRun.Length(channels, width) : 1, pixels);
        Columns = PixelsPerRow * channels;
        Step = PixelsPerRow * step;
    }

    /// <summary>Channels of a pixel that are handled.</summary>
    public int Channels { get; }

    /// <summary>Pixels in a row.</summary>
    public int PixelsPerRow { get; }

    /// <summary>Floats in a row.</summary>
    public int Columns { get; }

    /// <summary>Floats from one row to the next.</summary>
    public int Step { get; }

    /// <summary>Repeats the values of the channels, which stand at the front of a slot, along the row.</summary>
    public void Repeat(float* slot)
    {
        Span<float> values = new(slot, Channels);
        for (int pixel = 1; pixel < PixelsPerRow; pixel++)
        {
            values.CopyTo(new Span<float>(slot + (pixel * Channels), Channels));
        }
    }
}
