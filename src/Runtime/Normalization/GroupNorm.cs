using System.Diagnostics;
using Espalier.Simd;

namespace Espalier.Kernels;

/// <summary>
/// Group normalisation (Wu and He 2018): <c>y = (x − mean) / √(variance + epsilon) · weight + bias</c>, with the mean and
/// the biased variance of each group of neighbouring channels of a sample, over all of its pixels. With as many groups as
/// channels it is instance normalisation.
/// <para>
/// Statistics are 2·channels floats a sample: for every channel the mean of its group, then the inverse deviation of its
/// group. Sums are 2·channels floats a sample: for every channel Σ dy, then Σ dy·(x − mean).
/// </para>
/// </summary>
public static unsafe class GroupNorm
{
    /// <summary>Normalises every group. The output may be the input.</summary>
    /// <param name="part">The share of this worker.</param>
    /// <param name="count">Samples.</param>
    /// <param name="input">count·pixels·channels floats.</param>
    /// <param name="weight">A factor a channel; empty for 1.</param>
    /// <param name="bias">A summand a channel; empty for 0.</param>
    /// <param name="output">count·pixels·channels floats.</param>
    /// <param name="statistics">Receives means and inverse deviations: 2·channels·count floats.</param>
    /// <param name="channels">Channels, or features.</param>
    /// <param name="groups">Groups; they divide the channels.</param>
    /// <param name="pixels">Height times width, or steps; 1 for features.</param>
    /// <param name="epsilon">Added to the variance; above 0.</param>
    public static void Forward(in Part part, int count, ReadOnlySpan<float> input, ReadOnlySpan<float> weight, ReadOnlySpan<float> bias, Span<float> output, Span<float> statistics, int channels, int groups, int pixels, float epsilon) =>
        Run<Identity>(part, count, input, weight, bias, output, statistics, channels, groups, pixels, epsilon);

    /// <summary>As <see cref="Forward"/>, and <c>max(…, 0)</c> of the result.</summary>
    /// <param name="part">The share of this worker.</param>
    /// <param name="count">Samples.</param>
    /// <param name="input">count·pixels·channels floats.</param>
    /// <param name="weight">A factor a channel; empty for 1.</param>
    /// <param name="bias">A summand a channel; empty for 0.</param>
    /// <param name="output">count·pixels·channels floats.</param>
    /// <param name="statistics">Receives means and inverse deviations: 2·channels·count floats.</param>
    /// <param name="channels">Channels, or features.</param>
    /// <param name="groups">Groups; they divide the channels.</param>
    /// <param name="pixels">Height times width, or steps; 1 for features.</param>
    /// <param name="epsilon">Added to the variance; above 0.</param>
    public static void ForwardReLU(in Part part, int count, ReadOnlySpan<float> input, ReadOnlySpan<float> weight, ReadOnlySpan<float> bias, Span<float> output, Span<float> statistics, int channels, int groups, int pixels, float epsilon) =>
        Run<ReLU.Function>(part, count, input, weight, bias, output, statistics, channels, groups, pixels, epsilon);

    /// <summary>The gradient of the input, through the statistics of its group, too, and the sums that the parameters' gradients are made of.</summary>
    /// <param name="part">The share of this worker.</param>
    /// <param name="count">Samples.</param>
    /// <param name="input">What forward read: count·pixels·channels floats.</param>
    /// <param name="weight">A factor a channel; empty for 1.</param>
    /// <param name="statistics">What forward left.</param>
    /// <param name="dOutput">The gradient of the output: count·pixels·channels floats.</param>
    /// <param name="dInput">Receives the gradient of the input; may be <paramref name="dOutput"/>.</param>
    /// <param name="sums">Receives the sums of every channel: 2·channels·count floats.</param>
    /// <param name="channels">Channels, or features.</param>
    /// <param name="groups">Groups; they divide the channels.</param>
    /// <param name="pixels">Height times width, or steps; 1 for features.</param>
    /// <param name="accumulate">Whether to add to <paramref name="dInput"/> instead of overwriting it.</param>
    public static void BackwardInput(in Part part, int count, ReadOnlySpan<float> input, ReadOnlySpan<float> weight, ReadOnlySpan<float> statistics, ReadOnlySpan<float> dOutput, Span<float> dInput, Span<float> sums, int channels, int groups, int pixels, bool accumulate = false)
    {
        Debug.Assert(input.Length >= count * pixels * channels && dOutput.Length >= count * pixels * channels && dInput.Length >= count * pixels * channels, "The spans hold every pixel.");
        Debug.Assert(statistics.Length >= 2 * channels * count && sums.Length >= 2 * channels * count, "Every sample has its statistics and sums.");
        (int start, int end) = part.Range(count);
        fixed (float* x = input)
        fixed (float* factors = weight)
        fixed (float* means = statistics)
        fixed (float* dy = dOutput)
        fixed (float* dx = dInput)
        fixed (float* totals = sums)
        fixed (float* slots = part.Scratch)
        {
            if (accumulate)
            {
                VectorWidth.Run(new InputKernel<Accumulate>(x, factors, means, dy, dx, totals, slots, start, end, channels, channels / groups, pixels));
            }
            else
            {
                VectorWidth.Run(new InputKernel<Overwrite>(x, factors, means, dy, dx, totals, slots, start, end, channels, channels / groups, pixels));
            }
        }
    }

