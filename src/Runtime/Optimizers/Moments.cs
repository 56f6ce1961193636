using System.Runtime.CompilerServices;
using Espalier.Simd;

namespace Espalier;

/// <summary>The running means that several optimizers keep, and their corrections.</summary>
internal static class Moments
{
    // Far below what reaches a value: a mean of that size moves it by less than 1e-21, a root adds less than 1e-17 to an
    // epsilon. The smallest floats, which a mean would decay to, are slow.
    private const float LeastMean = 1e-30f;
    private const float LeastGradient = 1e-18f;
    private const float LeastSquare = 1e-36f;

    /// <summary>0.999f taken for 0.999, so that one minus it is exact.</summary>
    public static double Exact(float setting) => (double)(decimal)setting;

    /// <summary>A power by squaring, the same digits on every machine.</summary>
    public static double Power(double x, long exponent)
    {
        double power = 1;
        for (; exponent > 0; exponent >>= 1, x *= x)
        {
            if ((exponent & 1) != 0)
            {
                power *= x;
            }
        }

        return power;
    }

    /// <summary><c>mean + share · (gradient − mean)</c>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Mean<S, V>(V mean, V gradient, float share)
        where S : struct, ISimd<S, V>
        where V : struct => FlushMean<S, V>(S.MultiplyAdd(S.Subtract(gradient, mean), S.Broadcast(share), mean));

    /// <summary><c>kept · square + share · gradient²</c>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Square<S, V>(V square, V gradient, float kept, float share)
        where S : struct, ISimd<S, V>
        where V : struct
    {
        gradient = VectorMath.Flush<S, V>(gradient, S.Broadcast(LeastGradient));
        V sum = S.MultiplyAdd(S.Multiply(gradient, gradient), S.Broadcast(share), S.Multiply(square, S.Broadcast(kept)));
        return VectorMath.Flush<S, V>(sum, S.Broadcast(LeastSquare));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V FlushMean<S, V>(V mean)
        where S : struct, ISimd<S, V>
        where V : struct => VectorMath.Flush<S, V>(mean, S.Broadcast(LeastMean));
}
