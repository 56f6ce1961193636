using System.Runtime.CompilerServices;
using Espalier.Simd;

namespace Espalier.Kernels;

/// <summary>What the softmax and its loss share: a pass over one row of scores.</summary>
internal static unsafe class ScoreRows
{
    /// <summary>
    /// <c>e^(x − max)</c> of a row that fits a vector, which then never goes through memory; 0 in the lanes beyond it.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V ExpOfShortRow<S, V>(float* row, V lanes, out float max, out float sum)
        where S : struct, ISimd<S, V>
        where V : struct
    {
        V x = S.LoadMasked(row, lanes);
        max = S.MaxAcross(S.Select(lanes, x, S.Broadcast(float.NegativeInfinity)));
        V e = S.And(lanes, VectorMath.Exp<S, V>(S.Subtract(x, S.Broadcast(max))));
        sum = S.Sum(e);
        return e;
    }

    /// <summary>The greatest of <paramref name="length"/> floats.</summary>
    public static float Max<S, V>(float* row, int length)
        where S : struct, ISimd<S, V>
        where V : struct
    {
        V max = S.Broadcast(float.NegativeInfinity);
        int i = 0;
        for (; i <= length - S.Width; i += S.Width)
        {
            max = S.Max(max, S.Load(row + i));
        }

        if (i < length)
        {
            V rest = S.Select(S.FirstLanes(length - i), S.LoadFirst(row + i, length - i), S.Broadcast(float.NegativeInfinity));
            max = S.Max(max, rest);
        }

        return S.MaxAcross(max);
    }

    /// <summary>Writes <c>e^(row[i] − offset)</c> and returns the sum. The output may be the row.</summary>
    public static float Exp<S, V>(float* row, float offset, float* output, int length)
        where S : struct, ISimd<S, V>
        where V : struct
    {
        V shift = S.Broadcast(offset);
        V sum = S.Zero;
        int i = 0;
        for (; i <= length - S.Width; i += S.Width)
        {
            V e = VectorMath.Exp<S, V>(S.Subtract(S.Load(row + i), shift));
            S.Store(output + i, e);
            sum = S.Add(sum, e);
        }

        if (i < length)
        {
            V e = VectorMath.Exp<S, V>(S.Subtract(S.LoadFirst(row + i, length - i), shift));
            S.StoreFirst(output + i, e, length - i);
            sum = S.Add(sum, S.And(S.FirstLanes(length - i), e));
        }

        return S.Sum(sum);
    }

    /// <summary><c>row /= divisor</c>.</summary>
    public static void Divide<S, V>(float* row, float divisor, int length)
        where S : struct, ISimd<S, V>
        where V : struct
    {
        V by = S.Broadcast(divisor);
        int i = 0;
        for (; i <= length - S.Width; i += S.Width)
        {
            S.Store(row + i, S.Divide(S.Load(row + i), by));
        }

        if (i < length)
        {
            S.StoreFirst(row + i, S.Divide(S.LoadFirst(row + i, length - i), by), length - i);
        }
    }
}
