using System.Runtime.CompilerServices;
using Espalier.Simd;

namespace Espalier.Kernels;

/// <summary>A smooth rectifier, <c>ln(1 + e^(beta · x)) / beta</c>.</summary>
public static class Softplus
{
    /// <summary><c>y = ln(1 + e^(beta · x)) / beta</c>, and x itself where beta · x is above the threshold. The output may be the input.</summary>
    /// <param name="part">The share of this worker.</param>
    /// <param name="count">Samples.</param>
    /// <param name="input">count·length floats.</param>
    /// <param name="output">count·length floats.</param>
    /// <param name="length">Floats in a sample.</param>
    /// <param name="beta">The sharpness of the bend; above 0.</param>
    /// <param name="threshold">Where the curve is taken to be its asymptote.</param>
    public static void Forward(in Part part, int count, ReadOnlySpan<float> input, Span<float> output, int length, float beta, float threshold) =>
        UnaryLoop<Function>.Run(part, count * length, input, output, new Function(beta, threshold));

    /// <summary><c>dx = dy / (1 + e^(−beta · x))</c>, and dy where beta · x is above the threshold. <c>dInput</c> may be <c>dOutput</c>.</summary>
    /// <param name="part">The share of this worker.</param>
    /// <param name="count">Samples.</param>
    /// <param name="input">What forward read: count·length floats.</param>
    /// <param name="dOutput">The gradient of the output: count·length floats.</param>
    /// <param name="dInput">Receives the gradient of the input: count·length floats.</param>
    /// <param name="length">Floats in a sample.</param>
    /// <param name="beta">As in forward.</param>
    /// <param name="threshold">As in forward.</param>
    /// <param name="accumulate">Whether to add to <paramref name="dInput"/> instead of overwriting it.</param>
    public static void Backward(in Part part, int count, ReadOnlySpan<float> input, ReadOnlySpan<float> dOutput, Span<float> dInput, int length, float beta, float threshold, bool accumulate = false) =>
        BinaryLoop.Run(part, count * length, input, dOutput, dInput, new Gradient(beta, threshold), accumulate: accumulate);

    private readonly struct Function(float beta, float threshold) : IUnaryOperator
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public V Apply<S, V>(V x)
            where S : struct, ISimd<S, V>
            where V : struct
        {
            V z = S.Multiply(x, S.Broadcast(beta));
            V e = VectorMath.Exp<S, V>(S.Or(z, S.Broadcast(-0f)));
            V y = S.Divide(S.Add(S.Max(S.Zero, z), VectorMath.LogOnePlus<S, V>(e)), S.Broadcast(beta));
            return S.Select(S.GreaterThan(z, S.Broadcast(threshold)), x, y);
        }
    }

    private readonly struct Gradient(float beta, float threshold) : IBinaryOperator
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public V Apply<S, V>(V x, V dy)
            where S : struct, ISimd<S, V>
            where V : struct
        {
            V z = S.Multiply(x, S.Broadcast(beta));
            return S.Select(S.GreaterThan(z, S.Broadcast(threshold)), dy, S.Multiply(dy, VectorMath.Sigmoid<S, V>(z)));
        }
    }
}
