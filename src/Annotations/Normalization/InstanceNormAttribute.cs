using System.Diagnostics;

namespace Espalier;

/// <summary>
/// Instance normalisation: <c>y = (x − mean) / √(variance + epsilon)</c>, with the mean and the biased variance of each
/// channel of a sample, over all steps or pixels, in training and prediction alike. Ulyanov, Vedaldi and Lempitsky 2016.
/// The shape stays. Parameters, where affine: <c>weight</c> and <c>bias</c>, one number a channel each.
/// </summary>
[Conditional("ESPALIER_KEEP_ATTRIBUTES")]
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true, Inherited = false)]
public sealed class InstanceNormAttribute : LayerAttribute
{
    /// <summary>Instance normalisation.</summary>
    /// <param name="epsilon">Added to the variance; above 0.</param>
    /// <param name="affine">Whether there are a weight and a bias: <c>· weight + bias</c>.</param>
    public InstanceNormAttribute(float epsilon = 1e-5f, bool affine = false)
    {
    }
}
