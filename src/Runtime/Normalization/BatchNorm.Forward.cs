using System.Diagnostics;
using Espalier.Simd;

namespace Espalier.Kernels;

/// <content>
/// The phases of forward. The mean is found first, then the squares of the differences from it, so that a large mean costs
/// no digits: within each sample, then between the means of the samples (Chan, Golub, LeVeque 1979).
/// </content>
public static unsafe partial class BatchNorm
{
    /// <summary>First phase: the means and the sums of squared differences of each sample.</summary>
    internal static void SampleStatistics(in Part part, int count, ReadOnlySpan<float> input, Span<float> scratch, int channels, int pixels)
    {
        Debug.Assert(input.Length >= count * pixels * channels, "The span holds every pixel.");
        Debug.Assert(scratch.Length >= 2 * channels * count, "Every sample has its partial sums.");
        (int start, int end) = part.Range(count);
        fixed (float* x = input)
        fixed (float* partials = scratch)
        fixed (float* slots = part.Scratch)
        {
            VectorWidth.Run(new SampleStatisticsKernel(x, partials, slots, start, end, channels, pixels));
        }
    }

    /// <summary>Second phase: the statistics of the batch, from those of the samples in their order.</summary>
    internal static void CombineStatistics(in Part part, int count, ReadOnlySpan<float> scratch, Span<float> statistics, int channels, int pixels)
    {
        Debug.Assert(statistics.Length >= 2 * channels, "A mean and a variance a channel.");
        (int start, int end) = part.Range(channels, 16);
        fixed (float* partials = scratch)
        fixed (float* results = statistics)
        {
            VectorWidth.Run(new CombineStatisticsKernel(partials, results, start, end, count, channels, pixels));
        }
    }

    /// <summary>Third phase: every element.</summary>
    internal static void Normalize<TActivation>(in Part part, int count, ReadOnlySpan<float> input, ReadOnlySpan<float> weight, ReadOnlySpan<float> bias, Span<float> output, ReadOnlySpan<float> mean, ReadOnlySpan<float> variance, int channels, int pixels, float epsilon)
        where TActivation : struct, IUnaryOperator
    {
        Debug.Assert(output.Length >= count * pixels * channels, "The span holds every pixel.");
        Debug.Assert(weight.Length == bias.Length && (weight.IsEmpty || weight.Length >= channels), "Every channel has a factor and a summand, or none has.");
        Debug.Assert(mean.Length >= channels && variance.Length >= channels, "Every channel has its statistics.");
        (int start, int end) = part.Range(count * pixels, Math.Max(1, BinaryLoop.Grain / channels));
        if (start == end)
        {
            return;
        }

        fixed (float* x = input)
        fixed (float* factors = weight)
        fixed (float* summands = bias)
        fixed (float* y = output)
        fixed (float* means = mean)
        fixed (float* variances = variance)
        fixed (float* slots = part.Scratch)
        {
            long offset = (long)start * channels;
            VectorWidth.Run(new NormalizeKernel<TActivation>(x + offset, factors, summands, y + offset, means, variances, slots, channels, end - start, epsilon));
        }
    }

    private readonly struct SampleStatisticsKernel(float* input, float* partials, float* slots, int start, int end, int channels, int pixels) : IVectorKernel
    {
        public void Run<S, V>()
            where S : struct, ISimd<S, V>
            where V : struct
        {
            for (int sample = start; sample < end; sample++)
            {
                float* means = partials + ((long)sample * 2 * channels);
                ChannelStatistics.Run<S, V>(input + ((long)sample * pixels * channels), channels, pixels, means, means + channels, slots);
            }
        }
    }

    private readonly struct CombineStatisticsKernel(float* partials, float* statistics, int start, int end, int count, int channels, int pixels) : IVectorKernel
    {
        public void Run<S, V>()
            where S : struct, ISimd<S, V>
            where V : struct
        {
            for (int c = start; c < end; c += S.Width)
            {
                int lanes = Math.Min(S.Width, end - c);
                float* first = partials + c;
                V pivot = S.LoadFirst(first, lanes);
                V sum = S.Zero;
                for (int sample = 1; sample < count; sample++)
                {
                    sum = S.Add(sum, S.Subtract(S.LoadFirst(first + ((long)sample * 2 * channels), lanes), pivot));
                }

                // The squares around the samples' means, and those of the samples' means around the mean of all; what the
                // rounding of that left over is taken out again.
                V perSample = S.Broadcast(1f / count);
                V mean = S.MultiplyAdd(sum, perSample, pivot);
                V squares = S.Zero;
                V error = S.Zero;
                V between = S.Zero;
                for (int sample = 0; sample < count; sample++)
                {
                    float* from = first + ((long)sample * 2 * channels);
                    V difference = S.Subtract(S.LoadFirst(from, lanes), mean);
                    error = S.Add(error, difference);
                    between = S.MultiplyAdd(difference, difference, between);
                    squares = S.Add(squares, S.LoadFirst(from + channels, lanes));
                }

                between = S.Subtract(between, S.Multiply(S.Multiply(error, error), perSample));
                squares = S.MultiplyAdd(between, S.Broadcast(pixels), squares);
                mean = S.MultiplyAdd(error, perSample, mean);
                V variance = S.Divide(squares, S.Broadcast((float)count * pixels));
                S.StoreFirst(statistics + c, mean, lanes);
                S.StoreFirst(statistics + channels + c, variance, lanes);
            }
        }
    }

    private readonly struct NormalizeKernel<TActivation>(float* input, float* weight, float* bias, float* output, float* mean, float* variance, float* slots, int channels, int pixels, float epsilon) : IVectorKernel
        where TActivation : struct, IUnaryOperator
    {
        public void Run<S, V>()
            where S : struct, ISimd<S, V>
            where V : struct
        {
            float* means = slots;
            float* scales = means + ChannelRows.SlotLength;
            float* shifts = scales + ChannelRows.SlotLength;
            for (int first = 0; first < channels; first += ChannelRows.SlotLength)
            {
                int width = Math.Min(ChannelRows.SlotLength, channels - first);
                for (int c = 0; c < width; c += S.Width)
                {
                    int lanes = Math.Min(S.Width, width - c);
                    S.Store(means + c, S.LoadFirst(mean + first + c, lanes));
                    S.Store(scales + c, Scale<S, V>(weight, variance, first + c, lanes, epsilon));
                    S.Store(shifts + c, bias == null ? S.Zero : S.LoadFirst(bias + first + c, lanes));
                }

                ChannelRows rows = new(width, channels, pixels, S.Width);
                AffineLoop.Run<S, V, TActivation>(input + first, output + first, pixels, rows, means, scales, shifts);
            }
        }
    }

    /// <summary>weight / √(variance + epsilon) of some channels.</summary>
    private static V Scale<S, V>(float* weight, float* variance, int channel, int lanes, float epsilon)
        where S : struct, ISimd<S, V>
        where V : struct
    {
        V deviation = S.Sqrt(S.Add(S.LoadFirst(variance + channel, lanes), S.Broadcast(epsilon)));
        return S.Divide(weight == null ? S.Broadcast(1f) : S.LoadFirst(weight + channel, lanes), deviation);
    }
}
