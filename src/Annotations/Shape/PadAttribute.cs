using System.Diagnostics;

namespace Espalier;

/// <summary>
/// Surrounds each sample with a number: rows and columns of an image, steps of a sequence, features of a vector.
/// (channels, height, width) → (channels, top + height + bottom, left + width + right), (steps, features) →
/// (before + steps + after, features), (features) → (before + features + after).
/// </summary>
[Conditional("ESPALIER_KEEP_ATTRIBUTES")]
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true, Inherited = false)]
public sealed class PadAttribute : LayerAttribute
{
    /// <summary>The same on all sides.</summary>
    /// <param name="padding">Rows and columns, steps or features added on each side, at least 0.</param>
    /// <param name="value">The number that stands there; finite.</param>
    public PadAttribute(int padding, float value = 0f)
    {
    }

    /// <summary>By side.</summary>
    /// <param name="padding">
    /// Of an image [vertical, horizontal] or [top, bottom, left, right], of a sequence or vector [before, after].
    /// </param>
    /// <param name="value">The number that stands there; finite.</param>
    public PadAttribute(int[] padding, float value = 0f)
    {
    }
}
