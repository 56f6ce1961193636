using System.Diagnostics;

namespace Espalier;

/// <summary>
/// The activation <c>y = x</c> for x ≥ 0 and <c>weight · x</c> below, with learnt slopes (He et al. 2015). The shape stays.
/// Parameter: <c>weight</c> [parameters].
/// </summary>
[Conditional("ESPALIER_KEEP_ATTRIBUTES")]
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true, Inherited = false)]
public sealed class PReLUAttribute : LayerAttribute
{
    /// <summary>A ReLU with a learnt slope below zero.</summary>
    /// <param name="parameters">1 for one slope that all values share, or the number of channels (features of a vector or a step) for one each.</param>
    /// <param name="slope">The slope to start from; finite.</param>
    public PReLUAttribute(int parameters = 1, float slope = 0.25f)
    {
    }
}
