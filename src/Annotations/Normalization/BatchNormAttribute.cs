using System.Diagnostics;

namespace Espalier;

/// <summary>
/// Batch normalisation, per feature or per channel: <c>y = (x − mean) / √(variance + epsilon) · weight + bias</c>, with
/// the mean and variance of the batch (over samples and steps or pixels) in training and their running averages in
/// prediction. Ioffe and Szegedy 2015. The shape stays.
/// Parameters: <c>weight</c>, <c>bias</c>, <c>running_mean</c>, <c>running_var</c>, one number a channel each.
/// </summary>
[Conditional("ESPALIER_KEEP_ATTRIBUTES")]
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true, Inherited = false)]
public sealed class BatchNormAttribute : LayerAttribute
{
    /// <summary>Batch normalisation.</summary>
    /// <param name="epsilon">Added to the variance; above 0.</param>
    /// <param name="momentum">The share of the newest batch in the running averages, 0 to 1.</param>
    /// <param name="affine">Whether there are a weight and a bias.</param>
    /// <param name="useRunningStatistics">
    /// Whether training normalises by the running averages too and leaves them as they are, as PyTorch does after
    /// <c>.eval()</c> of the layer: what fine-tuning on small batches asks for.
    /// </param>
    public BatchNormAttribute(float epsilon = 1e-5f, float momentum = 0.1f, bool affine = true, bool useRunningStatistics = false)
    {
    }
}
