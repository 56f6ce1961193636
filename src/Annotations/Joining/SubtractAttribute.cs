using System.Diagnostics;

namespace Espalier;

/// <summary>This line minus the named ones, value by value. All shapes must be equal.</summary>
[Conditional("ESPALIER_KEEP_ATTRIBUTES")]
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true, Inherited = false)]
public sealed class SubtractAttribute : LayerAttribute
{
    /// <summary>A difference.</summary>
    /// <param name="with">The names of the outputs to subtract.</param>
    public SubtractAttribute(params string[] with)
    {
    }
}
