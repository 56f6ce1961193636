using System.Diagnostics;

namespace Espalier;

/// <summary>
/// The mean over all values of the batch of <c>½·d²</c> where the difference d is at most delta, else <c>delta·(d − ½·delta)</c> (Huber 1964).
/// </summary>
[Conditional("ESPALIER_KEEP_ATTRIBUTES")]
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true, Inherited = false)]
public sealed class HuberAttribute : LayerAttribute
{
    /// <summary>Huber's loss.</summary>
    /// <param name="delta">Where the parabola becomes a line, above 0.</param>
    /// <param name="weight">What the loss is multiplied by in the sum of all losses; at least 0.</param>
    public HuberAttribute(float delta = 1, float weight = 1)
    {
    }
}
