using System.Diagnostics;

namespace Espalier;

/// <summary>
/// The mean over the steps of a sequence: (steps, features) → (features). Where the input has lengths, over the steps that
/// count.
/// </summary>
[Conditional("ESPALIER_KEEP_ATTRIBUTES")]
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true, Inherited = false)]
public sealed class MeanOverStepsAttribute : LayerAttribute
{
    /// <summary>The mean over the steps.</summary>
    public MeanOverStepsAttribute()
    {
    }
}
