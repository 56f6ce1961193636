using System.Runtime.CompilerServices;
using Espalier.Simd;

namespace Espalier.Kernels;

/// <summary>
/// The sum of two tensors of one shape, or of an image and a summand for each of its channels. The gradient of a whole
/// tensor is that of the output, so there is no backward: it is shared, copied or accumulated (<see cref="Elementwise"/>).
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

    /// <summary><c>output = input + summands[c]</c>, with summands of each sample. The output may be the input.</summary>
    /// <param name="part">The share of this worker.</param>
    /// <param name="count">Samples.</param>
    /// <param name="input">count·pixels·channels floats.</param>
    /// <param name="summands">count·channels floats.</param>
    /// <param name="output">count·pixels·channels floats.</param>
    /// <param name="channels">Channels.</param>
    /// <param name="pixels">Pixels, or steps.</param>
    public static void ForwardByChannel(in Part part, int count, ReadOnlySpan<float> input, ReadOnlySpan<float> summands, Span<float> output, int channels, int pixels) =>
        ChannelLoop.RunBySample<ByChannel>(part, count, input, input, summands, output, channels, pixels);

    /// <summary><c>output = max(input + summands[c], 0)</c>. The output may be the input.</summary>
    /// <param name="part">The share of this worker.</param>
    /// <param name="count">Samples.</param>
    /// <param name="input">count·pixels·channels floats.</param>
    /// <param name="summands">count·channels floats.</param>
    /// <param name="output">count·pixels·channels floats.</param>
    /// <param name="channels">Channels.</param>
    /// <param name="pixels">Pixels, or steps.</param>
    public static void ForwardByChannelReLU(in Part part, int count, ReadOnlySpan<float> input, ReadOnlySpan<float> summands, Span<float> output, int channels, int pixels) =>
        ChannelLoop.RunBySample<RectifiedByChannel>(part, count, input, input, summands, output, channels, pixels);

    /// <summary><c>dSummands[c] = Σ dOutput</c> over the pixels of a sample.</summary>
    /// <param name="part">The share of this worker.</param>
    /// <param name="count">Samples.</param>
    /// <param name="dOutput">The gradient of the output: count·pixels·channels floats.</param>
    /// <param name="dSummands">Receives the gradient of the summands: count·channels floats.</param>
    /// <param name="channels">Channels.</param>
    /// <param name="pixels">Pixels, or steps.</param>
    /// <param name="accumulate">Whether to add to <paramref name="dSummands"/> instead of overwriting it.</param>
    public static void BackwardSummands(in Part part, int count, ReadOnlySpan<float> dOutput, Span<float> dSummands, int channels, int pixels, bool accumulate = false) =>
        ChannelTotals.OfSamples<WeighByGradient>(part, count, dOutput, dOutput, dSummands, channels, pixels, products: false, accumulate);

    private readonly struct ByChannel : IChannelOperator
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V Apply<S, V>(V left, V right, V channel)
            where S : struct, ISimd<S, V>
            where V : struct => S.Add(right, channel);
    }

    private readonly struct RectifiedByChannel : IChannelOperator
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V Apply<S, V>(V left, V right, V channel)
            where S : struct, ISimd<S, V>
            where V : struct => S.Max(S.Zero, S.Add(right, channel));
    }

    private readonly struct RectifiedSum : IBinaryOperator
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public V Apply<S, V>(V left, V right)
            where S : struct, ISimd<S, V>
            where V : struct => S.Max(S.Zero, S.Add(left, right));
    }
}
