using System.Diagnostics;

namespace Espalier;

/// <summary>
/// Local response normalisation across channels: <c>y = x / (k + alpha / size · Σ x²)^beta</c>, where the sum runs over
/// <c>size</c> neighbouring channels of the same pixel, those that there are: size / 2 before (rounded down) and the rest
/// after. Krizhevsky, Sutskever and Hinton 2012, who did not divide alpha by the size; PyTorch does. The shape stays.
/// </summary>
[Conditional("ESPALIER_KEEP_ATTRIBUTES")]
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true, Inherited = false)]
public sealed class LocalResponseNormAttribute : LayerAttribute
{
    /// <summary>Local response normalisation.</summary>
    /// <param name="size">Channels in the sum, at least 1.</param>
    /// <param name="alpha">The factor of the mean of squares; at least 0.</param>
    /// <param name="beta">The exponent; at least 0.</param>
    /// <param name="k">What is added to the mean of squares; above 0.</param>
    public LocalResponseNormAttribute(int size, float alpha = 1e-4f, float beta = 0.75f, float k = 1f)
    {
    }
}
