namespace Espalier.Convolution;

/// <summary>
/// Whether the gradient of a convolution's weights takes all taps of a kernel's row together, as one run of rows for register
/// tiles, or tap by tap. The compiler reads this file, too, for the plan.
/// </summary>
internal static class JoinedTaps
{
    // So many channels fill tiles by themselves.
    private const int ManyChannels = 8;

    /// <summary>
    /// Whether taps are joined. With padding, taps differ in where they are inside, so they share a tile only where one alone is
    /// too few rows.
    /// </summary>
    /// <param name="groups">Groups; a depthwise convolution is none of these.</param>
    /// <param name="dilation">Columns from a tap to the next.</param>
    /// <param name="channels">Channels of a group.</param>
    /// <param name="isPadded">Whether some taps are outside of the image.</param>
    public static bool IsWorthIt(int groups, int dilation, int channels, bool isPadded) => groups == 1 && dilation == 1 && (!isPadded || channels < ManyChannels);

    /// <summary>Whether some taps of a row are outside of the image.</summary>
    public static bool ArePadded(int width, int outputWidth, int kernelWidth, int stride, int padLeft, int dilation) =>
        padLeft > 0 || ((outputWidth - 1) * stride) + ((kernelWidth - 1) * dilation) >= width;
}
