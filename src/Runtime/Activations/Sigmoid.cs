using System.Runtime.CompilerServices;
using Espalier.Simd;

namespace Espalier.Kernels;

/// <summary>The logistic function, <c>1 / (1 + e^−x)</c>.</summary>
public static class Sigmoid
{
    /// <summary><c>y = 1 / (1 + e^−x)</c>, within 3 ULP. The output may be the input.</summary>
    /// <param name="part">The share of this worker.</param>
    /// <param name="count">Samples.</param>
    /// <param name="input">count·length floats.</param>
    /// <param name="output">count·length floats.</param>
    /// <param name="length">Floats in a sample.</param>
    public static void Forward(in Part part, int count, ReadOnlySpan<float> input, Span<float> output, int length) =>
        UnaryLoop<Function>.Run(part, count * length, input, output);

    /// <summary><c>dx = dy · y · (1 − y)</c>. <c>dInput</c> may be <c>dOutput</c>.</summary>
    /// <param name="part">The share of this worker.</param>
    /// <param name="count">Samples.</param>
    /// <param name="output">What forward gave: count·length floats.</param>
    /// <param name="dOutput">The gradient of the output: count·length floats.</param>
    /// <param name="dInput">Receives the gradient of the input: count·length floats.</param>
    /// <param name="length">Floats in a sample.</param>
    /// <param name="accumulate">Whether to add to <paramref name="dInput"/> instead of overwriting it.</param>
    public static void Backward(in Part part, int count, ReadOnlySpan<float> output, ReadOnlySpan<float> dOutput, Span<float> dInput, int length, bool accumulate = false) =>
        BinaryLoop.Run<Gradient>(part, count * length, output, dOutput, dInput, accumulate: accumulate);

    private readonly struct Function : IUnaryOperator
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public V Apply<S, V>(V x)
            where S : struct, ISimd<S, V>
            where V : struct => VectorMath.Sigmoid<S, V>(x);
    }

    private readonly struct Gradient : IBinaryOperator
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public V Apply<S, V>(V y, V dy)
            where S : struct, ISimd<S, V>
            where V : struct => S.Multiply(dy, S.Multiply(y, S.Subtract(S.Broadcast(1f), y)));
    }
}
