using System.Diagnostics;

namespace Espalier;

/// <summary>The activation <c>y = x / (1 + e⁻ˣ)</c>, also called swish, for each value. The shape stays.</summary>
[Conditional("ESPALIER_KEEP_ATTRIBUTES")]
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true, Inherited = false)]
public sealed class SiLUAttribute : LayerAttribute
{
    /// <summary>The sigmoid linear unit.</summary>
    public SiLUAttribute()
    {
    }
}
