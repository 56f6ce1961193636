using System.Diagnostics;

namespace Espalier;

/// <summary>
/// Self-attention with several heads (Vaswani and others 2017), with the equations, parameter names and initial values of
/// PyTorch's <c>nn.MultiheadAttention</c>: each head computes <c>softmax(Q·Kᵀ / √size)·V</c> from its features of the three
/// projections of the sequence, and the heads together are projected once more. (steps, features) → the same. Where the
/// input has lengths, no step sees those beyond.
/// Parameters: <c>in_proj_weight</c> [3 · features, features], <c>in_proj_bias</c> [3 · features], <c>out_proj.weight</c>
/// [features, features], <c>out_proj.bias</c> [features].
/// </summary>
[Conditional("ESPALIER_KEEP_ATTRIBUTES")]
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true, Inherited = false)]
public sealed class MultiHeadAttentionAttribute : LayerAttribute
{
    /// <summary>Attention of a sequence with itself.</summary>
    /// <param name="heads">How many heads there are, a divisor of the features.</param>
    /// <param name="causal">True lets a step see itself and earlier steps alone.</param>
    /// <param name="dropout">The probability with which training zeroes an attention weight, at least 0 and below 1.</param>
    /// <param name="bias">False leaves both biases out.</param>
    public MultiHeadAttentionAttribute(int heads, bool causal = false, float dropout = 0f, bool bias = true)
    {
    }
}
