using System.Diagnostics;

namespace Espalier;

/// <summary>
/// Group normalisation: <c>y = (x − mean) / √(variance + epsilon) · weight + bias</c>, with the mean and the biased
/// variance of each group of neighbouring channels of a sample, over all steps or pixels. Wu and He 2018. The shape stays.
/// Parameters: <c>weight</c> and <c>bias</c>, one number a channel each.
/// </summary>
[Conditional("ESPALIER_KEEP_ATTRIBUTES")]
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true, Inherited = false)]
public sealed class GroupNormAttribute : LayerAttribute
{
    /// <summary>Group normalisation.</summary>
    /// <param name="groups">How many groups the channels or features are split into; divides their number.</param>
    /// <param name="epsilon">Added to the variance; above 0.</param>
    /// <param name="affine">Whether there are a weight and a bias.</param>
    public GroupNormAttribute(int groups, float epsilon = 1e-5f, bool affine = true)
    {
    }
}
