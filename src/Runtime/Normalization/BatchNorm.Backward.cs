using System.Diagnostics;
using System.Runtime.CompilerServices;
using Espalier.Simd;

namespace Espalier.Kernels;

/// <content>
/// The phases of backward. With N = samples · pixels, d = x − mean and s = weight / √(variance + epsilon):
/// <c>dx = s · (dy − Σ dy / N − d · Σ dy·d / (N · (variance + epsilon)))</c>.
/// </content>
public static unsafe partial class BatchNorm
{
    /// <summary>First phase: Σ dy and Σ dy·d of each sample.</summary>
    internal static void SampleGradients(in Part part, int count, ReadOnlySpan<float> input, ReadOnlySpan<float> statistics, ReadOnlySpan<float> dOutput, Span<float> scratch, int channels, int pixels)
    {
        Debug.Assert(input.Length >= count * pixels * channels && dOutput.Length >= count * pixels * channels, "The spans hold every pixel.");
        Debug.Assert(scratch.Length >= 2 * channels * count, "Every sample has its partial sums.");
        (int start, int end) = part.Range(count);
        fixed (float* x = input)
        fixed (float* means = statistics)
        fixed (float* dy = dOutput)
        fixed (float* partials = scratch)
        fixed (float* slots = part.Scratch)
        {
            VectorWidth.Run(new SampleGradientsKernel(x, means, dy, partials, slots, start, end, channels, pixels));
        }
    }

    /// <summary>Second phase: both sums over the samples in their order, left in the place of the first sample's.</summary>
    internal static void CombineGradients(in Part part, int count, ReadOnlySpan<float> statistics, Span<float> dWeight, Span<float> dBias, Span<float> scratch, int channels, float epsilon)
    {
        Debug.Assert(dWeight.IsEmpty || dWeight.Length >= channels, "Every channel has a gradient.");
        Debug.Assert(dBias.IsEmpty || dBias.Length >= channels, "Every channel has a gradient.");
        (int start, int end) = part.Range(channels, 16);
        fixed (float* results = statistics)
        fixed (float* weights = dWeight)
        fixed (float* biases = dBias)
        fixed (float* partials = scratch)
        {
            VectorWidth.Run(new CombineGradientsKernel(results, weights, biases, partials, start, end, count, channels, epsilon));
        }
    }

    /// <summary>Third phase: every element.</summary>
    internal static void InputGradient<TDestination>(in Part part, int count, ReadOnlySpan<float> input, ReadOnlySpan<float> weight, ReadOnlySpan<float> statistics, ReadOnlySpan<float> dOutput, Span<float> dInput, ReadOnlySpan<float> scratch, int channels, int pixels, float epsilon)
        where TDestination : struct, IDestination
    {
        Debug.Assert(dInput.Length >= count * pixels * channels && weight.Length >= channels, "The spans hold every pixel and channel.");
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

    private readonly struct CombineGradientsKernel(float* statistics, float* dWeight, float* dBias, float* partials, int start, int end, int count, int channels, float epsilon) : IVectorKernel
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
                    V variance = S.LoadFirst(statistics + channels + c, lanes);
                    V deviation = S.Sqrt(S.Add(variance, S.Broadcast(epsilon)));
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
            float* gradients = means + ChannelRows.SlotLength;
            float* scales = gradients + ChannelRows.SlotLength;
            float* slopes = scales + ChannelRows.SlotLength;
            for (int first = 0; first < channels; first += ChannelRows.SlotLength)
            {
                int width = Math.Min(ChannelRows.SlotLength, channels - first);
                for (int c = 0; c < width; c++)
                {
                    float variance = statistics[channels + first + c] + epsilon;
                    means[c] = statistics[first + c];
                    gradients[c] = sums[first + c] / total;
                    scales[c] = weight[first + c] / MathF.Sqrt(variance);
                    slopes[c] = -scales[c] * (sums[channels + first + c] / (total * variance));
                }

                ChannelRows rows = new(width, channels, pixels, S.Width);
                rows.Repeat(means);
                rows.Repeat(gradients);
                rows.Repeat(scales);
                rows.Repeat(slopes);
                float* x = input + first;
                float* dy = dOutput + first;
                float* dx = dInput + first;
                for (int left = pixels; left > 0; left -= rows.PixelsPerRow)
                {
                    int columns = Math.Min(left, rows.PixelsPerRow) * rows.Channels;
                    Row<S, V>(x, dy, dx, columns, means, gradients, scales, slopes);
                    x += rows.Step;
                    dy += rows.Step;
                    dx += rows.Step;
                }
            }
        }

        private static void Row<S, V>(float* x, float* dy, float* dx, int columns, float* means, float* gradients, float* scales, float* slopes)
            where S : struct, ISimd<S, V>
            where V : struct
        {
            int i = 0;
            for (; i <= columns - S.Width; i += S.Width)
            {
                V value = Value<S, V>(S.Load(x + i), S.Load(dy + i), S.Load(means + i), S.Load(gradients + i), S.Load(scales + i), S.Load(slopes + i));
                TDestination.Store<S, V>(dx + i, value);
            }

            if (i < columns)
            {
                int lanes = columns - i;
                V value = Value<S, V>(S.LoadFirst(x + i, lanes), S.LoadFirst(dy + i, lanes), S.Load(means + i), S.Load(gradients + i), S.Load(scales + i), S.Load(slopes + i));
                TDestination.StoreFirst<S, V>(dx + i, value, lanes);
            }
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private static V Value<S, V>(V x, V dy, V mean, V gradient, V scale, V slope)
            where S : struct, ISimd<S, V>
            where V : struct =>
            S.MultiplyAdd(S.Subtract(x, mean), slope, S.Multiply(S.Subtract(dy, gradient), scale));
    }
}
