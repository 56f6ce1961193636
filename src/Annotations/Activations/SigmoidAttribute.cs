using System.Diagnostics;

namespace Espalier;

/// <summary>The activation <c>y = 1 / (1 + e⁻ˣ)</c>, for each value. The shape stays.</summary>
[Conditional("ESPALIER_KEEP_ATTRIBUTES")]
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true, Inherited = false)]
public sealed class SigmoidAttribute : LayerAttribute
{
    /// <summary>The activation 1 / (1 + e⁻ˣ).</summary>
    public SigmoidAttribute()
    {
    }
}
