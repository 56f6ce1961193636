using System.Diagnostics;

namespace Espalier;

/// <summary>The activation <c>y = x</c>: computes nothing, and stands where an activation is left out. The shape stays.</summary>
[Conditional("ESPALIER_KEEP_ATTRIBUTES")]
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true, Inherited = false)]
public sealed class IdentityAttribute : LayerAttribute
{
    /// <summary>The activation x.</summary>
    public IdentityAttribute()
    {
    }
}
