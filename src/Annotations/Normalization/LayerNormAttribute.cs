using System.Diagnostics;

namespace Espalier;

/// <summary>
/// Layer normalisation: <c>y = (x − mean) / √(variance + epsilon) · weight + bias</c>, with the mean and the biased
/// variance of a vector's features, of the features of each step of a sequence, or of a whole image. Ba, Kiros and
/// Hinton 2016. The shape stays. Parameters: <c>weight</c> and <c>bias</c>, of the shape that is normalised: [features],
/// or [channels, height, width] of an image.
/// </summary>
[Conditional("ESPALIER_KEEP_ATTRIBUTES")]
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true, Inherited = false)]
public sealed class LayerNormAttribute : LayerAttribute
{
    /// <summary>Layer normalisation.</summary>
    /// <param name="epsilon">Added to the variance; above 0.</param>
    /// <param name="affine">Whether there are a weight and a bias.</param>
    /// <param name="bias">Whether there is a bias beside the weight.</param>
    /// <param name="perPixel">Whether an image is normalised pixel by pixel, over its channels; weight and bias are then [channels].</param>
    public LayerNormAttribute(float epsilon = 1e-5f, bool affine = true, bool bias = true, bool perPixel = false)
    {
    }
}
