using System.Diagnostics;

namespace Espalier;

/// <summary>
/// The divergence of target distributions from the output, which holds logarithms of probabilities, as <c>[LogSoftmax]</c> gives them:
/// <c>Σ t·(ln t − y)</c> over a sample, and the mean over the batch (PyTorch's <c>KLDivLoss</c> with <c>batchmean</c>).
/// </summary>
[Conditional("ESPALIER_KEEP_ATTRIBUTES")]
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true, Inherited = false)]
public sealed class KullbackLeiblerAttribute : LayerAttribute
{
    /// <summary>Kullback–Leibler divergence.</summary>
    /// <param name="weight">What the loss is multiplied by in the sum of all losses; at least 0.</param>
    public KullbackLeiblerAttribute(float weight = 1)
    {
    }
}
