using System.Diagnostics;
using Espalier.Simd;

namespace Espalier.Kernels;

/// <content>
/// The phases of backward. With N = samples · pixels, d = x − mean and s = weight / √(variance + epsilon):
/// <c>dx = s · (dy − Σ dy / N − d · Σ dy·d / (N · (variance + epsilon)))</c>.
/// </content>
public static unsafe partial class BatchNorm
{
    /// <summary>First phase: Σ dy and Σ dy·d of each sample.</summary>
    internal static void SampleGradients(in Part part, int count, ReadOnlySpan<float> input, ReadOnlySpan<float> mean, ReadOnlySpan<float> dOutput, Span<float> scratch, int channels, int pixels)
    {
        Debug.Assert(input.Length >= count * pixels * channels && dOutput.Length >= count * pixels * channels, "The spans hold every pixel.");
        Debug.Assert(scratch.Length >= 2 * channels * count, "Every sample has its partial sums.");
        (int start, int end) = part.Range(count);
        fixed (float* x = input)
        fixed (float* means = mean)
        fixed (float* dy = dOutput)
        fixed (float* partials = scratch)
        fixed (float* slots = part.Scratch)
        {
            VectorWidth.Run(new SampleGradientsKernel(x, means, dy, partials, slots, start, end, channels, pixels));
        }
    }

    /// <summary>Second phase: both sums over the samples in their order, left in the place of the first sample's.</summary>
    internal static void CombineGradients(in Part part, int count, ReadOnlySpan<float> variance, Span<float> dWeight, Span<float> dBias, Span<float> scratch, int channels, float epsilon)
    {
        Debug.Assert(dWeight.IsEmpty || dWeight.Length >= channels, "Every channel has a gradient.");
        Debug.Assert(dBias.IsEmpty || dBias.Length >= channels, "Every channel has a gradient.");
        (int start, int end) = part.Range(channels, 16);
        fixed (float* variances = variance)
        fixed (float* weights = dWeight)
        fixed (float* biases = dBias)
        fixed (float* partials = scratch)
        {
            VectorWidth.Run(new CombineGradientsKernel(variances, weights, biases, partials, start, end, count, channels, epsilon));
        }
    }

    /// <summary>Third phase: every element.</summary>
    internal static void InputGradient<TDestination>(in Part part, int count, ReadOnlySpan<float> input, ReadOnlySpan<float> weight, ReadOnlySpan<float> statistics, ReadOnlySpan<float> dOutput, Span<float> dInput, ReadOnlySpan<float> scratch, int channels, int pixels, float epsilon)
        where TDestination : struct, IDestination
    {
        Debug.Assert(dInput.Length >= count * pixels * channels, "The span holds every pixel.");
        Debug.Assert(weight.IsEmpty || weight.Length >= channels, "Every channel has a factor, or none has.");
        (int start, int end) = part.Range(count * pixels, Math.Max(1, BinaryLoop.Grain / channels));
        if (start == end)
        {
            return;
        }

        fixed (float* x = input)
        fixed (float* factors = weight)
        fixed (float* results = statistics)
        fixed (float* dy = dOutput)
        fixed (float* dx = dInput)
        fixed (float* sums = scratch)
        fixed (float* slots = part.Scratch)
        {
            long offset = (long)start * channels;
            VectorWidth.Run(new InputGradientKernel<TDestination>(x + offset, factors, results, dy + offset, dx + offset, sums, slots, channels, end - start, (float)count * pixels, epsilon));
        }
    }

    /// <summary>Every element where the statistics are fixed: <c>dx = dy · weight / √(variance + epsilon)</c>.</summary>
    internal static void ScaleGradient<TDestination>(in Part part, int count, ReadOnlySpan<float> weight, ReadOnlySpan<float> variance, ReadOnlySpan<float> dOutput, Span<float> dInput, int channels, int pixels, float epsilon)
        where TDestination : struct, IDestination
    {
        Debug.Assert(dOutput.Length >= count * pixels * channels && dInput.Length >= count * pixels * channels, "The spans hold every pixel.");
        (int start, int end) = part.Range(count * pixels, Math.Max(1, BinaryLoop.Grain / channels));
        if (start == end)
        {
            return;
        }

        fixed (float* factors = weight)
        fixed (float* variances = variance)
        fixed (float* dy = dOutput)
        fixed (float* dx = dInput)
        fixed (float* slots = part.Scratch)
        {
            long offset = (long)start * channels;
            VectorWidth.Run(new ScaleGradientKernel<TDestination>(factors, variances, dy + offset, dx + offset, slots, channels, end - start, epsilon));
        }
    }

