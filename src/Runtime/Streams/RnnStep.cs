using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Espalier.Simd;
using Espalier.Streams;

namespace Espalier.Kernels;

/// <summary>One step of a plain recurrent layer, for streams: <c>h' = f(W·x + U·h)</c> with tanh or ReLU as f, each product with its bias.</summary>
public static class RnnStep
{
    /// <summary>Computes the step.</summary>
    /// <param name="input">The row, <paramref name="inputs"/> floats.</param>
    /// <param name="weightIh">W in panels, as <see cref="Dense"/> has them.</param>
    /// <param name="weightHh">U in panels.</param>
    /// <param name="biasIh">hidden floats, or empty.</param>
    /// <param name="biasHh">hidden floats, or empty.</param>
    /// <param name="state">h, <paramref name="hidden"/> floats; becomes h', where what is below 1e-30 is zero.</param>
    /// <param name="output">Overwritten with h'.</param>
    /// <param name="work">2 · hidden floats for the kernel to use.</param>
    /// <param name="inputs">Floats that come in.</param>
    /// <param name="hidden">Units.</param>
    /// <param name="relu">Whether f is max(0, x) rather than tanh.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static unsafe void Forward(
        ReadOnlySpan<float> input, ReadOnlySpan<float> weightIh, ReadOnlySpan<float> weightHh, ReadOnlySpan<float> biasIh, ReadOnlySpan<float> biasHh,
        Span<float> state, Span<float> output, Span<float> work, int inputs, int hidden, bool relu = false)
    {
        fixed (float* x = input, w = weightIh, u = weightHh, b = biasIh, c = biasHh, h = state, y = output, free = work)
        {
            var step = new RecurrentRow { Input = x, WeightIh = w, WeightHh = u, BiasIh = b, BiasHh = c, State = h, Output = y, Work = free, Inputs = inputs, Hidden = hidden };
            if (Vector512.IsHardwareAccelerated)
            {
                Rows<Simd512, Vector512<float>>(step, relu);
            }
            else if (Vector256.IsHardwareAccelerated)
            {
                Rows<Simd256, Vector256<float>>(step, relu);
            }
            else
            {
                Rows<Simd128, Vector128<float>>(step, relu);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static unsafe void Rows<S, V>(in RecurrentRow step, bool relu)
        where S : struct, ISimd<S, V>
        where V : unmanaged
    {
        int hidden = step.Hidden;
        float* gates = step.Work, product = gates + hidden, h = step.State;
        RowStep<S, V>.Run(step.Input, step.WeightIh, step.BiasIh, gates, step.Inputs, hidden, float.NegativeInfinity);
        RowStep<S, V>.Run(h, step.WeightHh, step.BiasHh, product, hidden, hidden, float.NegativeInfinity);
        V least = S.Broadcast(StateRow.Least);
        for (int k = 0; k < hidden; k += S.Width)
        {
            V lanes = S.FirstLanes(Math.Min(S.Width, hidden - k));
            V sum = S.Add(S.LoadMasked(gates + k, lanes), S.LoadMasked(product + k, lanes));
            V state = VectorMath.Flush<S, V>(relu ? S.Max(S.Zero, sum) : VectorMath.Tanh<S, V>(sum), least);
            S.StoreMasked(h + k, state, lanes);
            S.StoreMasked(step.Output + k, state, lanes);
        }
    }
}
