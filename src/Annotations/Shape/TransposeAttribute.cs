using System.Diagnostics;

namespace Espalier;

/// <summary>A sequence with steps and features in each other's places: (steps, features) → (features, steps).</summary>
[Conditional("ESPALIER_KEEP_ATTRIBUTES")]
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true, Inherited = false)]
public sealed class TransposeAttribute : LayerAttribute
{
    /// <summary>Steps and features in each other's places.</summary>
    public TransposeAttribute()
    {
    }
}
