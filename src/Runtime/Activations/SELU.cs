using System.Runtime.CompilerServices;
using Espalier.Simd;

namespace Espalier.Kernels;

/// <summary>The scaled exponential linear unit (Klambauer et al. 2017), with the constants that keep mean 0 and variance 1.</summary>
public static class SELU
{
    private const float Alpha = 1.6732632423543772f;
    private const float Scale = 1.0507009873554805f;

    /// <summary><c>y = scale · x</c> where x is above 0, else <c>scale · alpha · (e^x − 1)</c>. The output may be the input.</summary>
    /// <param name="part">The share of this worker.</param>
    /// <param name="count">Samples.</param>
    /// <param name="input">count·length floats.</param>
    /// <param name="output">count·length floats.</param>
    /// <param name="length">Floats in a sample.</param>
    public static void Forward(in Part part, int count, ReadOnlySpan<float> input, Span<float> output, int length) =>
        UnaryLoop<Function>.Run(part, count * length, input, output);

    /// <summary><c>dx = scale · dy</c> where y is above 0, else <c>dy · (y + scale · alpha)</c>. <c>dInput</c> may be <c>dOutput</c>.</summary>
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
            where V : struct
        {
            V below = S.Multiply(S.Broadcast(Scale * Alpha), VectorMath.ExpMinusOne<S, V>(S.Min(S.Zero, x)));
            return S.Select(S.GreaterThan(x, S.Zero), S.Multiply(S.Broadcast(Scale), x), below);
        }
    }

    private readonly struct Gradient : IBinaryOperator
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public V Apply<S, V>(V y, V dy)
            where S : struct, ISimd<S, V>
            where V : struct
        {
            V slope = S.Select(S.GreaterThan(y, S.Zero), S.Broadcast(Scale), S.Add(y, S.Broadcast(Scale * Alpha)));
            return S.Multiply(dy, slope);
        }
    }
}
