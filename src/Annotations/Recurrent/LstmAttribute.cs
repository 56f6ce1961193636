using System.Diagnostics;

namespace Espalier;

/// <summary>
/// Long short-term memory: the gates i f g o are <c>W·x + b + U·h + d</c>; <c>c' = σ(f)·c + σ(i)·tanh(g)</c>,
/// <c>h' = σ(o)·tanh(c')</c>. Hochreiter and Schmidhuber 1997. PyTorch's <c>LSTM</c>: (steps, features) → (steps, hidden ·
/// directions). Parameters of each layer k and direction: <c>weight_ih_lk</c> [4 · hidden, inputs], <c>weight_hh_lk</c>
/// [4 · hidden, hidden], <c>bias_ih_lk</c> and <c>bias_hh_lk</c> [4 · hidden]; those of the second direction end in
/// <c>_reverse</c>. All start uniform on ±1/√hidden.
/// </summary>
[Conditional("ESPALIER_KEEP_ATTRIBUTES")]
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true, Inherited = false)]
public sealed class LstmAttribute : LayerAttribute
{
    /// <summary>Long short-term memory.</summary>
    /// <param name="hidden">Units: features of the output in one direction; at least 1.</param>
    /// <param name="layers">Layers on top of one another, 1 to 64: each reads the output of the one below.</param>
    /// <param name="bidirectional">Whether a second set of weights runs from the last step to the first; its output stands behind the other's.</param>
    /// <param name="dropout">The probability of dropping a value between two layers in training: at least 0, below 1.</param>
    /// <param name="bias">Whether both products have a bias.</param>
    /// <param name="state">The line that gives the states before the first step, a vector of layers · directions · hidden values; null for zeros.</param>
    /// <param name="cell">The line that gives the cells before the first step, as <paramref name="state"/>; null for zeros.</param>
    /// <param name="stateful">
    /// Whether a step of training goes on from the states in which the one before left the same row of the batch: truncated
    /// backpropagation over chunks of long sequences. The gradient ends at the chunk. Prediction starts from zeros as always.
    /// </param>
    public LstmAttribute(int hidden, int layers = 1, bool bidirectional = false, float dropout = 0, bool bias = true, string? state = null, string? cell = null, bool stateful = false)
    {
    }
}
