using System.Diagnostics;

namespace Espalier;

/// <summary>
/// Sets whole channels of an image, or whole features of a sequence, to zero with the given probability in training and
/// scales the others by 1 / (1 − probability); the identity in prediction. The shape stays. Tompson et al. 2015.
/// </summary>
[Conditional("ESPALIER_KEEP_ATTRIBUTES")]
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true, Inherited = false)]
public sealed class Dropout2DAttribute : LayerAttribute
{
    /// <summary>Dropout of channels.</summary>
    /// <param name="probability">The probability of dropping a channel: at least 0, below 1.</param>
    public Dropout2DAttribute(float probability = 0.5f)
    {
    }
}
