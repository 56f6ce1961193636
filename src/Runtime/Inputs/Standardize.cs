using System.Diagnostics;
using Espalier.Simd;

namespace Espalier.Kernels;

/// <summary><c>y = (x − mean) / deviation</c>, with a mean and a deviation a channel that never change.</summary>
public static unsafe class Standardize
{
    /// <summary><c>y = (x − mean[c]) · scale[c]</c>. The output may be the input.</summary>
    /// <param name="part">The share of this worker.</param>
    /// <param name="count">Samples.</param>
    /// <param name="input">count·pixels·channels floats.</param>
    /// <param name="mean">A mean a channel.</param>
    /// <param name="scale">One over the deviation, a channel.</param>
    /// <param name="output">count·pixels·channels floats.</param>
    /// <param name="channels">Channels, or features.</param>
    /// <param name="pixels">Height times width, or steps; 1 for features.</param>
    public static void Forward(in Part part, int count, ReadOnlySpan<float> input, ReadOnlySpan<float> mean, ReadOnlySpan<float> scale, Span<float> output, int channels, int pixels) =>
        Run(part, count, input, mean, scale, output, channels, pixels);

    /// <summary><c>dx = dy · scale[c]</c>. <c>dInput</c> may be <c>dOutput</c>.</summary>
    /// <param name="part">The share of this worker.</param>
    /// <param name="count">Samples.</param>
    /// <param name="dOutput">The gradient of the output: count·pixels·channels floats.</param>
    /// <param name="scale">One over the deviation, a channel.</param>
    /// <param name="dInput">Receives the gradient of the input: count·pixels·channels floats.</param>
    /// <param name="channels">Channels, or features.</param>
    /// <param name="pixels">Height times width, or steps; 1 for features.</param>
    public static void Backward(in Part part, int count, ReadOnlySpan<float> dOutput, ReadOnlySpan<float> scale, Span<float> dInput, int channels, int pixels) =>
        Run(part, count, dOutput, default, scale, dInput, channels, pixels);

    private static void Run(in Part part, int count, ReadOnlySpan<float> input, ReadOnlySpan<float> mean, ReadOnlySpan<float> scale, Span<float> output, int channels, int pixels)
    {
        Debug.Assert(input.Length >= count * pixels * channels && output.Length >= count * pixels * channels, "The spans hold every pixel.");
        Debug.Assert(scale.Length >= channels && (mean.IsEmpty || mean.Length >= channels), "Every channel has a mean and a deviation.");
        (int start, int end) = part.Range(count * pixels, Math.Max(1, BinaryLoop.Grain / channels));
        if (start == end)
        {
            return;
        }

        fixed (float* x = input)
        fixed (float* means = mean)
        fixed (float* scales = scale)
        fixed (float* y = output)
        fixed (float* scratch = part.Scratch)
        {
            long offset = (long)start * channels;
            VectorWidth.Run(new Kernel(x + offset, means, scales, y + offset, scratch, channels, end - start));
        }
    }

    private readonly struct Kernel(float* input, float* mean, float* scale, float* output, float* scratch, int channels, int pixels) : IVectorKernel
    {
        public void Run<S, V>()
            where S : struct, ISimd<S, V>
            where V : struct
        {
            float* means = scratch;
            float* scales = means + ChannelRows.SlotLength;
            float* shifts = scales + ChannelRows.SlotLength;
            for (int first = 0; first < channels; first += ChannelRows.SlotLength)
            {
                int width = Math.Min(ChannelRows.SlotLength, channels - first);
                var slot = new Span<float>(means, width);
                if (mean == null)
                {
                    slot.Clear();
                }
                else
                {
                    new Span<float>(mean + first, width).CopyTo(slot);
                }

                new Span<float>(scale + first, width).CopyTo(new Span<float>(scales, width));
                new Span<float>(shifts, width).Clear();
                ChannelRows rows = new(width, channels, pixels, S.Width);
                AffineLoop.Run<S, V, Identity>(input + first, output + first, pixels, rows, means, scales, shifts);
            }
        }
    }
}
