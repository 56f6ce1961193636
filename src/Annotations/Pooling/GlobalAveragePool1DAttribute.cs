using System.Diagnostics;

namespace Espalier;

/// <summary>The mean of each feature over all steps: (steps, features) → (features).</summary>
[Conditional("ESPALIER_KEEP_ATTRIBUTES")]
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true, Inherited = false)]
public sealed class GlobalAveragePool1DAttribute : LayerAttribute
{
    /// <summary>The mean of each feature.</summary>
    public GlobalAveragePool1DAttribute()
    {
    }
}
