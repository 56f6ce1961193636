using System.Diagnostics;

namespace Espalier;

/// <summary>
/// The means of as many windows of steps as are asked for, feature by feature (PyTorch's <c>AdaptiveAvgPool1d</c>):
/// (n, features) → (steps, features). Output step i is the mean of the input steps from ⌊i·n / steps⌋ to ⌈(i + 1)·n / steps⌉.
/// </summary>
[Conditional("ESPALIER_KEEP_ATTRIBUTES")]
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true, Inherited = false)]
public sealed class AdaptiveAveragePool1DAttribute : LayerAttribute
{
    /// <summary>Means over windows that cover the sequence.</summary>
    /// <param name="steps">Steps of the output, at least 1.</param>
    public AdaptiveAveragePool1DAttribute(int steps)
    {
    }
}
