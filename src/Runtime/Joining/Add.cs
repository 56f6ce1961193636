using System.Runtime.CompilerServices;
using Espalier.Simd;

namespace Espalier.Kernels;

/// <summary>
/// The sum of two tensors of one shape. Its gradient is the same for both sides, so there is no backward: it is shared,
/// copied or accumulated (<see cref="Elementwise"/>).
/// </summary>
public static class Add
{
    /// <summary><c>output = left + right</c>. The output may be one of the inputs.</summary>
    /// <param name="part">The share of this worker.</param>
    /// <param name="count">Samples.</param>
    /// <param name="left">count·length floats.</param>
    /// <param name="right">count·length floats.</param>
    /// <param name="output">count·length floats.</param>
    /// <param name="length">Floats in a sample.</param>
    public static void Forward(in Part part, int count, ReadOnlySpan<float> left, ReadOnlySpan<float> right, Span<float> output, int length) =>
        BinaryLoop.Run<Elementwise.Sum>(part, count * length, left, right, output);

    /// <summary><c>output = max(left + right, 0)</c>. The output may be one of the inputs.</summary>
    /// <param name="part">The share of this worker.</param>
    /// <param name="count">Samples.</param>
    /// <param name="left">count·length floats.</param>
    /// <param name="right">count·length floats.</param>
    /// <param name="output">count·length floats.</param>
    /// <param name="length">Floats in a sample.</param>
    public static void ForwardReLU(in Part part, int count, ReadOnlySpan<float> left, ReadOnlySpan<float> right, Span<float> output, int length) =>
        BinaryLoop.Run<RectifiedSum>(part, count * length, left, right, output);

    private readonly struct RectifiedSum : IBinaryOperator
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public V Apply<S, V>(V left, V right)
            where S : struct, ISimd<S, V>
            where V : struct => S.Max(S.Zero, S.Add(left, right));
    }
}
