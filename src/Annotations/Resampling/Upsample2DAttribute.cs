using System.Diagnostics;

namespace Espalier;

/// <summary>
/// A larger image by repeating or interpolating pixels (PyTorch's <c>Upsample</c>): (channels, height, width) →
/// (channels, height·scale, width·scale).
/// </summary>
[Conditional("ESPALIER_KEEP_ATTRIBUTES")]
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true, Inherited = false)]
public sealed class Upsample2DAttribute : LayerAttribute
{
    /// <summary>The same scale both ways.</summary>
    /// <param name="scale">How many times as high and as wide, at least 1.</param>
    /// <param name="mode">The nearest pixel, or a weighted mean of four.</param>
    /// <param name="alignCorners">True puts the centres of the corner pixels of input and output on each other, false their corners (bilinear only).</param>
    public Upsample2DAttribute(int scale, Interpolation mode = Interpolation.Nearest, bool alignCorners = false)
    {
    }

    /// <summary>A scale for each axis.</summary>
    /// <param name="scale">[vertical, horizontal], each at least 1.</param>
    /// <param name="mode">The nearest pixel, or a weighted mean of four.</param>
    /// <param name="alignCorners">True puts the centres of the corner pixels of input and output on each other, false their corners (bilinear only).</param>
    public Upsample2DAttribute(int[] scale, Interpolation mode = Interpolation.Nearest, bool alignCorners = false)
    {
    }
}
