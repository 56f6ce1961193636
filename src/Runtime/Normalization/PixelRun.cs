namespace Espalier.Kernels;

/// <summary>How many pixels of few channels a kernel takes as one row. The compiler reads this file, too, for the plan.</summary>
internal static class PixelRun
{
    // With so many channels, a mask for the last of them costs nothing, and the row would be long.
    private const int ManyChannels = 544;

    /// <summary>The fewest pixels that fill four vectors or more without a rest; 1 of many channels.</summary>
    /// <param name="channels">Floats of a pixel.</param>
    /// <param name="width">Floats in a vector.</param>
    public static int Length(int channels, int width)
    {
        if (channels >= ManyChannels)
        {
            return 1;
        }

        int factor = channels & -channels, pixels = factor < width ? width / factor : 1;
        while (pixels * channels < 4 * width)
        {
            pixels *= 2;
        }

        return pixels;
    }
}