    /// <summary>Adds the gradients of weight and bias to what is there, sample by sample in their order.</summary>
    /// <param name="part">The share of this worker.</param>
    /// <param name="count">Samples.</param>
    /// <param name="statistics">What forward left.</param>
    /// <param name="sums">What <see cref="BackwardInput"/> left.</param>
    /// <param name="dWeight">The gradient of the weight: a number a channel, added to.</param>
    /// <param name="dBias">The gradient of the bias: a number a channel, added to.</param>
    /// <param name="channels">Channels, or features.</param>
    public static void BackwardParameters(in Part part, int count, ReadOnlySpan<float> statistics, ReadOnlySpan<float> sums, Span<float> dWeight, Span<float> dBias, int channels)
    {
        Debug.Assert(dWeight.Length >= channels && dBias.Length >= channels, "Every channel has its gradients.");
        (int start, int end) = part.Range(channels, 16);
        fixed (float* means = statistics)
        fixed (float* totals = sums)
        fixed (float* weights = dWeight)
        fixed (float* biases = dBias)
        {
            VectorWidth.Run(new ParametersKernel(means, totals, weights, biases, start, end, count, channels));
        }
    }

    private static void Run<TActivation>(in Part part, int count, ReadOnlySpan<float> input, ReadOnlySpan<float> weight, ReadOnlySpan<float> bias, Span<float> output, Span<float> statistics, int channels, int groups, int pixels, float epsilon)
        where TActivation : struct, IUnaryOperator
    {
        Debug.Assert(input.Length >= count * pixels * channels && output.Length >= count * pixels * channels, "The spans hold every pixel.");
        Debug.Assert(statistics.Length >= 2 * channels * count, "Every sample has its statistics.");
        Debug.Assert((weight.IsEmpty || weight.Length >= channels) && (bias.IsEmpty || bias.Length >= channels), "Every channel has a factor and a summand.");
        (int start, int end) = part.Range(count);
        fixed (float* x = input)
        fixed (float* factors = weight)
        fixed (float* summands = bias)
        fixed (float* y = output)
        fixed (float* means = statistics)
        fixed (float* slots = part.Scratch)
        {
            VectorWidth.Run(new ForwardKernel<TActivation>(x, factors, summands, y, means, slots, start, end, channels, channels / groups, pixels, epsilon));
        }
    }

