using System.Diagnostics;

namespace Espalier;

/// <summary>
/// The activation <c>y = ln(1 + exp(beta · x)) / beta</c>, and x itself where <c>beta · x</c> is above the threshold, for each
/// value. The shape stays.
/// </summary>
[Conditional("ESPALIER_KEEP_ATTRIBUTES")]
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true, Inherited = false)]
public sealed class SoftplusAttribute : LayerAttribute
{
    /// <summary>A smooth rectifier.</summary>
    /// <param name="beta">The sharpness of the bend; above 0.</param>
    /// <param name="threshold">From where on the curve is taken to be a straight line; finite.</param>
    public SoftplusAttribute(float beta = 1f, float threshold = 20f)
    {
    }
}
