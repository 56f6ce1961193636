using System.Diagnostics;

namespace Espalier;

/// <summary>
/// The activation <c>y = 1</c> for x &gt; 0, else 0 (so 0 at 0), for each value. The shape stays. Its gradient is zero: nothing
/// above it learns through it.
/// </summary>
[Conditional("ESPALIER_KEEP_ATTRIBUTES")]
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true, Inherited = false)]
public sealed class StepAttribute : LayerAttribute
{
    /// <summary>The step function.</summary>
    public StepAttribute()
    {
    }
}
