using System.Diagnostics;

namespace Espalier;

/// <summary>
/// The cross-entropy of the sigmoid of each value with its target, which is from 0 to 1: the mean over all values of the batch of
/// <c>−p·t·ln σ(x) − (1 − t)·ln(1 − σ(x))</c>. No sigmoid stands before it. Each value may be a label of its own.
/// </summary>
[Conditional("ESPALIER_KEEP_ATTRIBUTES")]
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true, Inherited = false)]
public sealed class BinaryCrossEntropyAttribute : LayerAttribute
{
    /// <summary>Binary cross-entropy.</summary>
    /// <param name="positiveWeight">p: how much a target of 1 counts, at least 0.</param>
    /// <param name="positiveWeights">The same for each feature or channel, a number for each; it replaces positiveWeight.</param>
    /// <param name="weight">What the loss is multiplied by in the sum of all losses; at least 0.</param>
    public BinaryCrossEntropyAttribute(float positiveWeight = 1, float[]? positiveWeights = null, float weight = 1)
    {
    }
}
