namespace Espalier.Kernels;

/// <summary>Placeholder until the kernels arrive.</summary>
public static class ChannelsLast
{
    /// <summary>(channels, pixels) to (pixels, channels).</summary>
    public static void FromPlanar(in Part part, int count, ReadOnlySpan<float> input, Span<float> output, int channels, int pixels)
    {
        (int start, int end) = part.Range(count);
        for (int n = start; n < end; n++)
        {
            for (int c = 0; c < channels; c++)
            {
                for (int p = 0; p < pixels; p++)
                {
                    output[(n * pixels + p) * channels + c] = input[(n * channels + c) * pixels + p];
                }
            }
        }
    }

    /// <summary>(pixels, channels) to (channels, pixels).</summary>
    public static void ToPlanar(in Part part, int count, ReadOnlySpan<float> input, Span<float> output, int channels, int pixels)
        => FromPlanar(part, count, input, output, pixels, channels);
}
