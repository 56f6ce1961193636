using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Espalier.Simd;

namespace Espalier.Streams;

/// <summary>Writes a row of a stream's state: what is below 1e-30 becomes zero, so that silence costs what sound costs.</summary>
internal static unsafe class StateRow
{
    /// <summary>Numbers of a state closer to zero than this become zero.</summary>
    public const float Least = 1e-30f;

    /// <summary>Writes a row to two places, each as long as the row.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Write(ReadOnlySpan<float> row, Span<float> first, Span<float> second)
    {
        if (row.Length == 1)
        {
            float value = row[0];
            first[0] = second[0] = MathF.Abs(value) < Least ? 0 : value;
            return;
        }

        fixed (float* source = row, one = first, two = second)
        {
            if (Vector512.IsHardwareAccelerated)
            {
                Write<Simd512, Vector512<float>>(source, one, two, row.Length);
            }
            else if (Vector256.IsHardwareAccelerated)
            {
                Write<Simd256, Vector256<float>>(source, one, two, row.Length);
            }
            else
            {
                Write<Simd128, Vector128<float>>(source, one, two, row.Length);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Write<S, V>(float* source, float* first, float* second, int length)
        where S : struct, ISimd<S, V>
        where V : struct
    {
        V least = S.Broadcast(Least);
        int i = 0;
        for (; i <= length - S.Width; i += S.Width)
        {
            V value = VectorMath.Flush<S, V>(S.Load(source + i), least);
            S.Store(first + i, value);
            S.Store(second + i, value);
        }

        if (i < length)
        {
            V mask = S.FirstLanes(length - i);
            V value = VectorMath.Flush<S, V>(S.LoadMasked(source + i, mask), least);
            S.StoreMasked(first + i, value, mask);
            S.StoreMasked(second + i, value, mask);
        }
    }
}
