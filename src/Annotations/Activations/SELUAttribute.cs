using System.Diagnostics;

namespace Espalier;

/// <summary>
/// The activation <c>y = 1.0507 · x</c> for x ≥ 0 and <c>1.0507 · 1.6733 · (eˣ − 1)</c> below, for each value, which keeps mean 0
/// and variance 1. The shape stays. Klambauer et al. 2017.
/// </summary>
[Conditional("ESPALIER_KEEP_ATTRIBUTES")]
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true, Inherited = false)]
public sealed class SELUAttribute : LayerAttribute
{
    /// <summary>The scaled exponential linear unit.</summary>
    public SELUAttribute()
    {
    }
}
