using System.Runtime.CompilerServices;
using Espalier.Simd;
using Espalier.Streams;

namespace Espalier.Kernels;

/// <summary>
/// One step of a gated recurrent unit, for streams, in PyTorch's form and order of gates, r z n:
/// <c>r, z = σ(W·x + U·h)</c>, <c>n = tanh(W·x + r·(U·h))</c>, <c>h' = (1 − z)·n + z·h</c>, each product with its bias.
/// </summary>
public static class GruStep
{
    /// <summary>Computes the step.</summary>
    /// <param name="input">The row, <paramref name="inputs"/> floats.</param>
    /// <param name="weightIh">W in panels of 3 · hidden outputs, as <see cref="Dense"/> has them.</param>
    /// <param name="weightHh">U in panels.</param>
    /// <param name="biasIh">3 · hidden floats, or empty.</param>
    /// <param name="biasHh">3 · hidden floats, or empty.</param>
    /// <param name="state">h, <paramref name="hidden"/> floats; becomes h', where what is below 1e-30 is zero.</param>
    /// <param name="output">Overwritten with h'.</param>
    /// <param name="work">6 · hidden floats for the kernel to use.</param>
    /// <param name="inputs">Floats that come in.</param>
    /// <param name="hidden">Units.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static unsafe void Forward(
        ReadOnlySpan<float> input, ReadOnlySpan<float> weightIh, ReadOnlySpan<float> weightHh, ReadOnlySpan<float> biasIh, ReadOnlySpan<float> biasHh,
        Span<float> state, Span<float> output, Span<float> work, int inputs, int hidden)
    {
        fixed (float* x = input, w = weightIh, u = weightHh, b = biasIh, c = biasHh, h = state, y = output, free = work)
        {
            var step = new RecurrentRow { Input = x, WeightIh = w, WeightHh = u, BiasIh = b, BiasHh = c, State = h, Output = y, Work = free, Inputs = inputs, Hidden = hidden };
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
            // The sums of both products go together, but for the last gate's. Four chains a gate, as the state comes late.
            int panel = RecurrentRow.Panel(3 * S.Width);
            V r = S.Zero, z = S.Zero, n = S.Zero, q = S.Zero, r1 = S.Zero, z1 = S.Zero, q1 = S.Zero;
            if (step.BiasIh != null)
            {
                (r, z, n) = (S.Load(step.BiasIh), S.Load(step.BiasIh + S.Width), S.Load(step.BiasIh + (2 * S.Width)));
            }

            if (step.BiasHh != null)
            {
                (r1, z1, q) = (S.Load(step.BiasHh), S.Load(step.BiasHh + S.Width), S.Load(step.BiasHh + (2 * S.Width)));
            }

            int inputs = step.Inputs;
            float* x = step.Input, wr = step.WeightIh, wn = wr + RecurrentRow.Place(2 * S.Width, panel, inputs);
            for (int k = 0; k < inputs; k++, wr += panel, wn += panel)
            {
                V value = S.Broadcast(x[k]);
                r = S.MultiplyAdd(value, *(V*)wr, r);
                z = S.MultiplyAdd(value, *(V*)(wr + S.Width), z);
                n = S.MultiplyAdd(value, *(V*)wn, n);
            }

            V r2 = S.Zero, z2 = S.Zero, q2 = S.Zero, r3 = S.Zero, z3 = S.Zero, q3 = S.Zero;
            float* h = step.State, ur = step.WeightHh, un = ur + RecurrentRow.Place(2 * S.Width, panel, S.Width);
            for (int k = 0; k < S.Width; k += 4, ur += 4 * panel, un += 4 * panel)
            {
                V value = S.Broadcast(h[k]);
                r = S.MultiplyAdd(value, *(V*)ur, r);
                z = S.MultiplyAdd(value, *(V*)(ur + S.Width), z);
                q = S.MultiplyAdd(value, *(V*)un, q);
                value = S.Broadcast(h[k + 1]);
                r1 = S.MultiplyAdd(value, *(V*)(ur + panel), r1);
                z1 = S.MultiplyAdd(value, *(V*)(ur + panel + S.Width), z1);
                q1 = S.MultiplyAdd(value, *(V*)(un + panel), q1);
                value = S.Broadcast(h[k + 2]);
                r2 = S.MultiplyAdd(value, *(V*)(ur + (2 * panel)), r2);
                z2 = S.MultiplyAdd(value, *(V*)(ur + (2 * panel) + S.Width), z2);
                q2 = S.MultiplyAdd(value, *(V*)(un + (2 * panel)), q2);
                value = S.Broadcast(h[k + 3]);
                r3 = S.MultiplyAdd(value, *(V*)(ur + (3 * panel)), r3);
                z3 = S.MultiplyAdd(value, *(V*)(ur + (3 * panel) + S.Width), z3);
                q3 = S.MultiplyAdd(value, *(V*)(un + (3 * panel)), q3);
            }

            r = VectorMath.Sigmoid<S, V>(S.Add(S.Add(r, r1), S.Add(r2, r3)));
            z = VectorMath.Sigmoid<S, V>(S.Add(S.Add(z, z1), S.Add(z2, z3)));
            q = S.Add(S.Add(q, q1), S.Add(q2, q3));

            // n comes last: what it is multiplied by and added to is ready before.
            V rest = S.Subtract(S.Broadcast(1f), z), kept = S.Multiply(z, S.Load(h));
            n = VectorMath.Tanh<S, V>(S.MultiplyAdd(r, q, n));
            V state = VectorMath.Flush<S, V>(S.MultiplyAdd(n, rest, kept), S.Broadcast(StateRow.Least));
            S.Store(h, state);
            S.Store(step.Output, state);
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public static void Rows<S, V>(in RecurrentRow step)
            where S : struct, ISimd<S, V>
            where V : unmanaged
        {
            int hidden = step.Hidden;
            float* gates = step.Work, product = gates + (3 * hidden), h = step.State;
            RowStep<S, V>.Run(step.Input, step.WeightIh, step.BiasIh, gates, step.Inputs, 3 * hidden, float.NegativeInfinity);
            RowStep<S, V>.Run(h, step.WeightHh, step.BiasHh, product, hidden, 3 * hidden, float.NegativeInfinity);
            V least = S.Broadcast(StateRow.Least);
            for (int k = 0; k < hidden; k += S.Width)
            {
                V lanes = S.FirstLanes(Math.Min(S.Width, hidden - k));
                V r = VectorMath.Sigmoid<S, V>(S.Add(S.LoadMasked(gates + k, lanes), S.LoadMasked(product + k, lanes)));
                V z = VectorMath.Sigmoid<S, V>(S.Add(S.LoadMasked(gates + hidden + k, lanes), S.LoadMasked(product + hidden + k, lanes)));
                V q = S.LoadMasked(product + (2 * hidden) + k, lanes);
                V n = VectorMath.Tanh<S, V>(S.MultiplyAdd(r, q, S.LoadMasked(gates + (2 * hidden) + k, lanes)));
                V state = S.MultiplyAdd(z, S.Subtract(S.LoadMasked(h + k, lanes), n), n);
                state = VectorMath.Flush<S, V>(state, least);
                S.StoreMasked(h + k, state, lanes);
                S.StoreMasked(step.Output + k, state, lanes);
            }
        }
    }
}
