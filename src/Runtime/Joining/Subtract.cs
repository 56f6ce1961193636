using System.Runtime.CompilerServices;
using Espalier.Simd;

namespace Espalier.Kernels;

/// <summary>The difference of two tensors of one shape. The gradient of the left side is that of the output.</summary>
public static class Subtract
{
    /// <summary><c>output = left − right</c>. The output may be one of the inputs.</summary>
    /// <param name="part">The share of this worker.</param>
    /// <param name="count">Samples.</param>
    /// <param name="left">count·length floats.</param>
    /// <param name="right">count·length floats.</param>
    /// <param name="output">count·length floats.</param>
    /// <param name="length">Floats in a sample.</param>
    public static void Forward(in Part part, int count, ReadOnlySpan<float> left, ReadOnlySpan<float> right, Span<float> output, int length) =>
        BinaryLoop.Run<Difference>(part, count * length, left, right, output);

    /// <summary><c>dRight = −dOutput</c>.</summary>
    /// <param name="part">The share of this worker.</param>
    /// <param name="count">Samples.</param>
    /// <param name="dOutput">The gradient of the output: count·length floats.</param>
    /// <param name="dRight">Receives the gradient of the right side: count·length floats.</param>
    /// <param name="length">Floats in a sample.</param>
    /// <param name="accumulate">Whether to add to <paramref name="dRight"/> instead of overwriting it.</param>
    public static void BackwardRight(in Part part, int count, ReadOnlySpan<float> dOutput, Span<float> dRight, int length, bool accumulate = false) =>
        BinaryLoop.Run<Negation>(part, count * length, dOutput, dOutput, dRight, accumulate: accumulate);

    private readonly struct Difference : IBinaryOperator
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public V Apply<S, V>(V left, V right)
            where S : struct, ISimd<S, V>
            where V : struct => S.Subtract(left, right);
    }

    private readonly struct Negation : IBinaryOperator
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public V Apply<S, V>(V left, V right)
            where S : struct, ISimd<S, V>
            where V : struct => S.Xor(left, S.Broadcast(-0f));
    }
}
