using System.Diagnostics;

namespace Espalier;

/// <summary>The greatest value of each feature over all steps: (steps, features) → (features).</summary>
[Conditional("ESPALIER_KEEP_ATTRIBUTES")]
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true, Inherited = false)]
public sealed class GlobalMaxPool1DAttribute : LayerAttribute
{
    /// <summary>The greatest value of each feature.</summary>
    public GlobalMaxPool1DAttribute()
    {
    }
}
