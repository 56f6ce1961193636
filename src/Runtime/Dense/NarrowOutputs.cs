using System.Diagnostics;
using System.Runtime.CompilerServices;
using Espalier.Simd;

namespace Espalier.Tiles;

/// <summary>
/// Dense layers with no more outputs than a vector holds and few inputs, such as the last one of a classifier: four sums for
/// each output, of every fourth input, since a single row would wait for one addition after the other. A sample's bits do
/// not depend on how many come with it.
/// </summary>
internal static unsafe class NarrowOutputs<S, V>
    where S : struct, ISimd<S, V>
    where V : unmanaged
{
    /// <summary><c>result = max(floor, weights · input + bias)</c> for this worker's rows; weights lie in a panel.</summary>
    public static void Run(in Part part, int rows, float* input, float* weights, float* bias, float* result, int inputs, int outputs, float floor)
    {
        Debug.Assert(outputs <= S.Width, "The outputs are one vector.");
        (int first, int end) = part.Range(rows);
        int most = TileSize.MaxHeightOfNarrow(S.HasManyRegisters);
        for (int height; first < end; first += height)
        {
            height = Math.Min(most, end - first);
            float* a = input + ((nint)first * inputs), to = result + ((nint)first * outputs);
            switch (height)
            {
                case 1: Tile<Count1>(a, weights, bias, to, inputs, outputs, floor); break;
                case 2: Tile<Count2>(a, weights, bias, to, inputs, outputs, floor); break;
                case 3: Tile<Count3>(a, weights, bias, to, inputs, outputs, floor); break;
                case 4: Tile<Count4>(a, weights, bias, to, inputs, outputs, floor); break;
                case 5: Tile<Count5>(a, weights, bias, to, inputs, outputs, floor); break;
                default: Tile<Count6>(a, weights, bias, to, inputs, outputs, floor); break;
            }
        }
    }

    /// <summary>R rows. Sums are locals, since the JIT keeps no array in registers.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Tile<R>(float* a, float* weights, float* bias, float* result, int inputs, int outputs, float floor)
        where R : unmanaged
    {
        V mask = S.FirstLanes(outputs), start = bias == null ? S.Zero : S.LoadMasked(bias, mask), zero = S.Zero;
        V p0 = start, p1 = zero, p2 = zero, p3 = zero, q0 = start, q1 = zero, q2 = zero, q3 = zero;
        V r0 = start, r1 = zero, r2 = zero, r3 = zero, s0 = start, s1 = zero, s2 = zero, s3 = zero;
        V t0 = start, t1 = zero, t2 = zero, t3 = zero, u0 = start, u1 = zero, u2 = zero, u3 = zero;
        nint panel = Panels.Width(outputs);
        float* w = weights, x = a, end = a + (inputs & ~3);
        for (; x < end; x += 4, w += 4 * panel)
        {
            V b0 = *(V*)w, b1 = *(V*)(w + panel), b2 = *(V*)(w + (2 * panel)), b3 = *(V*)(w + (3 * panel));
            Step(x, b0, b1, b2, b3, ref p0, ref p1, ref p2, ref p3);
            if (sizeof(R) > 1) { Step(x + inputs, b0, b1, b2, b3, ref q0, ref q1, ref q2, ref q3); }
            if (sizeof(R) > 2) { Step(x + (2 * (nint)inputs), b0, b1, b2, b3, ref r0, ref r1, ref r2, ref r3); }
            if (sizeof(R) > 3) { Step(x + (3 * (nint)inputs), b0, b1, b2, b3, ref s0, ref s1, ref s2, ref s3); }
            if (sizeof(R) > 4) { Step(x + (4 * (nint)inputs), b0, b1, b2, b3, ref t0, ref t1, ref t2, ref t3); }
            if (sizeof(R) > 5) { Step(x + (5 * (nint)inputs), b0, b1, b2, b3, ref u0, ref u1, ref u2, ref u3); }
        }

        int left = inputs & 3;
        V least = S.Broadcast(floor);
        Finish(x, w, panel, left, p0, p1, p2, p3, least, result, mask);
        if (sizeof(R) > 1) { Finish(x + inputs, w, panel, left, q0, q1, q2, q3, least, result + outputs, mask); }
        if (sizeof(R) > 2) { Finish(x + (2 * (nint)inputs), w, panel, left, r0, r1, r2, r3, least, result + (2 * (nint)outputs), mask); }
        if (sizeof(R) > 3) { Finish(x + (3 * (nint)inputs), w, panel, left, s0, s1, s2, s3, least, result + (3 * (nint)outputs), mask); }
        if (sizeof(R) > 4) { Finish(x + (4 * (nint)inputs), w, panel, left, t0, t1, t2, t3, least, result + (4 * (nint)outputs), mask); }
        if (sizeof(R) > 5) { Finish(x + (5 * (nint)inputs), w, panel, left, u0, u1, u2, u3, least, result + (5 * (nint)outputs), mask); }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Step(float* x, V b0, V b1, V b2, V b3, ref V c0, ref V c1, ref V c2, ref V c3)
    {
        c0 = S.MultiplyAdd(S.Broadcast(x[0]), b0, c0);
        c1 = S.MultiplyAdd(S.Broadcast(x[1]), b1, c1);
        c2 = S.MultiplyAdd(S.Broadcast(x[2]), b2, c2);
        c3 = S.MultiplyAdd(S.Broadcast(x[3]), b3, c3);
    }

    /// <summary>Takes up to three inputs that are left, adds the sums up and stores them.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Finish(float* x, float* w, nint panel, int left, V c0, V c1, V c2, V c3, V least, float* result, V mask)
    {
        if (left > 0) { c0 = S.MultiplyAdd(S.Broadcast(x[0]), *(V*)w, c0); }
        if (left > 1) { c1 = S.MultiplyAdd(S.Broadcast(x[1]), *(V*)(w + panel), c1); }
        if (left > 2) { c2 = S.MultiplyAdd(S.Broadcast(x[2]), *(V*)(w + (2 * panel)), c2); }
        S.StoreMasked(result, S.Max(least, S.Add(S.Add(c0, c1), S.Add(c2, c3))), mask);
    }
}
