using Espalier.Recurrent;
using Espalier.Simd;

namespace Espalier.Kernels;

/// <summary>
/// The gated recurrent unit (Cho et al. 2014) with PyTorch's equations: <c>r = σ(x_r + h_r)</c>, <c>z = σ(x_z + h_z)</c>,
/// <c>n = tanh(x_n + r·h_n)</c> and <c>h' = (1 − z)·n + z·h</c>, where <c>x = W·x + b</c> and <c>h = U·h + d</c>. The product
/// with the input is a <see cref="Dense"/> layer over all steps at once, and so are the gradients of W, b and x; those of U
/// and d are the same from the gradient of the other product.
/// </summary>
public static unsafe class Gru
{
    /// <summary>Runs over all steps.</summary>
    /// <param name="part">The worker's share.</param>
    /// <param name="count">The number of samples.</param>
    /// <param name="gates">In: the product with the input, (count, steps, 3 · hidden). Out, in training: what backward reads.</param>
    /// <param name="weight">The weights of the state, 3 · hidden outputs of hidden inputs, in panels.</param>
    /// <param name="bias">3 · hidden floats, or empty.</param>
    /// <param name="state">The states at the start, (count, states, hidden), or empty for zeros.</param>
    /// <param name="output">Overwritten: the states, (count, steps, directions, hidden), of which this direction is written.</param>
    /// <param name="products">Written for backward, (count, steps, 3 · hidden); empty in prediction.</param>
    /// <param name="workspace">4 · hidden floats a sample.</param>
    /// <param name="shape">The layer.</param>
    /// <param name="lengths">How many steps of each sample count, from which on the second direction begins at the last of them; empty where all do. Output is zero in the steps beyond.</param>
    public static void Forward(in Part part, int count, Span<float> gates, ReadOnlySpan<float> weight, ReadOnlySpan<float> bias, ReadOnlySpan<float> state, Span<float> output, Span<float> products, Span<float> workspace, in RecurrentShape shape, ReadOnlySpan<float> lengths = default)
    {
        fixed (float* g = gates, w = weight, b = bias, h = state, y = output, kept = products, work = workspace, length = lengths)
        {
            VectorWidth.Run(new ForwardPass<GruCell>
            {
                Part = part, Count = count, Shape = shape, Gates = g, Weight = w, Bias = b, InitialState = h,
                Output = y, Kept = kept, KeptLength = 3 * shape.Hidden, Workspace = work, Lengths = length,
            });
        }
    }

    /// <summary>The gradients of both products and of the initial states.</summary>
    /// <param name="part">The worker's share.</param>
    /// <param name="count">The number of samples.</param>
    /// <param name="gates">In: what forward left. Out: the gradient of the product with the input.</param>
    /// <param name="transposed">What <see cref="Dense.Transpose"/> made of the weights of the state.</param>
    /// <param name="state">The states at the start, or empty.</param>
    /// <param name="output">What forward gave.</param>
    /// <param name="products">In: what forward left. Out: the gradient of the product with the state.</param>
    /// <param name="dOutput">The gradient of the output.</param>
    /// <param name="previous">Overwritten: the state before each step, (count, steps, hidden); or empty.</param>
    /// <param name="dState">Overwritten: this layer's part of the gradient of <paramref name="state"/>; or empty.</param>
    /// <param name="workspace">4 · hidden floats a sample.</param>
    /// <param name="shape">The layer.</param>
    /// <param name="lengths">As in forward.</param>
    public static void Backward(in Part part, int count, Span<float> gates, ReadOnlySpan<float> transposed, ReadOnlySpan<float> state, ReadOnlySpan<float> output, Span<float> products, ReadOnlySpan<float> dOutput, Span<float> previous, Span<float> dState, Span<float> workspace, in RecurrentShape shape, ReadOnlySpan<float> lengths = default)
    {
        fixed (float* g = gates, w = transposed, h = state, y = output, kept = products, dy = dOutput, before = previous, dh = dState, work = workspace, length = lengths)
        {
            VectorWidth.Run(new BackwardPass<GruCell>
            {
                Part = part, Count = count, Shape = shape, Gates = g, Transposed = w, InitialState = h, Output = y, OutputGradient = dy,
                Kept = kept, KeptLength = 3 * shape.Hidden, Previous = before, InitialStateGradient = dh, Workspace = work, Lengths = length,
            });
        }
    }
}
