using System.Diagnostics;
using Espalier.Simd;

namespace Espalier.Kernels;

/// <summary>
/// Dropout of whole channels (Tompson and others 2015): each channel of each sample is zeroed with a probability, the others
/// are scaled so that the mean stays. The key and the number of the channel decide, where every sample takes an even
/// number of numbers, so the mask is never stored: backward draws it again.
/// </summary>
public static unsafe class Dropout2D
{
    /// <summary><c>y = x / (1 − p)</c>, or 0 in the channels that are dropped. The output may be the input.</summary>
    /// <param name="part">The share of this worker.</param>
    /// <param name="count">Samples.</param>
    /// <param name="input">count·pixels·channels floats.</param>
    /// <param name="output">count·pixels·channels floats.</param>
    /// <param name="channels">Channels, or features.</param>
    /// <param name="pixels">Height times width, or steps.</param>
    /// <param name="probability">The probability of dropping a channel, at least 0, below 1; rounded to a multiple of 2^−23.</param>
    /// <param name="key">A key of its own for this layer and step, see <see cref="CounterRandom.Key"/>.</param>
    public static void Forward(in Part part, int count, ReadOnlySpan<float> input, Span<float> output, int channels, int pixels, float probability, ulong key) =>
        Mask<Overwrite>(part, count, input, output, channels, pixels, probability, key);

    /// <summary><c>dx = dy / (1 − p)</c> in the channels that were kept, else 0. <c>dInput</c> may be <c>dOutput</c>.</summary>
    /// <param name="part">The share of this worker.</param>
    /// <param name="count">Samples.</param>
    /// <param name="dOutput">The gradient of the output: count·pixels·channels floats.</param>
    /// <param name="dInput">Receives the gradient of the input: count·pixels·channels floats.</param>
    /// <param name="channels">Channels, or features.</param>
    /// <param name="pixels">Height times width, or steps.</param>
    /// <param name="probability">As in forward.</param>
    /// <param name="key">As in forward.</param>
    /// <param name="accumulate">Whether to add to <paramref name="dInput"/> instead of overwriting it.</param>
    public static void Backward(in Part part, int count, ReadOnlySpan<float> dOutput, Span<float> dInput, int channels, int pixels, float probability, ulong key, bool accumulate = false)
    {
        if (accumulate)
        {
            Mask<Accumulate>(part, count, dOutput, dInput, channels, pixels, probability, key);
        }
        else
        {
            Mask<Overwrite>(part, count, dOutput, dInput, channels, pixels, probability, key);
        }
    }

    private static void Mask<TDestination>(in Part part, int count, ReadOnlySpan<float> source, Span<float> destination, int channels, int pixels, float probability, ulong key)
        where TDestination : struct, IDestination
    {
        Debug.Assert(source.Length >= count * pixels * channels && destination.Length >= count * pixels * channels, "The spans hold every pixel.");
        Debug.Assert(probability is >= 0 and < 1, "A probability, not certainty.");
        (int start, int end) = part.Range(count);
        fixed (float* from = source)
        fixed (float* to = destination)
        fixed (float* factors = part.Scratch)
        {
            VectorWidth.Run(new Kernel<TDestination>(from, to, factors, start, end, channels, pixels, probability, key));
        }
    }

    private readonly struct Kernel<TDestination>(float* source, float* destination, float* factors, int start, int end, int channels, int pixels, float probability, ulong key) : IVectorKernel
        where TDestination : struct, IDestination
    {
        public void Run<S, V>()
            where S : struct, ISimd<S, V>
            where V : struct
        {
            V threshold = S.Broadcast(1f + probability);
            V scale = S.Broadcast(1f / (1f - probability));
            int perSample = channels + (channels & 1);
            for (int sample = start; sample < end; sample++)
            {
                long offset = (long)sample * pixels * channels;
                for (int first = 0; first < channels; first += ChannelRows.SlotLength)
                {
                    int width = Math.Min(ChannelRows.SlotLength, channels - first);
                    RandomBits<S, V> random = new(key, (sample * perSample) + first);
                    for (int c = 0; c < width; c += S.Width)
                    {
                        S.Store(factors + c, S.Select(S.GreaterThan(threshold, random.NextFromOneToTwo()), S.Zero, scale));
                    }

                    ChannelRows rows = new(width, channels, pixels, S.Width);
                    ScaleLoop.Run<S, V, TDestination>(source + offset + first, destination + offset + first, pixels, rows, factors);
                }
            }
        }
    }
}