    private readonly struct SampleGradientsKernel(float* input, float* means, float* dOutput, float* partials, float* slots, int start, int end, int channels, int pixels) : IVectorKernel
    {
        public void Run<S, V>()
            where S : struct, ISimd<S, V>
            where V : struct
        {
            float* sums = slots + ChannelRows.SlotLength;
            float* products = sums + ChannelRows.SlotLength;
            for (int sample = start; sample < end; sample++)
            {
                long offset = (long)sample * pixels * channels;
                float* to = partials + ((long)sample * 2 * channels);
                for (int first = 0; first < channels; first += ChannelRows.SlotLength)
                {
                    int width = Math.Min(ChannelRows.SlotLength, channels - first);
                    ChannelRows rows = new(width, channels, pixels, S.Width);
                    new Span<float>(means + first, width).CopyTo(new Span<float>(slots, width));
                    ChannelSums.Run<S, V, WeighByGradient>(input + offset + first, dOutput + offset + first, pixels, rows, slots);
                    new Span<float>(sums, width).CopyTo(new Span<float>(to + first, width));
                    new Span<float>(products, width).CopyTo(new Span<float>(to + channels + first, width));
                }
            }
        }
    }

    private readonly struct CombineGradientsKernel(float* variances, float* dWeight, float* dBias, float* partials, int start, int end, int count, int channels, float epsilon) : IVectorKernel
    {
        public void Run<S, V>()
            where S : struct, ISimd<S, V>
            where V : struct
        {
            for (int c = start; c < end; c += S.Width)
            {
                int lanes = Math.Min(S.Width, end - c);
                float* from = partials + c;
                V sum = S.Zero;
                V products = S.Zero;
                for (int sample = 0; sample < count; sample++, from += 2 * channels)
                {
                    sum = S.Add(sum, S.LoadFirst(from, lanes));
                    products = S.Add(products, S.LoadFirst(from + channels, lanes));
                }

                S.StoreFirst(partials + c, sum, lanes);
                S.StoreFirst(partials + channels + c, products, lanes);
                if (dBias != null)
                {
                    Accumulate.StoreFirst<S, V>(dBias + c, sum, lanes);
                }

                if (dWeight != null)
                {
                    V deviation = S.Sqrt(S.Add(S.LoadFirst(variances + c, lanes), S.Broadcast(epsilon)));
                    Accumulate.StoreFirst<S, V>(dWeight + c, S.Divide(products, deviation), lanes);
                }
            }
        }
    }

    private readonly struct InputGradientKernel<TDestination>(float* input, float* weight, float* statistics, float* dOutput, float* dInput, float* sums, float* slots, int channels, int pixels, float total, float epsilon) : IVectorKernel
        where TDestination : struct, IDestination
    {
        public void Run<S, V>()
            where S : struct, ISimd<S, V>
            where V : struct
        {
            float* means = slots;
            float* scales = means + ChannelRows.SlotLength;
            float* slopes = scales + ChannelRows.SlotLength;
            float* offsets = slopes + ChannelRows.SlotLength;
            float* variances = statistics + channels;
            V perValue = S.Broadcast(-1f / total), least = S.Broadcast(epsilon);
            for (int first = 0; first < channels; first += ChannelRows.SlotLength)
            {
                int width = Math.Min(ChannelRows.SlotLength, channels - first);
                for (int c = 0; c < width; c += S.Width)
                {
                    int lanes = Math.Min(S.Width, width - c);
                    V scale = Scale<S, V>(weight, variances, first + c, lanes, epsilon);
                    V share = S.Multiply(scale, perValue);
                    V variance = S.Add(S.LoadFirst(variances + first + c, lanes), least);
                    S.Store(means + c, S.LoadFirst(statistics + first + c, lanes));
                    S.Store(scales + c, scale);
                    S.Store(slopes + c, S.Divide(S.Multiply(share, S.LoadFirst(sums + channels + first + c, lanes)), variance));
                    S.Store(offsets + c, S.Multiply(share, S.LoadFirst(sums + first + c, lanes)));
                }

                ChannelRows rows = new(width, channels, pixels, S.Width);
                NormGradientLoop.Run<S, V, TDestination>(input + first, dOutput + first, dInput + first, pixels, rows, means, scales, slopes, offsets);
            }
        }
    }

    private readonly struct ScaleGradientKernel<TDestination>(float* weight, float* variance, float* dOutput, float* dInput, float* slots, int channels, int pixels, float epsilon) : IVectorKernel
        where TDestination : struct, IDestination
    {
        public void Run<S, V>()
            where S : struct, ISimd<S, V>
            where V : struct
        {
            for (int first = 0; first < channels; first += ChannelRows.SlotLength)
            {
                int width = Math.Min(ChannelRows.SlotLength, channels - first);
                for (int c = 0; c < width; c += S.Width)
                {
                    S.Store(slots + c, Scale<S, V>(weight, variance, first + c, Math.Min(S.Width, width - c), epsilon));
                }

                ChannelRows rows = new(width, channels, pixels, S.Width);
                ScaleLoop.Run<S, V, TDestination>(dOutput + first, dInput + first, pixels, rows, slots);
            }
        }
    }
}
