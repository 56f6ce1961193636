using Espalier.Simd;

namespace Espalier.Kernels;

/// <summary>Sums over numbers that lie one after the other, always in the same order.</summary>
internal static unsafe class RowSums
{
    /// <summary>Σ x.</summary>
    public static float Sum<S, V>(float* x, int length)
        where S : struct, ISimd<S, V>
        where V : struct
    {
        V a = S.Zero, b = S.Zero, c = S.Zero, d = S.Zero;
        int i = 0;
        for (; i <= length - (4 * S.Width); i += 4 * S.Width)
        {
            a = S.Add(a, S.Load(x + i));
            b = S.Add(b, S.Load(x + i + S.Width));
            c = S.Add(c, S.Load(x + i + (2 * S.Width)));
            d = S.Add(d, S.Load(x + i + (3 * S.Width)));
        }

        for (; i < length; i += S.Width)
        {
            a = S.Add(a, S.LoadFirst(x + i, Math.Min(S.Width, length - i)));
        }

        return S.Sum(S.Add(S.Add(a, b), S.Add(c, d)));
    }

    /// <summary>Σ x·y.</summary>
    public static float Dot<S, V>(float* x, float* y, int length)
        where S : struct, ISimd<S, V>
        where V : struct
    {
        V a = S.Zero, b = S.Zero;
        int i = 0;
        for (; i <= length - (2 * S.Width); i += 2 * S.Width)
        {
            a = S.MultiplyAdd(S.Load(x + i), S.Load(y + i), a);
            b = S.MultiplyAdd(S.Load(x + i + S.Width), S.Load(y + i + S.Width), b);
        }

        for (; i < length; i += S.Width)
        {
            int lanes = Math.Min(S.Width, length - i);
            a = S.MultiplyAdd(S.LoadFirst(x + i, lanes), S.LoadFirst(y + i, lanes), a);
        }

        return S.Sum(S.Add(a, b));
    }

    /// <summary>Σ d and Σ d² of the differences d = x − pivot.</summary>
    public static (float Sum, float Squares) Differences<S, V>(float* x, int length, float pivot)
        where S : struct, ISimd<S, V>
        where V : struct
    {
        V p = S.Broadcast(pivot);
        V sum0 = S.Zero, sum1 = S.Zero, squares0 = S.Zero, squares1 = S.Zero;
        int i = 0;
        for (; i <= length - (2 * S.Width); i += 2 * S.Width)
        {
            V d = S.Subtract(S.Load(x + i), p);
            sum0 = S.Add(sum0, d);
            squares0 = S.MultiplyAdd(d, d, squares0);
            d = S.Subtract(S.Load(x + i + S.Width), p);
            sum1 = S.Add(sum1, d);
            squares1 = S.MultiplyAdd(d, d, squares1);
        }

        for (; i < length; i += S.Width)
        {
            int lanes = Math.Min(S.Width, length - i);
            V d = S.And(S.FirstLanes(lanes), S.Subtract(S.LoadFirst(x + i, lanes), p));
            sum0 = S.Add(sum0, d);
            squares0 = S.MultiplyAdd(d, d, squares0);
        }

        return (S.Sum(S.Add(sum0, sum1)), S.Sum(S.Add(squares0, squares1)));
    }

    /// <summary>
    /// The mean and the sum of the squared differences from it. The mean is found first, so that a large one costs no
    /// digits; what its rounding left over is taken out of both.
    /// </summary>
    public static (float Mean, float Squares) Moments<S, V>(float* x, int length)
        where S : struct, ISimd<S, V>
        where V : struct
    {
        float pivot = Sum<S, V>(x, length) / length;
        (float sum, float squares) = Differences<S, V>(x, length, pivot);
        float error = sum / length;
        return (pivot + error, MathF.Max(0, squares - (sum * error)));
    }
}
