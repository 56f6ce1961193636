using System;
using Espalier.Generator.Graph;
using Espalier.Generator.Planning;
using Espalier.Generator.Shapes;

namespace Espalier.Generator.LayerKinds;

/// <summary>
/// Whether a convolution with a kernel of five columns gives its output by minimal filtering along the rows, F(4, 5): two
/// fifths of the multiplications, but transforms before and after, and a little more rounding. It pays where rows are long
/// enough to fill the register tiles.
/// </summary>
internal sealed class RowWinogradChoice
{
    private const int Points = 8, Taps = 5, Step = 4, TallestTile = 6;

    // Below, the results alone do not fill a vector.
    private const int FewestFilters = 8;

    // Above, values and weights would leave the second cache.
    private const int MostInner = 160;
    private const long LongestProducts = 32 * 1024;

    // Floats of values that are prepared at a time, with some rows to spare.
    private const int ValuesLength = 16 * 1024;

    // What transforms cost, in multiplications by one vector: so many for each tile and channel read or written.
    private const double CostOfPixels = 160, CostOfProducts = 32;

    // What a small matrix product reaches of the speed of a large one, and what a register tile costs beside its products.
    private const double Efficiency = 0.8, TileOverhead = 8;

    // Less gain than this is not worth the memory and the rounding.
    private const double LargestShare = 0.85;

    private RowWinogradChoice(string reason, bool isTaken = false) => (Reason, IsTaken) = (reason, isTaken);

    public bool IsTaken { get; }

    /// <summary>What the plan says of the choice; empty where the kernel leaves none.</summary>
    public string Reason { get; }

    /// <summary>The choice for the output of a convolution, over an image or else a sequence.</summary>
    public static RowWinogradChoice Of(ForwardContext forward, bool isImage)
    {
        LayerNode node = forward.Node;
        Window window = Window.OfConvolution(node);
        if (!isImage || window is not { Kernel.X: Taps, Stride: { Y: 1, X: 1 }, Dilation: { Y: 1, X: 1 } } || node.Spec.Int("groups") != 1
            || (forward.Pool is { } pool && Window.OfPooling(pool) is not { Kernel: { Y: 2, X: 2 } }))
        {
            return new RowWinogradChoice("");
        }

        Shape result = node.Output.Shape!;
        int channels = node.Input.Shape!.Channels, tiles = (result.Width + Step - 1) / Step;
        long inner = window.Kernel.Y * channels, lanes = Whole(result.Channels, 8);
        long products = (forward.Pool is null ? 1 : 2) * (long)Points * tiles * Whole(result.Channels, 16);
        if (inner > MostInner || products > LongestProducts)
        {
            return new RowWinogradChoice("direct: what Winograd takes along rows would leave the second cache");
        }

        if (forward.Pool is null && result.Channels < FewestFilters)
        {
            return new RowWinogradChoice("direct: so few filters do not fill Winograd's vectors");
        }

        // A tile of fewer than about eight sums waits for them.
        double height = (double)tiles / ((tiles + TallestTile - 1) / TallestTile);
        double multiplications = (double)Points * tiles * inner * lanes / (Efficiency * Math.Min(1, height / 4));
        double transforms = tiles * ((CostOfPixels * channels) + (CostOfProducts * lanes));
        double direct = (double)Taps * result.Width * inner * lanes * (1 + (TileOverhead / (Taps * inner)));
        if (multiplications + transforms > LargestShare * direct)
        {
            return new RowWinogradChoice("direct: Winograd's transforms along rows would cost what it saves");
        }

        if (!forward.AllowsWinograd)
        {
            return new RowWinogradChoice("direct: Winograd is switched off");
        }

        long rowOfValues = (long)Points * channels * Whole(tiles, 16);
        forward.NeedsScratch(checked((int)(products + (rowOfValues * (window.Kernel.Y + 1)) + ValuesLength)));
        long percent = (100L * Points * tiles + (Taps * result.Width / 2)) / ((long)Taps * result.Width);
        return new RowWinogradChoice("Winograd F(4, 5) along rows: " + Operand.Digits(percent) + " % of the multiplications", isTaken: true);
    }

    /// <summary>Floats of a transformed weight.</summary>
    public static long Length(LayerNode node) =>
        PanelLayout.LengthOfGroup(node.Output.Shape!.Channels, Points * Window.OfConvolution(node).Kernel.Y * node.Input.Shape!.Channels);

    private static long Whole(int length, int lanes) => (length + lanes - 1L) / lanes * lanes;
}
