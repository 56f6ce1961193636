using System.Runtime.CompilerServices;
using Espalier.Simd;

namespace Espalier.Tiles;

/// <summary>
/// A dense layer for one sample: up to eight vectors of outputs at a time, which hides the latency of the sums. It adds up
/// in the same order as the register tiles do, so a sample's bits do not depend on how many come with it. The last outputs
/// may be left to <see cref="TailOutputs{S, V}"/>.
/// </summary>
internal static unsafe class RowProduct<S, V>
    where S : struct, ISimd<S, V>
    where V : unmanaged
{
    private const int Group = RowVectors.Most;

    public static void Run(in Part part, float* a, float* weights, float* bias, float* result, int inner, int outputs, float floor, bool accumulate, int tail = 0) =>
        Run(part, a, weights, Panels.Width(outputs), bias, result, inner, outputs - tail, floor, accumulate);

    /// <summary>The same with panels of any width, whole vectors.</summary>
    [SkipLocalsInit]
    public static void Run(in Part part, float* a, float* weights, int panel, float* bias, float* result, int inner, int outputs, float floor, bool accumulate)
    {
        nint* offsets = stackalloc nint[Group];
        float* sums = stackalloc float[Group * 16];
        int piece = Reduction.Piece(inner);
        (int first, int end) = part.Range((outputs + S.Width - 1) / S.Width);
        for (int v = first; v < end; v += Group)
        {
            int vectors = Math.Min(Group, end - v);
            Locate(v * S.Width, vectors, panel, inner, offsets);

            int k = 0;
            for (; RowVectors.TakesPieces(vectors, inner) && k + piece < inner; k += 2 * piece)
            {
                // Two pieces side by side keep as many sums going as one piece of twice the vectors.
                int rest = Math.Min(piece, inner - k - piece);
                Pair(vectors, a + k, piece, rest, weights + ((nint)k * panel), panel, offsets, sums, k == 0 ? bias : null, v * S.Width, outputs);
                Finish(vectors, sums, result, v * S.Width, outputs, accumulate || k > 0, float.NegativeInfinity);
                Finish(vectors, sums + (vectors * S.Width), result, v * S.Width, outputs, true, k + (2 * piece) >= inner ? floor : float.NegativeInfinity);
            }

            for (; k < inner; k += piece)
            {
                Sum(vectors, a + k, Math.Min(piece, inner - k), weights + ((nint)k * panel), panel, offsets, sums, k == 0 ? bias : null, v * S.Width, outputs);
                Finish(vectors, sums, result, v * S.Width, outputs, accumulate || k > 0, k + piece >= inner ? floor : float.NegativeInfinity);
            }
        }
    }

    /// <summary>Where vectors of outputs lie in the panels, in bytes; past the last one, where that lies.</summary>
    private static void Locate(int output, int vectors, int panel, int inner, nint* offsets)
    {
        int whole = output < panel ? 0 : output / panel, within = output - (whole * panel);
        nint offset = (((nint)whole * inner * panel) + within) * sizeof(float);
        for (int i = 0; i < Group; i++)
        {
            offsets[i] = offset;
            if (i + 1 >= vectors)
            {
                continue;
            }

            within += S.Width;
            offset += S.Width * sizeof(float);
            if (within == panel)
            {
                within = 0;
                offset += ((nint)inner - 1) * panel * sizeof(float);
            }
        }
    }

    private static void Finish(int vectors, float* sums, float* result, int output, int outputs, bool add, float floor)
    {
        V least = S.Broadcast(floor);
        for (int i = 0; i < vectors; i++, output += S.Width, sums += S.Width)
        {
            int lanes = Math.Min(S.Width, outputs - output);
            V sum = S.Load(sums);
            sum = add ? S.Add(sum, S.LoadFirst(result + output, lanes)) : sum;
            S.StoreFirst(result + output, S.Max(least, sum), lanes);
        }
    }

    /// <summary>The sums of a piece of the reduction and behind them those of the next, of which <paramref name="rest"/> entries exist.</summary>
    private static void Pair(int vectors, float* a, int piece, int rest, float* b, nint step, nint* offsets, float* sums, float* bias, int output, int outputs)
    {
        for (int i = 0; i < vectors; i++)
        {
            V start = bias != null ? S.LoadFirst(bias + output + (i * S.Width), Math.Min(S.Width, outputs - output - (i * S.Width))) : S.Zero;
            S.Store(sums + (i * S.Width), start);
            S.Store(sums + ((vectors + i) * S.Width), S.Zero);
        }

        switch (vectors)
        {
            case 1: Pair<Count1>(a, piece, rest, b, step, offsets, (V*)sums); break;
            case 2: Pair<Count2>(a, piece, rest, b, step, offsets, (V*)sums); break;
            case 3: Pair<Count3>(a, piece, rest, b, step, offsets, (V*)sums); break;
            default: Pair<Count4>(a, piece, rest, b, step, offsets, (V*)sums); break;
        }
    }

    /// <summary>As Sum, for up to four vectors and two pieces at a time; the first piece is the longer one.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Pair<N>(float* a, int piece, int rest, float* b, nint step, nint* offsets, V* sums)
        where N : unmanaged
    {
        nint o0 = offsets[0], o1 = offsets[1], o2 = offsets[2], o3 = offsets[3], far = piece * step * sizeof(float);
        V s0 = sums[0], s1 = s0, s2 = s0, s3 = s0, t0 = sums[sizeof(N)], t1 = t0, t2 = t0, t3 = t0;
        if (sizeof(N) > 1) { (s1, t1) = (sums[1], sums[sizeof(N) + 1]); }
        if (sizeof(N) > 2) { (s2, t2) = (sums[2], sums[sizeof(N) + 2]); }
        if (sizeof(N) > 3) { (s3, t3) = (sums[3], sums[sizeof(N) + 3]); }
        byte* near = (byte*)b;
        float* end = a + rest;
        for (; a < end; a++, near += step * sizeof(float))
        {
            V value = S.Broadcast(*a);
            s0 = S.MultiplyAdd(value, *(V*)(near + o0), s0);
            if (sizeof(N) > 1) { s1 = S.MultiplyAdd(value, *(V*)(near + o1), s1); }
            if (sizeof(N) > 2) { s2 = S.MultiplyAdd(value, *(V*)(near + o2), s2); }
            if (sizeof(N) > 3) { s3 = S.MultiplyAdd(value, *(V*)(near + o3), s3); }
            value = S.Broadcast(a[piece]);
            byte* next = near + far;
            t0 = S.MultiplyAdd(value, *(V*)(next + o0), t0);
            if (sizeof(N) > 1) { t1 = S.MultiplyAdd(value, *(V*)(next + o1), t1); }
            if (sizeof(N) > 2) { t2 = S.MultiplyAdd(value, *(V*)(next + o2), t2); }
            if (sizeof(N) > 3) { t3 = S.MultiplyAdd(value, *(V*)(next + o3), t3); }
        }

        for (end += piece - rest; a < end; a++, near += step * sizeof(float))
        {
            V value = S.Broadcast(*a);
            s0 = S.MultiplyAdd(value, *(V*)(near + o0), s0);
            if (sizeof(N) > 1) { s1 = S.MultiplyAdd(value, *(V*)(near + o1), s1); }
            if (sizeof(N) > 2) { s2 = S.MultiplyAdd(value, *(V*)(near + o2), s2); }
            if (sizeof(N) > 3) { s3 = S.MultiplyAdd(value, *(V*)(near + o3), s3); }
        }

        (sums[0], sums[sizeof(N)]) = (s0, t0);
        if (sizeof(N) > 1) { (sums[1], sums[sizeof(N) + 1]) = (s1, t1); }
        if (sizeof(N) > 2) { (sums[2], sums[sizeof(N) + 2]) = (s2, t2); }
        if (sizeof(N) > 3) { (sums[3], sums[sizeof(N) + 3]) = (s3, t3); }
    }

    private static void Sum(int vectors, float* a, int count, float* b, nint step, nint* offsets, float* sums, float* bias, int output, int outputs)
    {
        for (int i = 0; i < vectors; i++)
        {
            V start = bias != null ? S.LoadFirst(bias + output + (i * S.Width), Math.Min(S.Width, outputs - output - (i * S.Width))) : S.Zero;
            S.Store(sums + (i * S.Width), start);
        }

        switch (vectors)
        {
            case 1: Sum<Count1>(a, count, b, step, offsets, (V*)sums); break;
            case 2: Sum<Count2>(a, count, b, step, offsets, (V*)sums); break;
            case 3: Sum<Count3>(a, count, b, step, offsets, (V*)sums); break;
            case 4: Sum<Count4>(a, count, b, step, offsets, (V*)sums); break;
            case 5: Sum<Count5>(a, count, b, step, offsets, (V*)sums); break;
            case 6: Sum<Count6>(a, count, b, step, offsets, (V*)sums); break;
            case 7: Sum<Count7>(a, count, b, step, offsets, (V*)sums); break;
            default: Sum<Count8>(a, count, b, step, offsets, (V*)sums); break;
        }
    }

    /// <summary>Adds a[k] · b[k] to N vectors, which lie at the offsets (in bytes) of b.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Sum<N>(float* a, int count, float* b, nint step, nint* offsets, V* sums)
        where N : unmanaged
    {
        nint o0 = offsets[0], o1 = offsets[1], o2 = offsets[2], o3 = offsets[3], o4 = offsets[4], o5 = offsets[5], o6 = offsets[6], o7 = offsets[7];
        V s0 = sums[0], s1 = s0, s2 = s0, s3 = s0, s4 = s0, s5 = s0, s6 = s0, s7 = s0;
        if (sizeof(N) > 1) { s1 = sums[1]; }
        if (sizeof(N) > 2) { s2 = sums[2]; }
        if (sizeof(N) > 3) { s3 = sums[3]; }
        if (sizeof(N) > 4) { s4 = sums[4]; }
        if (sizeof(N) > 5) { s5 = sums[5]; }
        if (sizeof(N) > 6) { s6 = sums[6]; }
        if (sizeof(N) > 7) { s7 = sums[7]; }
        byte* from = (byte*)b;
        for (float* end = a + count; a < end; a++, from += step * sizeof(float))
        {
            V value = S.Broadcast(*a);
            s0 = S.MultiplyAdd(value, *(V*)(from + o0), s0);
            if (sizeof(N) > 1) { s1 = S.MultiplyAdd(value, *(V*)(from + o1), s1); }
            if (sizeof(N) > 2) { s2 = S.MultiplyAdd(value, *(V*)(from + o2), s2); }
            if (sizeof(N) > 3) { s3 = S.MultiplyAdd(value, *(V*)(from + o3), s3); }
            if (sizeof(N) > 4) { s4 = S.MultiplyAdd(value, *(V*)(from + o4), s4); }
            if (sizeof(N) > 5) { s5 = S.MultiplyAdd(value, *(V*)(from + o5), s5); }
            if (sizeof(N) > 6) { s6 = S.MultiplyAdd(value, *(V*)(from + o6), s6); }
            if (sizeof(N) > 7) { s7 = S.MultiplyAdd(value, *(V*)(from + o7), s7); }
        }

        sums[0] = s0;
        if (sizeof(N) > 1) { sums[1] = s1; }
        if (sizeof(N) > 2) { sums[2] = s2; }
        if (sizeof(N) > 3) { sums[3] = s3; }
        if (sizeof(N) > 4) { sums[4] = s4; }
        if (sizeof(N) > 5) { sums[5] = s5; }
        if (sizeof(N) > 6) { sums[6] = s6; }
        if (sizeof(N) > 7) { sums[7] = s7; }
    }
}