    private readonly struct ForwardKernel<TActivation>(float* input, float* weight, float* bias, float* output, float* statistics, float* slots, int start, int end, int channels, int groupSize, int pixels, float epsilon) : IVectorKernel
        where TActivation : struct, IUnaryOperator
    {
        public void Run<S, V>()
            where S : struct, ISimd<S, V>
            where V : struct
        {
            for (int sample = start; sample < end; sample++)
            {
                long offset = (long)sample * pixels * channels;
                float* means = statistics + ((long)sample * 2 * channels);
                float* deviations = means + channels;
                ChannelStatistics.Run<S, V>(input + offset, channels, pixels, means, deviations, slots);
                Combine<S, V>(means, deviations);
                Normalize<S, V>(input + offset, output + offset, means, deviations);
            }
        }

        /// <summary>From the means and sums of squares of the channels to the means and inverse deviations of their groups.</summary>
        private void Combine<S, V>(float* means, float* deviations)
            where S : struct, ISimd<S, V>
            where V : struct
        {
            V one = S.Broadcast(1f), perValue = S.Broadcast(1f / ((float)groupSize * pixels)), least = S.Broadcast(epsilon);
            for (int first = 0; groupSize > 1 && first < channels; first += groupSize)
            {
                // The squares around the channels' means, and those of the channels' means around the mean of all.
                (float mean, float between) = RowSums.Moments<S, V>(means + first, groupSize);
                float squares = RowSums.Sum<S, V>(deviations + first, groupSize) + (between * pixels);
                new Span<float>(means + first, groupSize).Fill(mean);
                new Span<float>(deviations + first, groupSize).Fill(squares);
            }

            for (int c = 0; c < channels; c += S.Width)
            {
                int lanes = Math.Min(S.Width, channels - c);
                V variance = S.Multiply(S.Max(S.Zero, S.LoadFirst(deviations + c, lanes)), perValue);
                S.StoreFirst(deviations + c, S.Divide(one, S.Sqrt(S.Add(variance, least))), lanes);
            }
        }

        private void Normalize<S, V>(float* x, float* y, float* means, float* deviations)
            where S : struct, ISimd<S, V>
            where V : struct
        {
            float* centres = slots;
            float* scales = centres + ChannelRows.SlotLength;
            float* shifts = scales + ChannelRows.SlotLength;
            for (int first = 0; first < channels; first += ChannelRows.SlotLength)
            {
                int width = Math.Min(ChannelRows.SlotLength, channels - first);
                for (int c = 0; c < width; c += S.Width)
                {
                    int lanes = Math.Min(S.Width, width - c);
                    S.Store(centres + c, S.LoadFirst(means + first + c, lanes));
                    S.Store(scales + c, Scale<S, V>(weight, deviations, first + c, lanes));
                    S.Store(shifts + c, bias == null ? S.Zero : S.LoadFirst(bias + first + c, lanes));
                }

                ChannelRows rows = new(width, channels, pixels, S.Width);
                AffineLoop.Run<S, V, TActivation>(x + first, y + first, pixels, rows, centres, scales, shifts);
            }
        }
    }

