using System.Runtime.CompilerServices;

namespace Espalier.Simd;

/// <content>The hyperbolic tangent.</content>
internal static partial class VectorMath
{
    /// <summary>
    /// The hyperbolic tangent, relative accuracy near 0 included: within 5 ULP where multiply and add are fused, else 6.
    /// An odd rational function of degrees 9 and 8 (the coefficients of XNNPACK); beyond ±9 the result is ±1.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Tanh<S, V>(V x)
        where S : struct, ISimd<S, V>
        where V : struct
    {
        V clamped = S.Max(S.Broadcast(-9f), S.Min(S.Broadcast(9f), x));
        V square = S.Multiply(clamped, clamped);

        // Pairs of terms side by side, as in Exp.
        V fourth = S.Multiply(square, square);
        V high = S.MultiplyAdd(S.Broadcast(1.394553628e-8f), square, S.Broadcast(2.102733560e-5f));
        V low = S.MultiplyAdd(S.Broadcast(3.520756727e-3f), square, S.Broadcast(1.340216100e-1f));
        V p = S.MultiplyAdd(S.MultiplyAdd(high, fourth, low), square, S.Broadcast(1f));
        p = S.Multiply(p, clamped);

        high = S.MultiplyAdd(S.Broadcast(8.015776984e-7f), square, S.Broadcast(3.326951409e-4f));
        low = S.MultiplyAdd(S.Broadcast(2.597254514e-2f), square, S.Broadcast(4.673548340e-1f));
        V q = S.MultiplyAdd(S.MultiplyAdd(high, fourth, low), square, S.Broadcast(1f));

        V y = S.Divide(p, q);
        y = S.Max(S.Broadcast(-1f), S.Min(S.Broadcast(1f), y));
        return S.Select(S.GreaterThan(S.Broadcast(4e-4f), Absolute<S, V>(x)), x, y);
    }
}
