using System.Runtime.CompilerServices;
using Espalier.Simd;

namespace Espalier.Kernels;

/// <summary>The product of two tensors of one shape, or of an image and a factor for each of its channels.</summary>
public static class Multiply
{
    /// <summary><c>output = left · right</c>. The output may be one of the inputs.</summary>
    /// <param name="part">The share of this worker.</param>
    /// <param name="count">Samples.</param>
    /// <param name="left">count·length floats.</param>
    /// <param name="right">count·length floats.</param>
    /// <param name="output">count·length floats.</param>
    /// <param name="length">Floats in a sample.</param>
    public static void Forward(in Part part, int count, ReadOnlySpan<float> left, ReadOnlySpan<float> right, Span<float> output, int length) =>
        BinaryLoop.Run<Product>(part, count * length, left, right, output);

    /// <summary><c>dInput = dOutput · other</c>. <c>dInput</c> may be <c>dOutput</c>.</summary>
    /// <param name="part">The share of this worker.</param>
    /// <param name="count">Samples.</param>
    /// <param name="other">What forward read on the other side: count·length floats.</param>
    /// <param name="dOutput">The gradient of the output: count·length floats.</param>
    /// <param name="dInput">Receives the gradient of one side: count·length floats.</param>
    /// <param name="length">Floats in a sample.</param>
    /// <param name="accumulate">Whether to add to <paramref name="dInput"/> instead of overwriting it.</param>
    public static void Backward(in Part part, int count, ReadOnlySpan<float> other, ReadOnlySpan<float> dOutput, Span<float> dInput, int length, bool accumulate = false) =>
        BinaryLoop.Run<Product>(part, count * length, other, dOutput, dInput, accumulate: accumulate);

    /// <summary><c>output = input · factors[c]</c>, with factors of each sample. The output may be the input.</summary>
    /// <param name="part">The share of this worker.</param>
    /// <param name="count">Samples.</param>
    /// <param name="input">count·pixels·channels floats.</param>
    /// <param name="factors">count·channels floats.</param>
    /// <param name="output">count·pixels·channels floats.</param>
    /// <param name="channels">Channels.</param>
    /// <param name="pixels">Pixels, or steps.</param>
    public static void ForwardByChannel(in Part part, int count, ReadOnlySpan<float> input, ReadOnlySpan<float> factors, Span<float> output, int channels, int pixels) =>
        ChannelLoop.RunBySample<ByChannel>(part, count, input, input, factors, output, channels, pixels);

    /// <summary><c>dInput = dOutput · factors[c]</c>. <c>dInput</c> may be <c>dOutput</c>.</summary>
    /// <param name="part">The share of this worker.</param>
    /// <param name="count">Samples.</param>
    /// <param name="factors">As in forward.</param>
    /// <param name="dOutput">The gradient of the output: count·pixels·channels floats.</param>
    /// <param name="dInput">Receives the gradient of the input: count·pixels·channels floats.</param>
    /// <param name="channels">Channels.</param>
    /// <param name="pixels">Pixels, or steps.</param>
    /// <param name="accumulate">Whether to add to <paramref name="dInput"/> instead of overwriting it.</param>
    public static void BackwardByChannel(in Part part, int count, ReadOnlySpan<float> factors, ReadOnlySpan<float> dOutput, Span<float> dInput, int channels, int pixels, bool accumulate = false) =>
        ChannelLoop.RunBySample<ByChannel>(part, count, dOutput, dOutput, factors, dInput, channels, pixels, accumulate);

    /// <summary><c>dFactors[c] = Σ input · dOutput</c> over the pixels of a sample.</summary>
    /// <param name="part">The share of this worker.</param>
    /// <param name="count">Samples.</param>
    /// <param name="input">What forward read: count·pixels·channels floats.</param>
    /// <param name="dOutput">The gradient of the output: count·pixels·channels floats.</param>
    /// <param name="dFactors">Receives the gradient of the factors: count·channels floats.</param>
    /// <param name="channels">Channels.</param>
    /// <param name="pixels">Pixels, or steps.</param>
    /// <param name="accumulate">Whether to add to <paramref name="dFactors"/> instead of overwriting it.</param>
    public static void BackwardFactors(in Part part, int count, ReadOnlySpan<float> input, ReadOnlySpan<float> dOutput, Span<float> dFactors, int channels, int pixels, bool accumulate = false) =>
        ChannelTotals.OfSamples<WeighByGradient>(part, count, input, dOutput, dFactors, channels, pixels, products: true, accumulate);

    private readonly struct Product : IBinaryOperator
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public V Apply<S, V>(V left, V right)
            where S : struct, ISimd<S, V>
            where V : struct => S.Multiply(left, right);
    }

    private readonly struct ByChannel : IChannelOperator
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V Apply<S, V>(V left, V right, V channel)
            where S : struct, ISimd<S, V>
            where V : struct => S.Multiply(right, channel);
    }
}
