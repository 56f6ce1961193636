using System.Diagnostics;

namespace Espalier;

/// <summary>
/// The activation <c>y = x · Φ(x)</c> with the distribution function Φ of the standard normal, for each value. The shape stays.
/// Hendrycks and Gimpel 2016.
/// </summary>
[Conditional("ESPALIER_KEEP_ATTRIBUTES")]
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true, Inherited = false)]
public sealed class GELUAttribute : LayerAttribute
{
    /// <summary>The Gaussian error linear unit.</summary>
    /// <param name="approximate">Whether to compute Φ by the error function or by a hyperbolic tangent.</param>
    public GELUAttribute(Approximation approximate = Approximation.None)
    {
    }
}
