using Espalier.Recurrent;
using Espalier.Simd;

namespace Espalier.Kernels;

/// <summary>
/// Long short-term memory (Hochreiter and Schmidhuber 1997) with PyTorch's equations: the gates i f g o of a step are
/// <c>W·x + b + U·h + d</c>, of which g goes through tanh and the others through the logistic function;
/// <c>c' = f·c + i·g</c>, <c>h' = o·tanh(c')</c>. The product with the input, <c>W·x + b</c>, is a <see cref="Dense"/> layer
/// over all steps at once, and so are the gradients of W, b, d and x; U's is one with what comes before each step.
/// </summary>
public static unsafe class Lstm
{
    /// <summary>Runs over all steps.</summary>
    /// <param name="part">The worker's share.</param>
    /// <param name="count">The number of samples.</param>
    /// <param name="gates">In: the product with the input, (count, steps, 4 · hidden). Out, in training: what backward reads.</param>
    /// <param name="weight">The weights of the state, 4 · hidden outputs of hidden inputs, in panels.</param>
    /// <param name="bias">4 · hidden floats, or empty.</param>
    /// <param name="state">The states at the start, (count, states, hidden), or empty for zeros.</param>
    /// <param name="cell">The cells at the start, (count, states, hidden), or empty for zeros.</param>
    /// <param name="output">Overwritten: the states, (count, steps, directions, hidden), of which this direction is written.</param>
    /// <param name="cells">Overwritten: the cells for backward, (count, steps, hidden); empty in prediction.</param>
    /// <param name="workspace">6 · hidden floats a sample.</param>
    /// <param name="shape">The layer.</param>
    /// <param name="lengths">How many steps of each sample count, from which on the second direction begins at the last of them; empty where all do. Output is zero in the steps beyond.</param>
    public static void Forward(in Part part, int count, Span<float> gates, ReadOnlySpan<float> weight, ReadOnlySpan<float> bias, ReadOnlySpan<float> state, ReadOnlySpan<float> cell, Span<float> output, Span<float> cells, Span<float> workspace, in RecurrentShape shape, ReadOnlySpan<float> lengths = default)
    {
        fixed (float* g = gates, w = weight, b = bias, h = state, c = cell, y = output, kept = cells, work = workspace, length = lengths)
        {
            VectorWidth.Run(new ForwardPass<LstmCell>
            {
                Part = part, Count = count, Shape = shape, Gates = g, Weight = w, Bias = b, InitialState = h, InitialCell = c,
                Output = y, Kept = kept, KeptLength = shape.Hidden, Workspace = work, Lengths = length,
            });
        }
    }

    /// <summary>The gradients of the gates and of the initial states.</summary>
    /// <param name="part">The worker's share.</param>
    /// <param name="count">The number of samples.</param>
    /// <param name="gates">In: what forward left. Out: the gradient of the gates before their curves, which is that of both products.</param>
    /// <param name="transposed">What <see cref="Dense.Transpose"/> made of the weights of the state.</param>
    /// <param name="state">The states at the start, or empty.</param>
    /// <param name="cell">The cells at the start, or empty.</param>
    /// <param name="output">What forward gave.</param>
    /// <param name="cells">What forward left.</param>
    /// <param name="dOutput">The gradient of the output.</param>
    /// <param name="previous">Overwritten: the state before each step, (count, steps, hidden); or empty.</param>
    /// <param name="dState">Overwritten: this layer's part of the gradient of <paramref name="state"/>; or empty.</param>
    /// <param name="dCell">Overwritten: this layer's part of the gradient of <paramref name="cell"/>; or empty.</param>
    /// <param name="workspace">6 · hidden floats a sample.</param>
    /// <param name="shape">The layer.</param>
    /// <param name="lengths">As in forward.</param>
    public static void Backward(in Part part, int count, Span<float> gates, ReadOnlySpan<float> transposed, ReadOnlySpan<float> state, ReadOnlySpan<float> cell, ReadOnlySpan<float> output, ReadOnlySpan<float> cells, ReadOnlySpan<float> dOutput, Span<float> previous, Span<float> dState, Span<float> dCell, Span<float> workspace, in RecurrentShape shape, ReadOnlySpan<float> lengths = default)
    {
        fixed (float* g = gates, w = transposed, h = state, c = cell, y = output, kept = cells, dy = dOutput, before = previous, dh = dState, dc = dCell, work = workspace, length = lengths)
        {
            VectorWidth.Run(new BackwardPass<LstmCell>
            {
                Part = part, Count = count, Shape = shape, Gates = g, Transposed = w, InitialState = h, InitialCell = c, Output = y, OutputGradient = dy,
                Kept = kept, KeptLength = shape.Hidden, Previous = before, InitialStateGradient = dh, InitialCellGradient = dc, Workspace = work, Lengths = length,
            });
        }
    }
}
