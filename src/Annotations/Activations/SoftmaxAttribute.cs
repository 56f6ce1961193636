using System.Diagnostics;

namespace Espalier;

/// <summary>
/// <c>y_i = exp(x_i) / Σ_j exp(x_j)</c>, over the features, or over the channels of each pixel. The shape stays.
/// Do not put it before <see cref="SoftmaxCrossEntropyAttribute"/>, which contains it.
/// </summary>
[Conditional("ESPALIER_KEEP_ATTRIBUTES")]
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true, Inherited = false)]
public sealed class SoftmaxAttribute : LayerAttribute
{
    /// <summary>Softmax.</summary>
    public SoftmaxAttribute()
    {
    }
}
