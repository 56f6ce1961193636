using System.Diagnostics;
using Espalier.Simd;

namespace Espalier.Kernels;

/// <summary>A factor and a summand for every channel: what batch normalisation is at prediction.</summary>
public static unsafe class Scale
{
    /// <summary><c>y = x · scale[c] + shift[c]</c>. The output may be the input.</summary>
    /// <param name="part">The share of this worker.</param>
    /// <param name="count">Samples.</param>
    /// <param name="input">count·pixels·channels floats.</param>
    /// <param name="scale">A factor a channel.</param>
    /// <param name="shift">A summand a channel.</param>
    /// <param name="output">count·pixels·channels floats.</param>
    /// <param name="channels">Channels, or features.</param>
    /// <param name="pixels">Height times width; 1 for features.</param>
    public static void Forward(in Part part, int count, ReadOnlySpan<float> input, ReadOnlySpan<float> scale, ReadOnlySpan<float> shift, Span<float> output, int channels, int pixels) =>
        Run<Identity>(part, count, input, scale, shift, output, channels, pixels);

    /// <summary><c>y = max(x · scale[c] + shift[c], 0)</c>. The output may be the input.</summary>
    /// <param name="part">The share of this worker.</param>
    /// <param name="count">Samples.</param>
    /// <param name="input">count·pixels·channels floats.</param>
    /// <param name="scale">A factor a channel.</param>
    /// <param name="shift">A summand a channel.</param>
    /// <param name="output">count·pixels·channels floats.</param>
    /// <param name="channels">Channels, or features.</param>
    /// <param name="pixels">Height times width; 1 for features.</param>
    public static void ForwardReLU(in Part part, int count, ReadOnlySpan<float> input, ReadOnlySpan<float> scale, ReadOnlySpan<float> shift, Span<float> output, int channels, int pixels) =>
        Run<ReLU.Function>(part, count, input, scale, shift, output, channels, pixels);

    private static void Run<TActivation>(in Part part, int count, ReadOnlySpan<float> input, ReadOnlySpan<float> scale, ReadOnlySpan<float> shift, Span<float> output, int channels, int pixels)
        where TActivation : struct, IUnaryOperator
    {
        Debug.Assert(input.Length >= count * pixels * channels && output.Length >= count * pixels * channels, "The spans hold every pixel.");
        Debug.Assert(scale.Length >= channels && shift.Length >= channels, "Every channel has a factor and a summand.");
        (int start, int end) = part.Range(count * pixels, Math.Max(1, BinaryLoop.Grain / channels));
        if (start == end)
        {
            return;
        }

        fixed (float* x = input)
        fixed (float* factors = scale)
        fixed (float* summands = shift)
        fixed (float* y = output)
        fixed (float* scratch = part.Scratch)
        {
            long offset = (long)start * channels;
            VectorWidth.Run(new Kernel<TActivation>(x + offset, factors, summands, y + offset, scratch, channels, end - start));
        }
    }

    private readonly struct Kernel<TActivation>(float* input, float* scale, float* shift, float* output, float* scratch, int channels, int pixels) : IVectorKernel
        where TActivation : struct, IUnaryOperator
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
                new Span<float>(means, width).Clear();
                new Span<float>(scale + first, width).CopyTo(new Span<float>(scales, width));
                new Span<float>(shift + first, width).CopyTo(new Span<float>(shifts, width));
                ChannelRows rows = new(width, channels, pixels, S.Width);
                AffineLoop.Run<S, V, TActivation>(input + first, output + first, pixels, rows, means, scales, shifts);
            }
        }
    }
}
