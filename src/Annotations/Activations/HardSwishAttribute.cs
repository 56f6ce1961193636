using System.Diagnostics;

namespace Espalier;

/// <summary>The activation <c>y = x · min(max(x + 3, 0), 6) / 6</c>, for each value. The shape stays. Howard et al. 2019.</summary>
[Conditional("ESPALIER_KEEP_ATTRIBUTES")]
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true, Inherited = false)]
public sealed class HardSwishAttribute : LayerAttribute
{
    /// <summary>A swish of straight lines.</summary>
    public HardSwishAttribute()
    {
    }
}
