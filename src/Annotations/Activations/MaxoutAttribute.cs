using System.Diagnostics;

namespace Espalier;

/// <summary>
/// The greatest of each group of <c>pieces</c> neighbouring channels or features: (channels, height, width) →
/// (channels / pieces, height, width), (steps, features) → (steps, features / pieces), (features) → (features / pieces).
/// Goodfellow et al. 2013.
/// </summary>
[Conditional("ESPALIER_KEEP_ATTRIBUTES")]
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true, Inherited = false)]
public sealed class MaxoutAttribute : LayerAttribute
{
    /// <summary>The greatest of each group of channels.</summary>
    /// <param name="pieces">Channels in a group, at least 2; must divide the channels.</param>
    public MaxoutAttribute(int pieces)
    {
    }
}
