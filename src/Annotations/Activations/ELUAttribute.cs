using System.Diagnostics;

namespace Espalier;

/// <summary>The activation <c>y = x</c> for x ≥ 0 and <c>alpha · (eˣ − 1)</c> below, for each value. The shape stays. Clevert et al. 2016.</summary>
[Conditional("ESPALIER_KEEP_ATTRIBUTES")]
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true, Inherited = false)]
public sealed class ELUAttribute : LayerAttribute
{
    /// <summary>The exponential linear unit.</summary>
    /// <param name="alpha">What the curve tends to on the left, negated; at least 0.</param>
    public ELUAttribute(float alpha = 1f)
    {
    }
}
