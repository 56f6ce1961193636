using System.Runtime.CompilerServices;
using Espalier.Simd;

namespace Espalier.Kernels;

/// <summary>
/// The rectifier with a learnt slope (He et al. 2015): x above 0, <c>weight · x</c> elsewhere, with one slope for all values
/// or one a channel.
/// </summary>
public static class PReLU
{
    /// <summary><c>y = x</c> where x is above 0, else <c>weight[c] · x</c>. The output may be the input.</summary>
    /// <param name="part">The share of this worker.</param>
    /// <param name="count">Samples.</param>
    /// <param name="input">count·pixels·channels floats.</param>
    /// <param name="weight">The slope below 0, one a channel.</param>
    /// <param name="output">count·pixels·channels floats.</param>
    /// <param name="channels">Channels; 1 where all values share a slope.</param>
    /// <param name="pixels">Values of each channel in a sample.</param>
    public static void Forward(in Part part, int count, ReadOnlySpan<float> input, ReadOnlySpan<float> weight, Span<float> output, int channels, int pixels) =>
        ChannelLoop.Run<Slope>(part, count, input, input, weight, output, channels, pixels);

    /// <summary>
    /// <c>dx = dy</c> where x is above 0, else <c>weight[c] · dy</c>, and <c>dWeight[c] += Σ x · dy</c> over the values that are
    /// not above 0. <c>dInput</c> may be <c>dOutput</c>. Workers meet inside.
    /// </summary>
    /// <param name="part">The share of this worker.</param>
    /// <param name="count">Samples.</param>
    /// <param name="input">What forward read: count·pixels·channels floats.</param>
    /// <param name="weight">As in forward.</param>
    /// <param name="dOutput">The gradient of the output: count·pixels·channels floats.</param>
    /// <param name="dInput">Receives the gradient of the input: count·pixels·channels floats.</param>
    /// <param name="dWeight">The gradient of the slopes, added to; may be empty.</param>
    /// <param name="scratch">count·channels floats of any content.</param>
    /// <param name="channels">As in forward.</param>
    /// <param name="pixels">As in forward.</param>
    /// <param name="accumulate">Whether to add to <paramref name="dInput"/> instead of overwriting it.</param>
    public static void Backward(in Part part, int count, ReadOnlySpan<float> input, ReadOnlySpan<float> weight, ReadOnlySpan<float> dOutput, Span<float> dInput, Span<float> dWeight, Span<float> scratch, int channels, int pixels, bool accumulate = false)
    {
        if (!dWeight.IsEmpty)
        {
            SampleGradients(part, count, input, dOutput, scratch, channels, pixels);
            part.Sync();
            ChannelTotals.AddSamples(part, count, scratch, dWeight, channels);
        }

        InputGradient(part, count, input, weight, dOutput, dInput, channels, pixels, accumulate);
    }

    /// <summary>First phase: Σ x · dy of each sample.</summary>
    internal static void SampleGradients(in Part part, int count, ReadOnlySpan<float> input, ReadOnlySpan<float> dOutput, Span<float> scratch, int channels, int pixels) =>
        ChannelTotals.OfSamples<WeighBelowZero>(part, count, input, dOutput, scratch, channels, pixels);

    /// <summary>Second phase, besides the sum over the samples.</summary>
    internal static void InputGradient(in Part part, int count, ReadOnlySpan<float> input, ReadOnlySpan<float> weight, ReadOnlySpan<float> dOutput, Span<float> dInput, int channels, int pixels, bool accumulate) =>
        ChannelLoop.Run<Slope>(part, count, input, dOutput, weight, dInput, channels, pixels, accumulate);

    /// <summary>The value on the right, by the slope that the one on the left has.</summary>
    private readonly struct Slope : IChannelOperator
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V Apply<S, V>(V left, V right, V channel)
            where S : struct, ISimd<S, V>
            where V : struct => S.Select(S.GreaterThan(left, S.Zero), right, S.Multiply(right, channel));
    }
}
