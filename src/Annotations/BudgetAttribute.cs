using System.Diagnostics;

namespace Espalier;

/// <summary>
/// What a network may cost. Where a layer takes it beyond, that is an error under the layer, with the running totals. What
/// is not set has no limit.
/// </summary>
[Conditional("ESPALIER_KEEP_ATTRIBUTES")]
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
public sealed class BudgetAttribute : Attribute
{
    /// <summary>The most parameters that steps can learn, frozen ones included; at least 1.</summary>
    public long Parameters { get; set; }

    /// <summary>
    /// The most bytes that a network takes to predict: parameters, forms derived from them, and the arena for a block of
    /// samples; at least 1.
    /// </summary>
    public long PredictionBytes { get; set; }

    /// <summary>
    /// The most bytes that a session takes to train on batches of <see cref="Batch"/> samples: parameters, gradients and the
    /// arena; at least 1. The state of the optimizer comes on top: the trainable parameters once more for momentum, twice for
    /// Adam.
    /// </summary>
    public long TrainingBytes { get; set; }

    /// <summary>The batch for which <see cref="TrainingBytes"/> holds; at least 1.</summary>
    public int Batch { get; set; } = 1;

    /// <summary>The most floating-point operations of one prediction, a multiplication and its addition counted as two; at least 1.</summary>
    public long Flops { get; set; }
}
