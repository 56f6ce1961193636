using System.Diagnostics;

namespace Espalier;

/// <summary>
/// Sets each value to zero with the given probability in training and scales the others by 1 / (1 − probability);
/// the identity in prediction. Srivastava et al. 2014.
/// </summary>
[Conditional("ESPALIER_KEEP_ATTRIBUTES")]
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true, Inherited = false)]
public sealed class DropoutAttribute : LayerAttribute
{
    /// <summary>Dropout.</summary>
    /// <param name="probability">The probability of dropping a value: at least 0, below 1.</param>
    public DropoutAttribute(float probability = 0.5f)
    {
    }
}
