using System.Diagnostics;

namespace Espalier;

/// <summary>The activation <c>y = max(x, 0)</c>, for each value. The shape stays.</summary>
[Conditional("ESPALIER_KEEP_ATTRIBUTES")]
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true, Inherited = false)]
public sealed class ReLUAttribute : LayerAttribute
{
    /// <summary>The activation max(x, 0).</summary>
    public ReLUAttribute()
    {
    }
}
