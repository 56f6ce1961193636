using System.Diagnostics;

namespace Espalier;

/// <summary>
/// A fully connected layer: <c>y = W·x + b</c>. (features) → (units); a sequence step by step, (steps, features) →
/// (steps, units). An image is flattened first, channel by channel.
/// Parameters: <c>weight</c> [units, features] and <c>bias</c> [units].
/// </summary>
[Conditional("ESPALIER_KEEP_ATTRIBUTES")]
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true, Inherited = false)]
public sealed class DenseAttribute : LayerAttribute
{
    /// <summary>A fully connected layer.</summary>
    /// <param name="units">The size of the output, at least 1.</param>
    /// <param name="bias">False leaves the bias out, as before a batch norm.</param>
    public DenseAttribute(int units, bool bias = true)
    {
    }
}
