using System.Runtime.CompilerServices;

namespace Espalier.Simd;

/// <content>The exponential function.</content>
internal static partial class VectorMath
{
    /// <summary>
    /// e to the power of x, within 2 ULP; infinity where a float cannot hold it, and 0 where it is below 1.7e−38, since
    /// subnormal numbers would slow down all that follows. <c>x = n·ln 2 + r</c> with |r| ≤ ln 2 / 2;
    /// <c>e^r = 1 + r + r²·P(r)</c> with the polynomial of Cephes' expf (Moshier); then times 2^n.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Exp<S, V>(V x)
        where S : struct, ISimd<S, V>
        where V : struct
    {
        // Beyond these bounds the result is 0 or infinity; n is between −126 and 128.
        x = S.Max(S.Broadcast(-87.5f), S.Min(S.Broadcast(89f), x));
        V p = S.Add(ReducedExpMinusOne<S, V>(x, out V n), S.Broadcast(1f));

        // 2^(n − 1) times twice the rest: n may be 128. For −126 the power is 0.
        return S.Multiply(S.Add(p, p), S.PowerOfTwo(S.Subtract(n, S.Broadcast(1f))));
    }

    /// <summary>
    /// <c>e^x − 1</c> up to 88, within 3 ULP, relative accuracy near 0 included: <c>2^n · (e^r − 1) + (2^n − 1)</c>.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V ExpMinusOne<S, V>(V x)
        where S : struct, ISimd<S, V>
        where V : struct
    {
        x = S.Max(S.Broadcast(-87f), S.Min(S.Broadcast(88f), x));
        V p = ReducedExpMinusOne<S, V>(x, out V n);
        V power = S.PowerOfTwo(n);
        return S.MultiplyAdd(p, power, S.Subtract(power, S.Broadcast(1f)));
    }

    /// <summary><c>e^r − 1</c>, where <c>x = n·ln 2 + r</c>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V ReducedExpMinusOne<S, V>(V x, out V n)
        where S : struct, ISimd<S, V>
        where V : struct
    {
        // ln 2 in two pieces: the first has so few bits that n times it is exact without a fused multiply-add, too.
        n = S.RoundToNearest(S.Multiply(x, S.Broadcast(1.44269504f)));
        V r = S.MultiplyAdd(n, S.Broadcast(-0.693359375f), x);
        r = S.MultiplyAdd(n, S.Broadcast(2.12194440e-4f), r);

        // Pairs of terms side by side: half as long a chain as one after the other.
        V square = S.Multiply(r, r);
        V high = S.MultiplyAdd(S.Broadcast(1.9875691500e-4f), r, S.Broadcast(1.3981999507e-3f));
        V middle = S.MultiplyAdd(S.Broadcast(8.3334519073e-3f), r, S.Broadcast(4.1665795894e-2f));
        V low = S.MultiplyAdd(S.Broadcast(1.6666665459e-1f), r, S.Broadcast(5.0000001201e-1f));
        V p = S.MultiplyAdd(S.MultiplyAdd(high, square, middle), square, low);
        return S.MultiplyAdd(p, square, r);
    }
}
