using System.Runtime.CompilerServices;
using Espalier.Simd;

namespace Espalier.Kernels;

/// <summary>The leaky rectifier: x above 0, <c>slope · x</c> elsewhere.</summary>
public static class LeakyReLU
{
    /// <summary><c>y = x</c> where x is above 0, else <c>slope · x</c>. The output may be the input.</summary>
    /// <param name="part">The share of this worker.</param>
    /// <param name="count">Samples.</param>
    /// <param name="input">count·length floats.</param>
    /// <param name="output">count·length floats.</param>
    /// <param name="length">Floats in a sample.</param>
    /// <param name="slope">The factor below 0; at least 0.</param>
    public static void Forward(in Part part, int count, ReadOnlySpan<float> input, Span<float> output, int length, float slope) =>
        UnaryLoop<Function>.Run(part, count * length, input, output, new Function(slope));

    /// <summary><c>dx = dy</c> where y is above 0, else <c>slope · dy</c>. <c>dInput</c> may be <c>dOutput</c>.</summary>
    /// <param name="part">The share of this worker.</param>
    /// <param name="count">Samples.</param>
    /// <param name="output">What forward gave: count·length floats.</param>
    /// <param name="dOutput">The gradient of the output: count·length floats.</param>
    /// <param name="dInput">Receives the gradient of the input: count·length floats.</param>
    /// <param name="length">Floats in a sample.</param>
    /// <param name="slope">The factor below 0; at least 0.</param>
    /// <param name="accumulate">Whether to add to <paramref name="dInput"/> instead of overwriting it.</param>
    public static void Backward(in Part part, int count, ReadOnlySpan<float> output, ReadOnlySpan<float> dOutput, Span<float> dInput, int length, float slope, bool accumulate = false) =>
        BinaryLoop.Run(part, count * length, output, dOutput, dInput, new Gradient(slope), accumulate: accumulate);

    private readonly struct Function(float slope) : IUnaryOperator
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public V Apply<S, V>(V x)
            where S : struct, ISimd<S, V>
            where V : struct => S.Select(S.GreaterThan(x, S.Zero), x, S.Multiply(x, S.Broadcast(slope)));
    }

    private readonly struct Gradient(float slope) : IBinaryOperator
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public V Apply<S, V>(V y, V dy)
            where S : struct, ISimd<S, V>
            where V : struct => S.Select(S.GreaterThan(y, S.Zero), dy, S.Multiply(dy, S.Broadcast(slope)));
    }
}
