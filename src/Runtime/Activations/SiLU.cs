using System.Runtime.CompilerServices;
using Espalier.Simd;

namespace Espalier.Kernels;

/// <summary>The sigmoid linear unit, also called swish: <c>x · σ(x)</c>.</summary>
public static class SiLU
{
    /// <summary><c>y = x / (1 + e^−x)</c>. The output may be the input.</summary>
    /// <param name="part">The share of this worker.</param>
    /// <param name="count">Samples.</param>
    /// <param name="input">count·length floats.</param>
    /// <param name="output">count·length floats.</param>
    /// <param name="length">Floats in a sample.</param>
    public static void Forward(in Part part, int count, ReadOnlySpan<float> input, Span<float> output, int length) =>
        UnaryLoop<Function>.Run(part, count * length, input, output);

    /// <summary><c>dx = dy · σ · (1 + x · (1 − σ))</c> with σ = 1 / (1 + e^−x). <c>dInput</c> may be <c>dOutput</c>.</summary>
    /// <param name="part">The share of this worker.</param>
    /// <param name="count">Samples.</param>
    /// <param name="input">What forward read: count·length floats.</param>
    /// <param name="dOutput">The gradient of the output: count·length floats.</param>
    /// <param name="dInput">Receives the gradient of the input: count·length floats.</param>
    /// <param name="length">Floats in a sample.</param>
    /// <param name="accumulate">Whether to add to <paramref name="dInput"/> instead of overwriting it.</param>
    public static void Backward(in Part part, int count, ReadOnlySpan<float> input, ReadOnlySpan<float> dOutput, Span<float> dInput, int length, bool accumulate = false) =>
        BinaryLoop.Run<Gradient>(part, count * length, input, dOutput, dInput, accumulate: accumulate);

    private readonly struct Function : IUnaryOperator
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public V Apply<S, V>(V x)
            where S : struct, ISimd<S, V>
            where V : struct => S.Multiply(x, VectorMath.Sigmoid<S, V>(x));
    }

    private readonly struct Gradient : IBinaryOperator
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public V Apply<S, V>(V x, V dy)
            where S : struct, ISimd<S, V>
            where V : struct
        {
            V one = S.Broadcast(1f);
            V sigma = VectorMath.Sigmoid<S, V>(x);
            V slope = S.Multiply(sigma, S.MultiplyAdd(x, S.Subtract(one, sigma), one));
            return S.Multiply(dy, slope);
        }
    }
}
