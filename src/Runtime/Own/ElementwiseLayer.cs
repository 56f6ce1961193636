using System.Runtime.CompilerServices;
using Espalier.Simd;

namespace Espalier.Kernels;

/// <summary>The loops of an activation of the user's.</summary>
public static class ElementwiseLayer
{
    /// <summary><c>y = f(x)</c>. The output may be the input.</summary>
    /// <typeparam name="TFunction">The user's function.</typeparam>
    /// <param name="part">The share of this worker.</param>
    /// <param name="count">Samples.</param>
    /// <param name="input">count·length floats.</param>
    /// <param name="output">count·length floats.</param>
    /// <param name="length">Floats in a sample.</param>
    public static void Forward<TFunction>(in Part part, int count, ReadOnlySpan<float> input, Span<float> output, int length)
        where TFunction : struct, IElementwise => UnaryLoop<Function<TFunction>>.Run(part, count * length, input, output);

    /// <summary><c>dx = dy · f′(x)</c>. <c>dInput</c> may be <c>dOutput</c>.</summary>
    /// <typeparam name="TFunction">The user's function.</typeparam>
    /// <param name="part">The share of this worker.</param>
    /// <param name="count">Samples.</param>
    /// <param name="input">What forward read: count·length floats.</param>
    /// <param name="dOutput">The gradient of the output: count·length floats.</param>
    /// <param name="dInput">Receives the gradient of the input: count·length floats.</param>
    /// <param name="length">Floats in a sample.</param>
    /// <param name="accumulate">Whether to add to <paramref name="dInput"/> instead of overwriting it.</param>
    public static void Backward<TFunction>(in Part part, int count, ReadOnlySpan<float> input, ReadOnlySpan<float> dOutput, Span<float> dInput, int length, bool accumulate = false)
        where TFunction : struct, IElementwise => BinaryLoop.Run<Gradient<TFunction>>(part, count * length, input, dOutput, dInput, accumulate: accumulate);

    private readonly struct Function<TFunction> : IUnaryOperator
        where TFunction : struct, IElementwise
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public V Apply<S, V>(V x)
            where S : struct, ISimd<S, V>
            where V : struct => TFunction.Value(new Lanes<S, V>(x)).Value;
    }

    private readonly struct Gradient<TFunction> : IBinaryOperator
        where TFunction : struct, IElementwise
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public V Apply<S, V>(V x, V dy)
            where S : struct, ISimd<S, V>
            where V : struct => S.Multiply(dy, TFunction.Derivative(new Lanes<S, V>(x)).Value);
    }
}
