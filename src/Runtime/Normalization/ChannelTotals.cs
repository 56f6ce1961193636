using System.Diagnostics;
using System.Runtime.CompilerServices;
using Espalier.Simd;

namespace Espalier.Kernels;

/// <summary>The gradients where x is not above 0, else 0: what the slope of a rectifier sees.</summary>
internal readonly unsafe struct WeighBelowZero : IChannelWeight
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Weight<S, V>(float* weights, V difference, int lanes)
        where S : struct, ISimd<S, V>
        where V : struct =>
        S.Select(S.GreaterThan(difference, S.Zero), S.Zero, WeighByGradient.Weight<S, V>(weights, difference, lanes));
}

/// <summary>Sums over the pixels of each sample, and over samples: always in the same order.</summary>
internal static unsafe class ChannelTotals
{
    /// <summary><c>totals[n, c] = Σ w</c> over the pixels of sample n; with the products, <c>Σ w · x</c>.</summary>
    public static void OfSamples<TWeight>(in Part part, int count, ReadOnlySpan<float> input, ReadOnlySpan<float> weights, Span<float> totals, int channels, int pixels, bool products = true, bool accumulate = false)
        where TWeight : struct, IChannelWeight
    {
        Debug.Assert(input.Length >= count * pixels * channels && weights.Length >= count * pixels * channels, "The spans hold every pixel.");
        Debug.Assert(totals.Length >= count * channels, "Every channel of every sample has a total.");
        (int start, int end) = part.Range(count);
        fixed (float* x = input)
        fixed (float* w = weights)
        fixed (float* to = totals)
        fixed (float* slots = part.Scratch)
        {
            VectorWidth.Run(new SampleKernel<TWeight>(x, w, to, slots, start, end, channels, pixels, products, accumulate));
        }
    }

    /// <summary><c>sums[c] += Σ totals[n, c]</c> over the samples in their order.</summary>
    public static void AddSamples(in Part part, int count, ReadOnlySpan<float> totals, Span<float> sums, int channels)
    {
        Debug.Assert(totals.Length >= count * channels && sums.Length >= channels, "Every channel has a sum.");
        (int start, int end) = part.Range(channels, 16);
        fixed (float* from = totals)
        fixed (float* to = sums)
        {
            VectorWidth.Run(new SumKernel(from, to, start, end, count, channels));
        }
    }

    private readonly struct SampleKernel<TWeight>(float* input, float* weights, float* totals, float* slots, int start, int end, int channels, int pixels, bool products, bool accumulate) : IVectorKernel
        where TWeight : struct, IChannelWeight
    {
        public void Run<S, V>()
            where S : struct, ISimd<S, V>
            where V : struct
        {
            float* sums = slots + ((products ? 2 : 1) * ChannelRows.SlotLength);
            for (int sample = start; sample < end; sample++)
            {
                long offset = (long)sample * pixels * channels;
                float* to = totals + ((long)sample * channels);
                for (int first = 0; first < channels; first += ChannelRows.SlotLength)
                {
                    int width = Math.Min(ChannelRows.SlotLength, channels - first);
                    ChannelRows rows = new(width, channels, pixels, S.Width);
                    new Span<float>(slots, width).Clear();
                    ChannelSums.Run<S, V, TWeight>(input + offset + first, weights + offset + first, pixels, rows, slots);
                    if (accumulate)
                    {
                        Copy<S, V, Accumulate>(sums, to + first, width);
                    }
                    else
                    {
                        Copy<S, V, Overwrite>(sums, to + first, width);
                    }
                }
            }
        }

        private static void Copy<S, V, TDestination>(float* from, float* to, int length)
            where S : struct, ISimd<S, V>
            where V : struct
            where TDestination : struct, IDestination
        {
            int i = 0;
            for (; i <= length - S.Width; i += S.Width)
            {
                TDestination.Store<S, V>(to + i, S.Load(from + i));
            }

            if (i < length)
            {
                TDestination.StoreFirst<S, V>(to + i, S.LoadFirst(from + i, length - i), length - i);
            }
        }
    }

    private readonly struct SumKernel(float* totals, float* sums, int start, int end, int count, int channels) : IVectorKernel
    {
        public void Run<S, V>()
            where S : struct, ISimd<S, V>
            where V : struct
        {
            for (int c = start; c < end; c += S.Width)
            {
                int lanes = Math.Min(S.Width, end - c);
                float* from = totals + c;
                V sum = S.Zero;
                for (int sample = 0; sample < count; sample++, from += channels)
                {
                    sum = S.Add(sum, S.LoadFirst(from, lanes));
                }

                Accumulate.StoreFirst<S, V>(sums + c, sum, lanes);
            }
        }
    }
}
