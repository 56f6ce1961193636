using System.Diagnostics;

namespace Espalier;

/// <summary>
/// A loss of one's own: the mean over all values of the batch of what <typeparamref name="TLoss"/> gives for an output and
/// its target.
/// </summary>
/// <typeparam name="TLoss">A struct that implements <c>ILoss</c>: the loss of a value and its derivative.</typeparam>
[Conditional("ESPALIER_KEEP_ATTRIBUTES")]
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true, Inherited = false)]
public sealed class LossAttribute<TLoss> : LayerAttribute
    where TLoss : struct
{
    /// <summary>A loss of one's own.</summary>
    /// <param name="weight">What the loss is multiplied by in the sum of all losses; at least 0.</param>
    public LossAttribute(float weight = 1)
    {
    }
}
