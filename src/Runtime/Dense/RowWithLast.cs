using System.Runtime.CompilerServices;
using Espalier.Simd;

namespace Espalier.Tiles;

/// <summary>
/// A dense layer for one sample, of one to four vectors of outputs and a few more, with packed weights: two pieces of the
/// reduction side by side, and along with them the sums over the inputs of one or two last outputs. Those wait for their own
/// last addition, while the others wait for memory. The sums are those of <see cref="RowProduct{S, V}"/> and
/// <see cref="TailOutputs{S, V}"/>, in the same order.
/// </summary>
internal static unsafe class RowWithLast<S, V>
    where S : struct, ISimd<S, V>
    where V : unmanaged
{
    /// <summary>Whether it takes so many vectors and inputs: the pieces are two.</summary>
    public static bool Takes(int vectors, int inner) => vectors is > 0 and <= 4 && inner is > Reduction.Block and <= 2 * Reduction.Block;

    /// <summary>Computes the layer.</summary>
    /// <param name="vectors">Vectors of outputs, 1…4.</param>
    /// <param name="a">The row.</param>
    /// <param name="inner">Its length.</param>
    /// <param name="packed">Weights of the vectors, side by side for each input.</param>
    /// <param name="bias">One number an output, or null.</param>
    /// <param name="result">Where the outputs go.</param>
    /// <param name="outputs">Outputs in the vectors.</param>
    /// <param name="last">How many of the last outputs, 0…2, whose numbers stand behind the others.</param>
    /// <param name="packedLast">Their weights, as <see cref="TailOutputs{S, V}.Pack"/> packs them.</param>
    /// <param name="floor">The least result.</param>
    public static void Run(int vectors, float* a, int inner, float* packed, float* bias, float* result, int outputs, int last, float* packedLast, float floor)
    {
        switch (vectors)
        {
            case 1: Run<Count1>(a, inner, packed, bias, result, outputs, last, packedLast, floor); break;
            case 2: Run<Count2>(a, inner, packed, bias, result, outputs, last, packedLast, floor); break;
            case 3: Run<Count3>(a, inner, packed, bias, result, outputs, last, packedLast, floor); break;
            default: Run<Count4>(a, inner, packed, bias, result, outputs, last, packedLast, floor); break;
        }
    }

    private static void Run<N>(float* a, int inner, float* packed, float* bias, float* result, int outputs, int last, float* packedLast, float floor)
        where N : unmanaged
    {
        switch (last)
        {
            case 0: Run<N, Count1>(a, inner, packed, bias, result, outputs, packedLast, floor); break;
            case 1: Run<N, Count2>(a, inner, packed, bias, result, outputs, packedLast, floor); break;
            default: Run<N, Count3>(a, inner, packed, bias, result, outputs, packedLast, floor); break;
        }
    }

    /// <summary>N vectors and one fewer last outputs than L.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Run<N, L>(float* a, int inner, float* packed, float* bias, float* result, int outputs, float* packedLast, float floor)
        where N : unmanaged
        where L : unmanaged
    {
        int piece = Reduction.Piece(inner), rest = inner - piece;
        V s0 = Start<N>(bias, 0, outputs), s1 = Start<N>(bias, 1, outputs), s2 = Start<N>(bias, 2, outputs), s3 = Start<N>(bias, 3, outputs);
        V t0 = S.Zero, t1 = t0, t2 = t0, t3 = t0, l0 = t0, l1 = t0;
        nint step = sizeof(N) * sizeof(V), far = piece * step;
        byte* b = (byte*)packed;
        float* x = a, end = a + rest, from = a, w = packedLast;
        if (sizeof(L) > 1)
        {
            int steps = inner / S.Width;
            for (int stride = rest / steps; steps > 0; steps--, from += S.Width, w += (sizeof(L) - 1) * S.Width)
            {
                V value = *(V*)from;
                l0 = S.MultiplyAdd(value, *(V*)w, l0);
                if (sizeof(L) > 2) { l1 = S.MultiplyAdd(value, *(V*)(w + S.Width), l1); }
                for (float* stop = x + stride; x < stop; x++, b += step)
                {
                    Step<N>(x[0], b, ref s0, ref s1, ref s2, ref s3);
                    Step<N>(x[piece], b + far, ref t0, ref t1, ref t2, ref t3);
                }
            }
        }

        for (; x < end; x++, b += step)
        {
            Step<N>(x[0], b, ref s0, ref s1, ref s2, ref s3);
            Step<N>(x[piece], b + far, ref t0, ref t1, ref t2, ref t3);
        }

        for (end += piece - rest; x < end; x++, b += step)
        {
            Step<N>(x[0], b, ref s0, ref s1, ref s2, ref s3);
        }

        if (sizeof(L) > 1)
        {
            int left = inner % S.Width;
            V value = left > 0 ? S.LoadFirst(from, left) : S.Zero;
            Last(left > 0 ? S.MultiplyAdd(value, *(V*)w, l0) : l0, bias, result, outputs, floor);
            if (sizeof(L) > 2) { Last(left > 0 ? S.MultiplyAdd(value, *(V*)(w + S.Width), l1) : l1, bias, result, outputs + 1, floor); }
        }

        V least = S.Broadcast(floor);
        Store<N>(result, 0, outputs, S.Max(least, S.Add(t0, s0)));
        if (sizeof(N) > 1) { Store<N>(result, 1, outputs, S.Max(least, S.Add(t1, s1))); }
        if (sizeof(N) > 2) { Store<N>(result, 2, outputs, S.Max(least, S.Add(t2, s2))); }
        if (sizeof(N) > 3) { Store<N>(result, 3, outputs, S.Max(least, S.Add(t3, s3))); }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Step<N>(float value, byte* b, ref V s0, ref V s1, ref V s2, ref V s3)
        where N : unmanaged
    {
        V x = S.Broadcast(value);
        s0 = S.MultiplyAdd(x, *(V*)b, s0);
        if (sizeof(N) > 1) { s1 = S.MultiplyAdd(x, *(V*)(b + sizeof(V)), s1); }
        if (sizeof(N) > 2) { s2 = S.MultiplyAdd(x, *(V*)(b + (2 * sizeof(V))), s2); }
        if (sizeof(N) > 3) { s3 = S.MultiplyAdd(x, *(V*)(b + (3 * sizeof(V))), s3); }
    }

    /// <summary>What the sums of a vector begin with.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V Start<N>(float* bias, int vector, int outputs)
        where N : unmanaged =>
        vector >= sizeof(N) || bias == null ? S.Zero
        : vector < sizeof(N) - 1 ? *(V*)(bias + (vector * S.Width))
        : S.LoadFirst(bias + (vector * S.Width), outputs - (vector * S.Width));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store<N>(float* result, int vector, int outputs, V value)
        where N : unmanaged
    {
        if (vector < sizeof(N) - 1)
        {
            *(V*)(result + (vector * S.Width)) = value;
        }
        else
        {
            S.StoreFirst(result + (vector * S.Width), value, outputs - (vector * S.Width));
        }
    }

    private static void Last(V sum, float* bias, float* result, int output, float floor) =>
        result[output] = TailOutputs<S, V>.Finish(S.Sum(sum), bias == null ? 0 : bias[output], null, floor);
}
