using Espalier.Simd;

namespace Espalier.Kernels;

/// <summary>The mean of every channel of a sample, and the sum of the squared differences from it.</summary>
internal static unsafe class ChannelStatistics
{
    /// <summary>
    /// Writes both for <paramref name="channels"/> channels that lie one after the other. The mean is found first, so that a
    /// large one costs no digits. Three slots of scratch are used.
    /// </summary>
    public static void Run<S, V>(float* input, int channels, int pixels, float* means, float* squares, float* slots)
        where S : struct, ISimd<S, V>
        where V : struct
    {
        for (int first = 0; first < channels; first += ChannelRows.SlotLength)
        {
            int width = Math.Min(ChannelRows.SlotLength, channels - first);
            Block<S, V>(input + first, width, channels, pixels, means + first, squares + first, slots);
        }
    }

    private static void Block<S, V>(float* x, int width, int channels, int pixels, float* means, float* squares, float* slots)
        where S : struct, ISimd<S, V>
        where V : struct
    {
        if (pixels == 1)
        {
            new Span<float>(x, width).CopyTo(new Span<float>(means, width));
            new Span<float>(squares, width).Clear();
            return;
        }

        float* pivots = slots;
        float* sums = slots + ChannelRows.SlotLength;
        float* sumsOfSquares = sums + ChannelRows.SlotLength;
        ChannelRows rows = new(width, channels, pixels, S.Width);
        V perPixel = S.Broadcast(1f / pixels);

        new Span<float>(pivots, width).Clear();
        ChannelSums.Run<S, V, WeighByDifference>(x, x, pixels, rows, slots);
        for (int c = 0; c < width; c += S.Width)
        {
            S.Store(pivots + c, S.Multiply(S.Load(sums + c), perPixel));
        }

        // What the rounding of the mean left over is taken out of mean and squares.
        ChannelSums.Run<S, V, WeighByDifference>(x, x, pixels, rows, slots);
        for (int c = 0; c < width; c += S.Width)
        {
            int lanes = Math.Min(S.Width, width - c);
            V sum = S.Load(sums + c);
            V error = S.Multiply(sum, perPixel);
            S.StoreFirst(means + c, S.Add(S.Load(pivots + c), error), lanes);
            S.StoreFirst(squares + c, S.Subtract(S.Load(sumsOfSquares + c), S.Multiply(sum, error)), lanes);
        }
    }
}
