using System.Diagnostics;

namespace Espalier;

/// <summary>
/// The product of this line and the named ones, value by value. All shapes must be equal; only a vector of as many values
/// as an image has channels, or a sequence features, is taken as a factor for each of them (squeeze and excitation).
/// </summary>
[Conditional("ESPALIER_KEEP_ATTRIBUTES")]
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true, Inherited = false)]
public sealed class MultiplyAttribute : LayerAttribute
{
    /// <summary>A product.</summary>
    /// <param name="with">The names of the outputs to multiply by.</param>
    public MultiplyAttribute(params string[] with)
    {
    }
}
