using System.Diagnostics;

namespace Espalier;

/// <summary>
/// <c>y_i = x_i − ln Σ_j exp(x_j)</c>, over the features, or over the channels of each pixel. The shape stays.
/// Do not put it before <see cref="SoftmaxCrossEntropyAttribute"/>, which contains it.
/// </summary>
[Conditional("ESPALIER_KEEP_ATTRIBUTES")]
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true, Inherited = false)]
public sealed class LogSoftmaxAttribute : LayerAttribute
{
    /// <summary>The logarithm of the softmax.</summary>
    public LogSoftmaxAttribute()
    {
    }
}
