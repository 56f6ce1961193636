using Espalier.Recurrent;
using Espalier.Simd;

namespace Espalier.Kernels;

/// <summary>
/// The plain recurrent layer (Elman 1990): <c>h' = f(W·x + b + U·h + d)</c>, where f is tanh or ReLU. The product with the
/// input, <c>W·x + b</c>, is a <see cref="Dense"/> layer over all steps at once, and so are the gradients of all parameters
/// and of x.
/// </summary>
public static unsafe class Rnn
{
    /// <summary>Runs over all steps.</summary>
    /// <param name="part">The worker's share.</param>
    /// <param name="count">The number of samples.</param>
    /// <param name="gates">The product with the input, (count, steps, hidden).</param>
    /// <param name="weight">The weights of the state, hidden outputs of hidden inputs, in panels.</param>
    /// <param name="bias">hidden floats, or empty.</param>
    /// <param name="state">The states at the start, (count, states, hidden), or empty for zeros.</param>
    /// <param name="output">Overwritten: the states, (count, steps, directions, hidden), of which this direction is written.</param>
    /// <param name="workspace">2 · hidden floats a sample.</param>
    /// <param name="shape">The layer.</param>
    /// <param name="lengths">How many steps of each sample count, from which on the second direction begins at the last of them; empty where all do. Output is zero in the steps beyond.</param>
    /// <param name="relu">ReLU in the place of tanh.</param>
    public static void Forward(in Part part, int count, Span<float> gates, ReadOnlySpan<float> weight, ReadOnlySpan<float> bias, ReadOnlySpan<float> state, Span<float> output, Span<float> workspace, in RecurrentShape shape, ReadOnlySpan<float> lengths = default, bool relu = false)
    {
        if (relu)
        {
            Forward<ReLUCurve>(part, count, gates, weight, bias, state, output, workspace, shape, lengths);
        }
        else
        {
            Forward<TanhCurve>(part, count, gates, weight, bias, state, output, workspace, shape, lengths);
        }
    }

    /// <summary>The gradients of the products and of the initial states.</summary>
    /// <param name="part">The worker's share.</param>
    /// <param name="count">The number of samples.</param>
    /// <param name="gates">Overwritten: the gradient of both products, (count, steps, hidden).</param>
    /// <param name="transposed">What <see cref="Dense.Transpose"/> made of the weights of the state.</param>
    /// <param name="state">The states at the start, or empty.</param>
    /// <param name="output">What forward gave.</param>
    /// <param name="dOutput">The gradient of the output.</param>
    /// <param name="previous">Overwritten: the state before each step, (count, steps, hidden); or empty.</param>
    /// <param name="dState">Overwritten: this layer's part of the gradient of <paramref name="state"/>; or empty.</param>
    /// <param name="workspace">2 · hidden floats a sample.</param>
    /// <param name="shape">The layer.</param>
    /// <param name="lengths">As in forward.</param>
    /// <param name="relu">ReLU in the place of tanh.</param>
    public static void Backward(in Part part, int count, Span<float> gates, ReadOnlySpan<float> transposed, ReadOnlySpan<float> state, ReadOnlySpan<float> output, ReadOnlySpan<float> dOutput, Span<float> previous, Span<float> dState, Span<float> workspace, in RecurrentShape shape, ReadOnlySpan<float> lengths = default, bool relu = false)
    {
        if (relu)
        {
            Backward<ReLUCurve>(part, count, gates, transposed, state, output, dOutput, previous, dState, workspace, shape, lengths);
        }
        else
        {
            Backward<TanhCurve>(part, count, gates, transposed, state, output, dOutput, previous, dState, workspace, shape, lengths);
        }
    }

    private static void Forward<TCurve>(in Part part, int count, Span<float> gates, ReadOnlySpan<float> weight, ReadOnlySpan<float> bias, ReadOnlySpan<float> state, Span<float> output, Span<float> workspace, in RecurrentShape shape, ReadOnlySpan<float> lengths)
        where TCurve : struct, IRecurrentCurve
    {
        fixed (float* g = gates, w = weight, b = bias, h = state, y = output, work = workspace, length = lengths)
        {
            VectorWidth.Run(new ForwardPass<RnnCell<TCurve>>
            {
                Part = part, Count = count, Shape = shape, Gates = g, Weight = w, Bias = b, InitialState = h, Output = y, Workspace = work, Lengths = length,
            });
        }
    }

    private static void Backward<TCurve>(in Part part, int count, Span<float> gates, ReadOnlySpan<float> transposed, ReadOnlySpan<float> state, ReadOnlySpan<float> output, ReadOnlySpan<float> dOutput, Span<float> previous, Span<float> dState, Span<float> workspace, in RecurrentShape shape, ReadOnlySpan<float> lengths)
        where TCurve : struct, IRecurrentCurve
    {
        fixed (float* g = gates, w = transposed, h = state, y = output, dy = dOutput, before = previous, dh = dState, work = workspace, length = lengths)
        {
            VectorWidth.Run(new BackwardPass<RnnCell<TCurve>>
            {
                Part = part, Count = count, Shape = shape, Gates = g, Transposed = w, InitialState = h, Output = y, OutputGradient = dy,
                Previous = before, InitialStateGradient = dh, Workspace = work, Lengths = length,
            });
        }
    }
}
