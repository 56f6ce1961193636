using System.Diagnostics;

namespace Espalier;

/// <summary>
/// A residual connection: the sum of this line and an earlier one, value by value. Where the shapes differ, the earlier
/// line is projected as <c>projection</c> says; where they agree, nothing is done to it. He et al. 2015, "Deep Residual
/// Learning for Image Recognition".
/// </summary>
[Conditional("ESPALIER_KEEP_ATTRIBUTES")]
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true, Inherited = false)]
public sealed class ShortcutAttribute : LayerAttribute
{
    /// <summary>A shortcut.</summary>
    /// <param name="with">The name of the earlier line.</param>
    /// <param name="projection">What to do where the shapes differ.</param>
    public ShortcutAttribute(string with, Projection projection = Projection.Identity)
    {
    }
}
