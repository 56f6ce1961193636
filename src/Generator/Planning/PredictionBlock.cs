using System;

namespace Espalier.Generator.Planning;

/// <summary>How many samples prediction takes through the layers together, and why so many.</summary>
internal sealed record PredictionBlock(int Size, string Reason)
{
    // Fit the second-level cache of common processors, and a part of the third that they can count on.
    private const long CacheBytes = 1 << 20, LargeCacheBytes = 8 << 20;
    private const int MostSamples = 120;

    // The tallest register tile: blocks of its multiples leave no short tile behind.
    private const int TileRows = 12;

    // Past the second cache an activation is fetched to be written, written back, and fetched again to be read.
    private const int PassesPastCache = 3;

    /// <summary>
    /// As many samples as the second cache holds activations of; where reading all weights again for so few would cost more than
    /// activations that lie past that cache, as many as the third holds.
    /// </summary>
    /// <param name="arena">Bytes of a sample's activations at a time, those that are no longer needed overwritten.</param>
    /// <param name="activations">Bytes of all activations of a sample.</param>
    /// <param name="weights">Bytes of the parameters, prepared ones among them.</param>
    public static PredictionBlock Of(long arena, long activations, long weights)
    {
        long fitting = Math.Max(1, CacheBytes / Math.Max(1, arena));
        string reason = "as many as the second cache holds activations of";
        if (fitting < MostSamples && weights / fitting > PassesPastCache * activations)
        {
            fitting = Math.Max(1, LargeCacheBytes / arena);
            reason = "as many as the third cache holds activations of, so that weights are read less often";
        }

        if (fitting >= MostSamples)
        {
            return new(MostSamples, "beyond which nothing is gained");
        }

        return fitting switch
        {
            1 => new(1, "as the activations of one fill a cache"),
            >= TileRows => new((int)fitting / TileRows * TileRows, reason),
            _ => new((int)fitting, reason),
        };
    }
}