    /// <summary>
    /// With g = dy · weight, d = x − mean, r the inverse deviation and n the values of a group:
    /// <c>dx = r · (g − Σ g / n − d · r² · Σ g·d / n)</c>.
    /// </summary>
    private readonly struct InputKernel<TDestination>(float* input, float* weight, float* statistics, float* dOutput, float* dInput, float* sums, float* slots, int start, int end, int channels, int groupSize, int pixels) : IVectorKernel
        where TDestination : struct, IDestination
    {
        public void Run<S, V>()
            where S : struct, ISimd<S, V>
            where V : struct
        {
            for (int sample = start; sample < end; sample++)
            {
                long offset = (long)sample * pixels * channels;
                float* means = statistics + ((long)sample * 2 * channels);
                float* gradients = sums + ((long)sample * 2 * channels);
                ChannelSumsOf<S, V>(input + offset, dOutput + offset, means, gradients);
                Propagate<S, V>(input + offset, dOutput + offset, dInput + offset, means, gradients);
            }
        }

        private void ChannelSumsOf<S, V>(float* x, float* dy, float* means, float* gradients)
            where S : struct, ISimd<S, V>
            where V : struct
        {
            float* first = slots + ChannelRows.SlotLength;
            float* second = first + ChannelRows.SlotLength;
            for (int block = 0; block < channels; block += ChannelRows.SlotLength)
            {
                int width = Math.Min(ChannelRows.SlotLength, channels - block);
                new Span<float>(means + block, width).CopyTo(new Span<float>(slots, width));
                ChannelSums.Run<S, V, WeighByGradient>(x + block, dy + block, pixels, new ChannelRows(width, channels, pixels, S.Width), slots);
                new Span<float>(first, width).CopyTo(new Span<float>(gradients + block, width));
                new Span<float>(second, width).CopyTo(new Span<float>(gradients + channels + block, width));
            }
        }

        private void Propagate<S, V>(float* x, float* dy, float* dx, float* means, float* gradients)
            where S : struct, ISimd<S, V>
            where V : struct
        {
            float* centres = slots;
            float* scales = centres + ChannelRows.SlotLength;
            float* slopes = scales + ChannelRows.SlotLength;
            float* offsets = slopes + ChannelRows.SlotLength;
            float* deviations = means + channels;
            V perValue = S.Broadcast(-1f / ((float)groupSize * pixels));
            for (int first = 0; first < channels; first += ChannelRows.SlotLength)
            {
                int width = Math.Min(ChannelRows.SlotLength, channels - first);
                GroupSums<S, V>(gradients, first, width, offsets, slopes);
                for (int c = 0; c < width; c += S.Width)
                {
                    int lanes = Math.Min(S.Width, width - c);
                    V deviation = S.LoadFirst(deviations + first + c, lanes);
                    V share = S.Multiply(deviation, perValue);
                    S.Store(centres + c, S.LoadFirst(means + first + c, lanes));
                    S.Store(scales + c, Scale<S, V>(weight, deviations, first + c, lanes));
                    S.Store(offsets + c, S.Multiply(share, S.Load(offsets + c)));
                    S.Store(slopes + c, S.Multiply(S.Multiply(share, S.Multiply(deviation, deviation)), S.Load(slopes + c)));
                }

                ChannelRows rows = new(width, channels, pixels, S.Width);
                NormGradientLoop.Run<S, V, TDestination>(x + first, dy + first, dx + first, pixels, rows, centres, scales, slopes, offsets);
            }
        }

        /// <summary>Σ g and Σ g·d of the group of every channel of a block.</summary>
        private void GroupSums<S, V>(float* gradients, int first, int width, float* plain, float* products)
            where S : struct, ISimd<S, V>
            where V : struct
        {
            if (groupSize == 1)
            {
                for (int c = 0; c < width; c += S.Width)
                {
                    int lanes = Math.Min(S.Width, width - c);
                    V factor = weight == null ? S.Broadcast(1f) : S.LoadFirst(weight + first + c, lanes);
                    S.Store(plain + c, S.Multiply(factor, S.LoadFirst(gradients + first + c, lanes)));
                    S.Store(products + c, S.Multiply(factor, S.LoadFirst(gradients + channels + first + c, lanes)));
                }

                return;
            }

            for (int group = first / groupSize * groupSize; group < first + width; group += groupSize)
            {
                float sum = Weighted<S, V>(gradients + group, group);
                float product = Weighted<S, V>(gradients + channels + group, group);
                int from = Math.Max(group - first, 0), to = Math.Min(group + groupSize - first, width);
                new Span<float>(plain + from, to - from).Fill(sum);
                new Span<float>(products + from, to - from).Fill(product);
            }
        }

        private float Weighted<S, V>(float* values, int group)
            where S : struct, ISimd<S, V>
            where V : struct =>
            weight == null ? RowSums.Sum<S, V>(values, groupSize) : RowSums.Dot<S, V>(weight + group, values, groupSize);
    }

    private readonly struct ParametersKernel(float* statistics, float* sums, float* dWeight, float* dBias, int start, int end, int count, int channels) : IVectorKernel
    {
        public void Run<S, V>()
            where S : struct, ISimd<S, V>
            where V : struct
        {
            for (int c = start; c < end; c += S.Width)
            {
                int lanes = Math.Min(S.Width, end - c);
                V weight = S.Zero, bias = S.Zero;
                for (int sample = 0; sample < count; sample++)
                {
                    long of = ((long)sample * 2 * channels) + c;
                    bias = S.Add(bias, S.LoadFirst(sums + of, lanes));
                    weight = S.MultiplyAdd(S.LoadFirst(sums + of + channels, lanes), S.LoadFirst(statistics + of + channels, lanes), weight);
                }

                Accumulate.StoreFirst<S, V>(dWeight + c, weight, lanes);
                Accumulate.StoreFirst<S, V>(dBias + c, bias, lanes);
            }
        }
    }

    /// <summary>weight · inverse deviation of some channels.</summary>
    private static V Scale<S, V>(float* weight, float* deviations, int channel, int lanes)
        where S : struct, ISimd<S, V>
        where V : struct
    {
        V deviation = S.LoadFirst(deviations + channel, lanes);
        return weight == null ? deviation : S.Multiply(deviation, S.LoadFirst(weight + channel, lanes));
    }
}
