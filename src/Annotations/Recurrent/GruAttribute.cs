using System.Diagnostics;

namespace Espalier;

/// <summary>
/// The gated recurrent unit: <c>r = σ(x_r + h_r)</c>, <c>z = σ(x_z + h_z)</c>, <c>n = tanh(x_n + r·h_n)</c> and
/// <c>h' = (1 − z)·n + z·h</c>, where <c>x = W·x + b</c> and <c>h = U·h + d</c>. Cho et al. 2014. PyTorch's <c>GRU</c>: (steps,
/// features) → (steps, hidden · directions). Parameters of each layer k and direction: <c>weight_ih_lk</c> [3 · hidden,
/// inputs], <c>weight_hh_lk</c> [3 · hidden, hidden], <c>bias_ih_lk</c> and <c>bias_hh_lk</c> [3 · hidden]; those of the
/// second direction end in <c>_reverse</c>. All start uniform on ±1/√hidden.
/// </summary>
[Conditional("ESPALIER_KEEP_ATTRIBUTES")]
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true, Inherited = false)]
public sealed class GruAttribute : LayerAttribute
{
    /// <summary>A gated recurrent unit.</summary>
    /// <param name="hidden">Units: features of the output in one direction; at least 1.</param>
    /// <param name="layers">Layers on top of one another, 1 to 64: each reads the output of the one below.</param>
    /// <param name="bidirectional">Whether a second set of weights runs from the last step to the first; its output stands behind the other's.</param>
    /// <param name="dropout">The probability of dropping a value between two layers in training: at least 0, below 1.</param>
    /// <param name="bias">Whether both products have a bias.</param>
    /// <param name="state">The line that gives the states before the first step, a vector of layers · directions · hidden values; null for zeros.</param>
    /// <param name="stateful">
    /// Whether a step of training goes on from the states in which the one before left the same row of the batch: truncated
    /// backpropagation over chunks of long sequences. The gradient ends at the chunk. Prediction starts from zeros as always.
    /// </param>
    public GruAttribute(int hidden, int layers = 1, bool bidirectional = false, float dropout = 0, bool bias = true, string? state = null, bool stateful = false)
    {
    }
}
