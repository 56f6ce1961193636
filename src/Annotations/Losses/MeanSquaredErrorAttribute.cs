using System.Diagnostics;

namespace Espalier;

/// <summary>
/// The mean of the squared differences between output and target, over all values of the batch.
/// </summary>
[Conditional("ESPALIER_KEEP_ATTRIBUTES")]
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true, Inherited = false)]
public sealed class MeanSquaredErrorAttribute : LayerAttribute
{
    /// <summary>Mean squared error.</summary>
    /// <param name="weight">What the loss is multiplied by in the sum of all losses; at least 0.</param>
    public MeanSquaredErrorAttribute(float weight = 1)
    {
    }
}
