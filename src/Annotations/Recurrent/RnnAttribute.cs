using System.Diagnostics;

namespace Espalier;

/// <summary>
/// The plain recurrent layer: <c>h' = f(W·x + b + U·h + d)</c> at every step, where f is tanh or ReLU. Elman 1990. PyTorch's
/// <c>RNN</c>: (steps, features) → (steps, hidden · directions). Parameters of each layer k and direction:
/// <c>weight_ih_lk</c> [hidden, inputs], <c>weight_hh_lk</c> [hidden, hidden], <c>bias_ih_lk</c> and <c>bias_hh_lk</c>
/// [hidden]; those of the second direction end in <c>_reverse</c>. All start uniform on ±1/√hidden.
/// </summary>
[Conditional("ESPALIER_KEEP_ATTRIBUTES")]
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true, Inherited = false)]
public sealed class RnnAttribute : LayerAttribute
{
    /// <summary>A plain recurrent layer.</summary>
    /// <param name="hidden">Units: features of the output in one direction; at least 1.</param>
    /// <param name="nonlinearity">The curve f.</param>
    /// <param name="layers">Layers on top of one another, 1 to 64: each reads the output of the one below.</param>
    /// <param name="bidirectional">Whether a second set of weights runs from the last step to the first; its output stands behind the other's.</param>
    /// <param name="dropout">The probability of dropping a value between two layers in training: at least 0, below 1.</param>
    /// <param name="bias">Whether both products have a bias.</param>
    /// <param name="state">The line that gives the states before the first step, a vector of layers · directions · hidden values; null for zeros.</param>
    /// <param name="stateful">
    /// Whether a step of training goes on from the states in which the one before left the same row of the batch: truncated
    /// backpropagation over chunks of long sequences. The gradient ends at the chunk. Prediction starts from zeros as always.
    /// </param>
    public RnnAttribute(int hidden, Nonlinearity nonlinearity = Nonlinearity.Tanh, int layers = 1, bool bidirectional = false, float dropout = 0, bool bias = true, string? state = null, bool stateful = false)
    {
    }
}
