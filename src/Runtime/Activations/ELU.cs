using System.Runtime.CompilerServices;
using Espalier.Simd;

namespace Espalier.Kernels;

/// <summary>The exponential linear unit (Clevert et al. 2016): x above 0, <c>alpha · (e^x − 1)</c> elsewhere.</summary>
public static class ELU
{
    /// <summary><c>y = x</c> where x is above 0, else <c>alpha · (e^x − 1)</c>. The output may be the input.</summary>
    /// <param name="part">The share of this worker.</param>
    /// <param name="count">Samples.</param>
    /// <param name="input">count·length floats.</param>
    /// <param name="output">count·length floats.</param>
    /// <param name="length">Floats in a sample.</param>
    /// <param name="alpha">What the curve tends to below 0, negated; at least 0.</param>
    public static void Forward(in Part part, int count, ReadOnlySpan<float> input, Span<float> output, int length, float alpha) =>
        UnaryLoop<Function>.Run(part, count * length, input, output, new Function(alpha));

    /// <summary><c>dx = dy</c> where y is above 0, else <c>dy · (y + alpha)</c>. <c>dInput</c> may be <c>dOutput</c>.</summary>
    /// <param name="part">The share of this worker.</param>
    /// <param name="count">Samples.</param>
    /// <param name="output">What forward gave: count·length floats.</param>
    /// <param name="dOutput">The gradient of the output: count·length floats.</param>
    /// <param name="dInput">Receives the gradient of the input: count·length floats.</param>
    /// <param name="length">Floats in a sample.</param>
    /// <param name="alpha">As in forward.</param>
    /// <param name="accumulate">Whether to add to <paramref name="dInput"/> instead of overwriting it.</param>
    public static void Backward(in Part part, int count, ReadOnlySpan<float> output, ReadOnlySpan<float> dOutput, Span<float> dInput, int length, float alpha, bool accumulate = false) =>
        BinaryLoop.Run(part, count * length, output, dOutput, dInput, new Gradient(alpha), accumulate: accumulate);

    private readonly struct Function(float alpha) : IUnaryOperator
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public V Apply<S, V>(V x)
            where S : struct, ISimd<S, V>
            where V : struct
        {
            V below = S.Multiply(S.Broadcast(alpha), VectorMath.ExpMinusOne<S, V>(S.Min(S.Zero, x)));
            return S.Select(S.GreaterThan(x, S.Zero), x, below);
        }
    }

    private readonly struct Gradient(float alpha) : IBinaryOperator
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public V Apply<S, V>(V y, V dy)
            where S : struct, ISimd<S, V>
            where V : struct
        {
            V below = S.Multiply(dy, S.Add(y, S.Broadcast(alpha)));
            return S.Select(S.GreaterThan(y, S.Zero), dy, below);
        }
    }
}
