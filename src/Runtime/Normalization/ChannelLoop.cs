using System.Diagnostics;
using Espalier.Simd;

namespace Espalier.Kernels;

/// <summary>A function of two values of a channel and of one number that the channel has.</summary>
internal interface IChannelOperator
{
    static abstract V Apply<S, V>(V left, V right, V channel)
        where S : struct, ISimd<S, V>
        where V : struct;
}

/// <summary><c>output = f(left, right, number of the channel)</c>, value by value. The output may be an input.</summary>
internal static unsafe class ChannelLoop
{
    /// <summary>The numbers are the same for all samples.</summary>
    public static void Run<TOperator>(in Part part, int count, ReadOnlySpan<float> left, ReadOnlySpan<float> right, ReadOnlySpan<float> numbers, Span<float> output, int channels, int pixels, bool accumulate = false)
        where TOperator : struct, IChannelOperator =>
        Run<TOperator>(part, 1, left, right, numbers, output, channels, count * pixels, step: 0, accumulate);

    /// <summary>Each sample has numbers of its own: count·channels of them.</summary>
    public static void RunBySample<TOperator>(in Part part, int count, ReadOnlySpan<float> left, ReadOnlySpan<float> right, ReadOnlySpan<float> numbers, Span<float> output, int channels, int pixels, bool accumulate = false)
        where TOperator : struct, IChannelOperator =>
        Run<TOperator>(part, count, left, right, numbers, output, channels, pixels, step: channels, accumulate);

    private static void Run<TOperator>(in Part part, int count, ReadOnlySpan<float> left, ReadOnlySpan<float> right, ReadOnlySpan<float> numbers, Span<float> output, int channels, int pixels, int step, bool accumulate)
        where TOperator : struct, IChannelOperator
    {
        Debug.Assert(left.Length >= count * pixels * channels && right.Length >= count * pixels * channels && output.Length >= count * pixels * channels, "The spans hold every pixel.");
        Debug.Assert(numbers.Length >= channels + ((count - 1) * step), "Every channel has a number.");
        (int start, int end) = part.Range(count * pixels, Math.Max(1, BinaryLoop.Grain / channels));
        fixed (float* a = left)
        fixed (float* b = right)
        fixed (float* c = numbers)
        fixed (float* to = output)
        fixed (float* slot = part.Scratch)
        {
            while (start < end)
            {
                int sample = start / pixels;
                int last = Math.Min(end, (sample + 1) * pixels);
                long offset = (long)start * channels;
                float* own = c + ((long)sample * step);
                if (accumulate)
                {
                    VectorWidth.Run(new Kernel<TOperator, Accumulate>(a + offset, b + offset, own, to + offset, slot, channels, last - start));
                }
                else
                {
                    VectorWidth.Run(new Kernel<TOperator, Overwrite>(a + offset, b + offset, own, to + offset, slot, channels, last - start));
                }

                start = last;
            }
        }
    }

    private readonly struct Kernel<TOperator, TDestination>(float* left, float* right, float* numbers, float* output, float* slot, int channels, int pixels) : IVectorKernel
        where TOperator : struct, IChannelOperator
        where TDestination : struct, IDestination
    {
        public void Run<S, V>()
            where S : struct, ISimd<S, V>
            where V : struct
        {
            for (int first = 0; first < channels; first += ChannelRows.SlotLength)
            {
                int width = Math.Min(ChannelRows.SlotLength, channels - first);
                new Span<float>(numbers + first, width).CopyTo(new Span<float>(slot, width));
                ChannelRows rows = new(width, channels, pixels, S.Width);
                rows.Repeat(slot);
                long offset = first;
                for (int rest = pixels; rest > 0; rest -= rows.PixelsPerRow, offset += rows.Step)
                {
                    Row<S, V>(left + offset, right + offset, output + offset, Math.Min(rest, rows.PixelsPerRow) * width, slot);
                }
            }
        }

        private static void Row<S, V>(float* left, float* right, float* output, int columns, float* slot)
            where S : struct, ISimd<S, V>
            where V : struct
        {
            int i = 0;
            for (; i <= columns - S.Width; i += S.Width)
            {
                TDestination.Store<S, V>(output + i, TOperator.Apply<S, V>(S.Load(left + i), S.Load(right + i), S.Load(slot + i)));
            }

            if (i < columns)
            {
                int lanes = columns - i;
                V value = TOperator.Apply<S, V>(S.LoadFirst(left + i, lanes), S.LoadFirst(right + i, lanes), S.LoadFirst(slot + i, lanes));
                TDestination.StoreFirst<S, V>(output + i, value, lanes);
            }
        }
    }
}
