using System.Runtime.CompilerServices;

namespace Espalier.Simd;

/// <content>The logistic function.</content>
internal static partial class VectorMath
{
    /// <summary>
    /// <c>1 / (1 + e^−x)</c>, within 3 ULP. Below 0 it is computed as <c>e^x / (1 + e^x)</c>, which keeps its relative
    /// accuracy down to 1.7e−38; what is smaller is 0.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Sigmoid<S, V>(V x)
        where S : struct, ISimd<S, V>
        where V : struct
    {
        V one = S.Broadcast(1f);
        V rest = ReducedExpMinusOne<S, V>(S.Max(S.Broadcast(-87.5f), S.Or(x, S.Broadcast(-0f))), out V n);

        // e^−|x|, where 2^n is twice the half: 0 for −126, as in Exp.
        V half = S.PowerOfTwo(S.Subtract(n, one)), power = S.Add(half, half);
        V e = S.MultiplyAdd(rest, power, power);
        return S.Divide(S.Select(S.GreaterThan(S.Zero, x), e, one), S.Add(one, e));
    }
}
