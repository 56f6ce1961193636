using System.Diagnostics;

namespace Espalier;

/// <summary>The last step of a sequence: (steps, features) → (features). Where the input has lengths, the last step that counts.</summary>
[Conditional("ESPALIER_KEEP_ATTRIBUTES")]
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true, Inherited = false)]
public sealed class LastStepAttribute : LayerAttribute
{
    /// <summary>The last step.</summary>
    public LastStepAttribute()
    {
    }
}
