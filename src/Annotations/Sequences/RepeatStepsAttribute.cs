using System.Diagnostics;

namespace Espalier;

/// <summary>A vector as every step of a sequence: (features) → (steps, features).</summary>
[Conditional("ESPALIER_KEEP_ATTRIBUTES")]
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true, Inherited = false)]
public sealed class RepeatStepsAttribute : LayerAttribute
{
    /// <summary>Makes a sequence of a vector.</summary>
    /// <param name="steps">Steps of the sequence, at least 1.</param>
    public RepeatStepsAttribute(int steps)
    {
    }
}
