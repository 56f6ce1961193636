using System.Runtime.CompilerServices;
using Espalier.Simd;

namespace Espalier.Kernels;

/// <summary>A sigmoid of straight lines, <c>min(max(x + 3, 0), 6) / 6</c>.</summary>
public static class HardSigmoid
{
    /// <summary><c>y = min(max(x + 3, 0), 6) / 6</c>. The output may be the input.</summary>
    /// <param name="part">The share of this worker.</param>
    /// <param name="count">Samples.</param>
    /// <param name="input">count·length floats.</param>
    /// <param name="output">count·length floats.</param>
    /// <param name="length">Floats in a sample.</param>
    public static void Forward(in Part part, int count, ReadOnlySpan<float> input, Span<float> output, int length) =>
        UnaryLoop<Function>.Run(part, count * length, input, output);

    /// <summary><c>dx = dy / 6</c> where y lies between 0 and 1, else 0. <c>dInput</c> may be <c>dOutput</c>.</summary>
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
            V ramp = S.Max(S.Zero, S.Min(S.Broadcast(6f), S.Add(x, S.Broadcast(3f))));
            return S.Divide(ramp, S.Broadcast(6f));
        }
    }

    private readonly struct Gradient : IBinaryOperator
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public V Apply<S, V>(V y, V dy)
            where S : struct, ISimd<S, V>
            where V : struct
        {
            V inside = S.And(S.GreaterThan(y, S.Zero), S.GreaterThan(S.Broadcast(1f), y));
            return S.And(inside, S.Divide(dy, S.Broadcast(6f)));
        }
    }
}
