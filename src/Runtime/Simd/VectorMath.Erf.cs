using System.Runtime.CompilerServices;

namespace Espalier.Simd;

/// <content>The error function.</content>
internal static partial class VectorMath
{
    /// <summary>
    /// The error function, <c>2/√π · ∫ e^(−t²) dt</c> from 0 to x, within 2 ULP, relative accuracy near 0 included: an odd
    /// polynomial below 0.93, beyond it <c>1 − e^P(|x|)</c>. (The polynomials are N. Juffa's.)
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Erf<S, V>(V x)
        where S : struct, ISimd<S, V>
        where V : struct
    {
        V t = Absolute<S, V>(x);
        V square = S.Multiply(x, x);

        V near = S.Broadcast(-5.96761703e-4f);
        near = S.MultiplyAdd(near, square, S.Broadcast(4.99119423e-3f));
        near = S.MultiplyAdd(near, square, S.Broadcast(-2.67681349e-2f));
        near = S.MultiplyAdd(near, square, S.Broadcast(1.12819925e-1f));
        near = S.MultiplyAdd(near, square, S.Broadcast(-3.76125336e-1f));
        near = S.MultiplyAdd(near, square, S.Broadcast(1.28379166e-1f));
        near = S.MultiplyAdd(near, x, x);

        // From 4 on the result is ±1, and the polynomial would turn up again.
        t = S.Min(S.Broadcast(4f), t);
        V squareOfT = S.Multiply(t, t);
        V high = S.MultiplyAdd(S.Broadcast(-1.72853470e-5f), t, S.Broadcast(3.83197126e-4f));
        V low = S.MultiplyAdd(S.Broadcast(-3.88396438e-3f), t, S.Broadcast(2.42546219e-2f));
        V far = S.MultiplyAdd(high, squareOfT, low);
        far = S.MultiplyAdd(far, t, S.Broadcast(-1.06777877e-1f));
        far = S.MultiplyAdd(far, t, S.Broadcast(-6.34846687e-1f));
        far = S.MultiplyAdd(far, t, S.Broadcast(-1.28717512e-1f));
        far = S.Subtract(S.Multiply(far, t), t);
        far = S.Subtract(S.Broadcast(1f), Exp<S, V>(far));
        far = S.Or(far, S.And(x, S.Broadcast(-0f)));

        return S.Select(S.GreaterThan(Absolute<S, V>(x), S.Broadcast(0.927734375f)), far, near);
    }
}
