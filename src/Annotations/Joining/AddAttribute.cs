using System.Diagnostics;

namespace Espalier;

/// <summary>
/// The sum of this line and the named ones, value by value. All shapes must be equal; only a vector of as many values as an
/// image has channels, or a sequence features, is added to each pixel or step.
/// </summary>
[Conditional("ESPALIER_KEEP_ATTRIBUTES")]
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true, Inherited = false)]
public sealed class AddAttribute : LayerAttribute
{
    /// <summary>A sum.</summary>
    /// <param name="with">The names of the outputs to add.</param>
    public AddAttribute(params string[] with)
    {
    }
}
