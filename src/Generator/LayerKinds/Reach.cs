using System;
using Espalier.Generator.Shapes;

namespace Espalier.Generator.LayerKinds;

/// <summary>What one value of a layer's output sees of the layer's input.</summary>
/// <param name="Extent">Rows and columns that it sees.</param>
/// <param name="StepY">Input rows between two neighbours; below 1 where the layer enlarges.</param>
/// <param name="StepX">The same of columns, or steps of a sequence.</param>
internal sealed record Reach(Pair Extent, double StepY, double StepX)
{
    /// <summary>The value at the same place alone.</summary>
    public static Reach Point { get; } = new(new Pair(1, 1), 1, 1);

    /// <summary>All of the input.</summary>
    public static Reach All { get; } = new(new Pair(long.MaxValue, long.MaxValue), 1, 1);

    /// <summary>A window that slides.</summary>
    public static Reach Of(Window window) => new(window.Extent, window.Stride.Y, window.Stride.X);

    /// <summary>A window that slides the other way: of each input value it makes a patch of output.</summary>
    public static Reach OfMirrored(Window window) => new(
        new Pair(Covering(window.Extent.Y, window.Stride.Y), Covering(window.Extent.X, window.Stride.X)), 1.0 / window.Stride.Y, 1.0 / window.Stride.X);

    private static long Covering(long extent, long stride) => (extent + Math.Max(stride, 1) - 1) / Math.Max(stride, 1);
}

/// <summary>The values that can come out of a layer.</summary>
internal enum ValueRange
{
    Any,

    /// <summary>0 and above.</summary>
    NonNegative,

    /// <summary>From 0 to 1.</summary>
    Unit,

    /// <summary>From −1 to 1.</summary>
    SignedUnit,

    /// <summary>Numbers from 0 to 1 whose sum is 1.</summary>
    Probabilities,

    /// <summary>Their logarithms.</summary>
    LogProbabilities,
}
