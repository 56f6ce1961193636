using System.Diagnostics;

namespace Espalier;

/// <summary>
/// The mean of the absolute differences between output and target, over all values of the batch.
/// </summary>
[Conditional("ESPALIER_KEEP_ATTRIBUTES")]
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true, Inherited = false)]
public sealed class MeanAbsoluteErrorAttribute : LayerAttribute
{
    /// <summary>Mean absolute error.</summary>
    /// <param name="weight">What the loss is multiplied by in the sum of all losses; at least 0.</param>
    public MeanAbsoluteErrorAttribute(float weight = 1)
    {
    }
}
