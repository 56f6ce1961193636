using System;
using Espalier.Generator.Graph;
using Espalier.Generator.Planning;
using Espalier.Generator.Shapes;

namespace Espalier.Generator.LayerKinds;

/// <summary>
/// Whether a convolution under max pooling makes the gradient of its weights from the pixels that won alone: one product
/// where there were as many as a window has pixels, but what each pixel looks at is copied first, and filled up to whole
/// vectors. It pays where a filter has few weights, as in a first layer.
/// </summary>
internal sealed class WinnerGradientChoice
{
    // In the kernel: floats of what a pixel looks at, of the patches that it copies at a time, and filters of a tile.
    private const int Patch = 32, PatchesLength = 4 * 1024, TileFilters = 4;

    // Below, copying takes longer than what is saved.
    private const int FewestFilters = 8;

    // Patches of a longer row of windows would be far too many for the first cache.
    private const long LongestRow = 16 * 1024;

    // Less gain than this is not worth the copies.
    private const double LargestShare = 0.6;

    private WinnerGradientChoice(string reason, int scratchLength) => (Reason, ScratchLength) = (reason, scratchLength);

    public bool IsTaken => Reason.Length > 0;

    /// <summary>What the plan says of the choice; empty where it was not taken.</summary>
    public string Reason { get; }

    /// <summary>Floats that the kernel works in.</summary>
    public int ScratchLength { get; }

    public static WinnerGradientChoice Of(LayerNode node, LayerNode pool)
    {
        Window window = Window.OfConvolution(node), windows = Window.OfPooling(pool);
        Shape result = node.Output.Shape!, maxima = pool.Output.Shape!;
        long taps = windows.Kernel.Y * windows.Kernel.X, column = window.Kernel.Y * node.Input.Shape!.Channels, inner = window.Kernel.X * column;
        long products = (long)Patch * maxima.Width * maxima.Height, all = inner * result.Pixels, row = Patch * taps * maxima.Width;
        if (inner > Patch || window.Dilation.X != 1 || result.Channels < FewestFilters || row > LongestRow || products > LargestShare * all)
        {
            return new WinnerGradientChoice("", 0);
        }

        long columns = ((result.Width - 1) * window.Stride.X) + window.Kernel.X;
        long sums = (result.Channels + TileFilters - 1) / TileFilters * TileFilters * (long)Patch;
        long scratch = sums + (row * Math.Max(1, Math.Min(PatchesLength / row, maxima.Height))) + (2 * ((columns * column) + Patch));
        return new WinnerGradientChoice("weight gradient from the winners: " + Operand.Digits(((100 * products) + (all / 2)) / all) + " % of the multiplications", checked((int)scratch));
    }
}
