using System.Diagnostics;

namespace Espalier;

/// <summary>
/// Normalisation by the root of the mean of squares: <c>y = x / √(mean of x² + epsilon) · weight</c>, over a vector's
/// features, over the features of each step of a sequence, or over a whole image. Zhang and Sennrich 2019. The shape
/// stays. Parameter: <c>weight</c>, of the shape that is normalised: [features], or [channels, height, width] of an image.
/// </summary>
[Conditional("ESPALIER_KEEP_ATTRIBUTES")]
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true, Inherited = false)]
public sealed class RMSNormAttribute : LayerAttribute
{
    /// <summary>Normalisation by the root of the mean of squares.</summary>
    /// <param name="epsilon">Added to the mean of squares; above 0. Unset, it is what separates 1 from the next float, as in PyTorch.</param>
    /// <param name="affine">Whether there is a weight.</param>
    /// <param name="perPixel">Whether an image is normalised pixel by pixel, over its channels; the weight is then [channels].</param>
    public RMSNormAttribute(float epsilon = 1.1920929e-7f, bool affine = true, bool perPixel = false)
    {
    }
}
