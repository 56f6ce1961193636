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
        V e = Exp<S, V>(S.Or(x, S.Broadcast(-0f)));
        return S.Divide(S.Select(S.GreaterThan(S.Zero, x), e, one), S.Add(one, e));
    }
}
