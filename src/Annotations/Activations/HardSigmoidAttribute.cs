using System.Diagnostics;

namespace Espalier;

/// <summary>The activation <c>y = min(max(x + 3, 0), 6) / 6</c>, for each value. The shape stays.</summary>
[Conditional("ESPALIER_KEEP_ATTRIBUTES")]
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true, Inherited = false)]
public sealed class HardSigmoidAttribute : LayerAttribute
{
    /// <summary>A sigmoid of straight lines.</summary>
    public HardSigmoidAttribute()
    {
    }
}
