using System.Runtime.CompilerServices;

namespace Espalier.Simd;

/// <summary>
/// Transcendental functions on vectors, by polynomials, so that every platform and every lane gives the same digits.
/// Each function is a file. NaN stays NaN.
/// </summary>
internal static partial class VectorMath
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Absolute<S, V>(V x)
        where S : struct, ISimd<S, V>
        where V : struct => S.And(x, S.Broadcast(BitConverter.Int32BitsToSingle(0x7FFFFFFF)));

    /// <summary>
    /// Zero where <paramref name="x"/> is closer to zero than <paramref name="least"/>: arithmetic on the smallest floats
    /// takes a processor a hundred times as long, and what decays geometrically ends among them.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Flush<S, V>(V x, V least)
        where S : struct, ISimd<S, V>
        where V : struct => S.Select(S.GreaterThan(least, Absolute<S, V>(x)), S.Zero, x);
}
