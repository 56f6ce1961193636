using System.Diagnostics;

namespace Espalier;

/// <summary>The activation <c>y = tanh(x)</c>, for each value. The shape stays.</summary>
[Conditional("ESPALIER_KEEP_ATTRIBUTES")]
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true, Inherited = false)]
public sealed class TanhAttribute : LayerAttribute
{
    /// <summary>The activation tanh(x).</summary>
    public TanhAttribute()
    {
    }
}
