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
}
