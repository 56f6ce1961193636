using System.Diagnostics;

namespace Espalier;

/// <summary>
/// The mean over all values of the batch of <c>½·d²/beta</c> where the difference d is below beta, else <c>d − ½·beta</c> (Girshick 2015).
/// </summary>
[Conditional("ESPALIER_KEEP_ATTRIBUTES")]
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true, Inherited = false)]
public sealed class SmoothL1Attribute : LayerAttribute
{
    /// <summary>Smooth L1.</summary>
    /// <param name="beta">Where the parabola becomes a line, above 0.</param>
    /// <param name="weight">What the loss is multiplied by in the sum of all losses; at least 0.</param>
    public SmoothL1Attribute(float beta = 1, float weight = 1)
    {
    }
}
