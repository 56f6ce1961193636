using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Espalier.Simd;

/// <content>The natural logarithm.</content>
internal static partial class VectorMath
{
    /// <summary>The natural logarithm of one number, by the same polynomial as that of vectors.</summary>
    public static float Log(float x) => Log<Simd128, Vector128<float>>(Vector128.Create(x)).ToScalar();

    /// <summary>
    /// The natural logarithm, within 2 ULP: <c>x = 2^e·(1 + f)</c> with 1 + f between √½ and √2, and the polynomial of
    /// Cephes' logf (Moshier) for ln(1 + f). 0 gives −infinity, numbers below 0 give NaN.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Log<S, V>(V x)
        where S : struct, ISimd<S, V>
        where V : struct
    {
        V one = S.Broadcast(1f);
        V infinity = S.Broadcast(float.PositiveInfinity);

        // Subnormals are scaled by 2^23 first.
        V tiny = S.GreaterThan(S.Broadcast(1.17549435e-38f), x);
        V scaled = S.Select(tiny, S.Multiply(x, S.Broadcast(8388608f)), x);

        // The exponent's eight bits, put below the bits of 2^23, are an integer in floating point.
        V bits = S.And(S.ShiftRightInteger(scaled, 23), S.Broadcast(BitConverter.Int32BitsToSingle(0xFF)));
        V e = S.Subtract(S.Or(bits, S.Broadcast(8388608f)), S.Broadcast(8388608f + 126f));
        e = S.Subtract(e, S.And(tiny, S.Broadcast(23f)));
        V m = S.Or(S.And(scaled, S.Broadcast(BitConverter.Int32BitsToSingle(0x007FFFFF))), S.Broadcast(0.5f));

        V small = S.GreaterThan(S.Broadcast(0.707106781f), m);
        e = S.Subtract(e, S.And(small, one));
        V f = S.Add(S.Subtract(m, one), S.And(small, m));

        V p = S.Broadcast(7.0376836292e-2f);
        p = S.MultiplyAdd(p, f, S.Broadcast(-1.1514610310e-1f));
        p = S.MultiplyAdd(p, f, S.Broadcast(1.1676998740e-1f));
        p = S.MultiplyAdd(p, f, S.Broadcast(-1.2420140846e-1f));
        p = S.MultiplyAdd(p, f, S.Broadcast(1.4249322787e-1f));
        p = S.MultiplyAdd(p, f, S.Broadcast(-1.6668057665e-1f));
        p = S.MultiplyAdd(p, f, S.Broadcast(2.0000714765e-1f));
        p = S.MultiplyAdd(p, f, S.Broadcast(-2.4999993993e-1f));
        p = S.MultiplyAdd(p, f, S.Broadcast(3.3333331174e-1f));

        V square = S.Multiply(f, f);
        V y = S.Multiply(S.Multiply(p, f), square);
        y = S.MultiplyAdd(e, S.Broadcast(-2.12194440e-4f), y);
        y = S.MultiplyAdd(square, S.Broadcast(-0.5f), y);
        y = S.MultiplyAdd(e, S.Broadcast(0.693359375f), S.Add(f, y));

        y = S.Select(S.Equals(x, infinity), infinity, y);
        y = S.Select(S.Equals(x, S.Zero), S.Broadcast(float.NegativeInfinity), y);
        V valid = S.Or(S.GreaterThan(x, S.Zero), S.Equals(x, S.Zero));
        return S.Select(valid, y, S.Broadcast(float.NaN));
    }

    /// <summary>
    /// <c>ln(1 + x)</c> for x from 0, within 3 ULP, relative accuracy near 0 included: the logarithm of the rounded sum, and
    /// what was rounded off as a first-order correction.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V LogOnePlus<S, V>(V x)
        where S : struct, ISimd<S, V>
        where V : struct
    {
        V one = S.Broadcast(1f);
        V sum = S.Add(x, one);
        V lost = S.Subtract(x, S.Subtract(sum, one));
        return S.Add(Log<S, V>(sum), S.Divide(lost, sum));
    }
}
