using System.Runtime.CompilerServices;
using Espalier.Simd;
using Espalier.Streams;

namespace Espalier.Kernels;

/// <summary>
/// One step of long short-term memory, for streams, with PyTorch's order of gates, i f g o:
/// <c>i, f, o = σ(W·x + U·h)</c>, <c>g = tanh(W·x + U·h)</c>, <c>c' = f·c + i·g</c>, <c>h' = o·tanh(c')</c>, each product with its bias.
/// </summary>
public static class LstmStep
{
    /// <summary>Computes the step.</summary>
    /// <param name="input">The row, <paramref name="inputs"/> floats.</param>
    /// <param name="weightIh">W in panels of 4 · hidden outputs, as <see cref="Dense"/> has them.</param>
    /// <param name="weightHh">U in panels.</param>
    /// <param name="biasIh">4 · hidden floats, or empty.</param>
    /// <param name="biasHh">4 · hidden floats, or empty.</param>
    /// <param name="state">h, <paramref name="hidden"/> floats; becomes h', where what is below 1e-30 is zero.</param>
    /// <param name="cell">c, as many; becomes c' in the same way.</param>
    /// <param name="output">Overwritten with h'.</param>
    /// <param name="work">8 · hidden floats for the kernel to use.</param>
    /// <param name="inputs">Floats that come in.</param>
    /// <param name="hidden">Units.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static unsafe void Forward(
        ReadOnlySpan<float> input, ReadOnlySpan<float> weightIh, ReadOnlySpan<float> weightHh, ReadOnlySpan<float> biasIh, ReadOnlySpan<float> biasHh,
        Span<float> state, Span<float> cell, Span<float> output, Span<float> work, int inputs, int hidden)
    {
        fixed (float* x = input, w = weightIh, u = weightHh, b = biasIh, c = biasHh, h = state, m = cell, y = output, free = work)
        {
            var step = new RecurrentRow { Input = x, WeightIh = w, WeightHh = u, BiasIh = b, BiasHh = c, State = h, Cell = m, Output = y, Work = free, Inputs = inputs, Hidden = hidden };
            RecurrentStep<Equations>.Run(step, hidden);
        }
    }

    private readonly unsafe struct Equations : IRecurrentStep
    {
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public static void Units<S, V>(in RecurrentRow step)
            where S : struct, ISimd<S, V>
            where V : unmanaged
        {
            // Two gates are next to each other, and two in the second half of the panel or in the next one.
            int panel = RecurrentRow.Panel(4 * S.Width);
            V i = S.Zero, f = S.Zero, g = S.Zero, o = S.Zero, i1 = S.Zero, f1 = S.Zero, g1 = S.Zero, o1 = S.Zero;
            if (step.BiasIh != null)
            {
                float* b = step.BiasIh;
                (i, f, g, o) = (S.Load(b), S.Load(b + S.Width), S.Load(b + (2 * S.Width)), S.Load(b + (3 * S.Width)));
            }

            if (step.BiasHh != null)
            {
                float* c = step.BiasHh;
                (i1, f1, g1, o1) = (S.Load(c), S.Load(c + S.Width), S.Load(c + (2 * S.Width)), S.Load(c + (3 * S.Width)));
            }

            int inputs = step.Inputs;
            float* x = step.Input, wi = step.WeightIh, wg = wi + RecurrentRow.Place(2 * S.Width, panel, inputs);
            for (int k = 0; k < inputs; k++, wi += panel, wg += panel)
            {
                V value = S.Broadcast(x[k]);
                i = S.MultiplyAdd(value, *(V*)wi, i);
                f = S.MultiplyAdd(value, *(V*)(wi + S.Width), f);
                g = S.MultiplyAdd(value, *(V*)wg, g);
                o = S.MultiplyAdd(value, *(V*)(wg + S.Width), o);
            }

            float* h = step.State, ui = step.WeightHh, ug = ui + RecurrentRow.Place(2 * S.Width, panel, S.Width);
            for (int k = 0; k < S.Width; k += 2, ui += 2 * panel, ug += 2 * panel)
            {
                V value = S.Broadcast(h[k]), next = S.Broadcast(h[k + 1]);
                i = S.MultiplyAdd(value, *(V*)ui, i);
                f = S.MultiplyAdd(value, *(V*)(ui + S.Width), f);
                g = S.MultiplyAdd(value, *(V*)ug, g);
                o = S.MultiplyAdd(value, *(V*)(ug + S.Width), o);
                i1 = S.MultiplyAdd(next, *(V*)(ui + panel), i1);
                f1 = S.MultiplyAdd(next, *(V*)(ui + panel + S.Width), f1);
                g1 = S.MultiplyAdd(next, *(V*)(ug + panel), g1);
                o1 = S.MultiplyAdd(next, *(V*)(ug + panel + S.Width), o1);
            }

            V least = S.Broadcast(StateRow.Least);
            i = S.Multiply(VectorMath.Sigmoid<S, V>(S.Add(i, i1)), VectorMath.Tanh<S, V>(S.Add(g, g1)));
            V cell = S.MultiplyAdd(VectorMath.Sigmoid<S, V>(S.Add(f, f1)), S.Load(step.Cell), i);
            cell = VectorMath.Flush<S, V>(cell, least);
            V state = S.Multiply(VectorMath.Sigmoid<S, V>(S.Add(o, o1)), VectorMath.Tanh<S, V>(cell));
            state = VectorMath.Flush<S, V>(state, least);
            S.Store(step.Cell, cell);
            S.Store(h, state);
            S.Store(step.Output, state);
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public static void Rows<S, V>(in RecurrentRow step)
            where S : struct, ISimd<S, V>
            where V : unmanaged
        {
            int hidden = step.Hidden;
            float* gates = step.Work, product = gates + (4 * hidden), h = step.State, c = step.Cell;
            RowStep<S, V>.Run(step.Input, step.WeightIh, step.BiasIh, gates, step.Inputs, 4 * hidden, float.NegativeInfinity);
            RowStep<S, V>.Run(h, step.WeightHh, step.BiasHh, product, hidden, 4 * hidden, float.NegativeInfinity);
            V least = S.Broadcast(StateRow.Least);
            for (int k = 0; k < hidden; k += S.Width)
            {
                V lanes = S.FirstLanes(Math.Min(S.Width, hidden - k));
                V i = VectorMath.Sigmoid<S, V>(Gate(gates, product, k, lanes)), f = VectorMath.Sigmoid<S, V>(Gate(gates, product, hidden + k, lanes));
                V g = VectorMath.Tanh<S, V>(Gate(gates, product, (2 * hidden) + k, lanes)), o = VectorMath.Sigmoid<S, V>(Gate(gates, product, (3 * hidden) + k, lanes));
                V cell = VectorMath.Flush<S, V>(S.MultiplyAdd(f, S.LoadMasked(c + k, lanes), S.Multiply(i, g)), least);
                V state = VectorMath.Flush<S, V>(S.Multiply(o, VectorMath.Tanh<S, V>(cell)), least);
                S.StoreMasked(c + k, cell, lanes);
                S.StoreMasked(h + k, state, lanes);
                S.StoreMasked(step.Output + k, state, lanes);
            }

            static V Gate(float* gates, float* product, int k, V lanes) => S.Add(S.LoadMasked(gates + k, lanes), S.LoadMasked(product + k, lanes));
        }
    }
}
