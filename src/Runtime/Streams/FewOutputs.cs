using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Espalier.Simd;

namespace Espalier.Streams;

/// <summary>
/// A row times the weights of up to four outputs, which are the first of their panel: the least of vectors, and results
/// stored one by one, since a masked store costs some processors as much as all the sums.
/// </summary>
internal static unsafe class FewOutputs
{
    /// <summary><c>result = max(floor, weights · a + bias)</c>, the weights of an input <paramref name="panel"/> floats from those of the one before.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Run(float* a, float* weights, float* bias, float* result, int inputs, int outputs, float floor, int panel)
    {
        Vector128<float> s0 = default, s1 = default, s2 = default, s3 = default;
        for (; inputs >= 4; inputs -= 4, a += 4, weights += 4 * (nint)panel)
        {
            s0 = Simd128.MultiplyAdd(Vector128.Create(a[0]), *(Vector128<float>*)weights, s0);
            s1 = Simd128.MultiplyAdd(Vector128.Create(a[1]), *(Vector128<float>*)(weights + panel), s1);
            s2 = Simd128.MultiplyAdd(Vector128.Create(a[2]), *(Vector128<float>*)(weights + (2 * panel)), s2);
            s3 = Simd128.MultiplyAdd(Vector128.Create(a[3]), *(Vector128<float>*)(weights + (3 * panel)), s3);
        }

        for (; inputs > 0; inputs--, a++, weights += panel)
        {
            s0 = Simd128.MultiplyAdd(Vector128.Create(*a), *(Vector128<float>*)weights, s0);
        }

        s0 = (s0 + s1) + (s2 + s3);
        result[0] = Finish(s0.ToScalar(), bias, 0, floor);
        if (outputs > 1) { result[1] = Finish(s0.GetElement(1), bias, 1, floor); }
        if (outputs > 2) { result[2] = Finish(s0.GetElement(2), bias, 2, floor); }
        if (outputs > 3) { result[3] = Finish(s0.GetElement(3), bias, 3, floor); }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static float Finish(float sum, float* bias, int output, float floor)
    {
        sum = bias == null ? sum : sum + bias[output];
        return sum < floor ? floor : sum;
    }
}
