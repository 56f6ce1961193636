using System.Runtime.CompilerServices;
using Espalier.Simd;

namespace Espalier.Kernels;

/// <summary>A swish of straight lines, <c>x · min(max(x + 3, 0), 6) / 6</c> (Howard et al. 2019).</summary>
public static class HardSwish
{
    /// <summary><c>y = x · min(max(x + 3, 0), 6) / 6</c>. The output may be the input.</summary>
    /// <param name="part">The share of this worker.</param>
    /// <param name="count">Samples.</param>
    /// <param name="input">count·length floats.</param>
    /// <param name="output">count·length floats.</param>
    /// <param name="length">Floats in a sample.</param>
    public static void Forward(in Part part, int count, ReadOnlySpan<float> input, Span<float> output, int length) =>
        UnaryLoop<Function>.Run(part, count * length, input, output);

    /// <summary><c>dx = dy · (x / 3 + ½)</c> from −3 to 3, 0 below, dy above. <c>dInput</c> may be <c>dOutput</c>.</summary>
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
            where V : struct
        {
            V ramp = S.Max(S.Zero, S.Min(S.Broadcast(6f), S.Add(x, S.Broadcast(3f))));
            return S.Divide(S.Multiply(x, ramp), S.Broadcast(6f));
        }
    }

    private readonly struct Gradient : IBinaryOperator
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public V Apply<S, V>(V x, V dy)
            where S : struct, ISimd<S, V>
            where V : struct
        {
            V three = S.Broadcast(3f);
            V slope = S.Add(S.Divide(x, three), S.Broadcast(0.5f));
            slope = S.Select(S.GreaterThan(x, three), S.Broadcast(1f), slope);
            slope = S.Select(S.GreaterThan(S.Broadcast(-3f), x), S.Zero, slope);
            return S.Multiply(dy, slope);
        }
    }
}
