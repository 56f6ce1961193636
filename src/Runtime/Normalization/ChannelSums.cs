using System.Runtime.CompilerServices;
using Espalier.Simd;

namespace Espalier.Kernels;

/// <summary>What the second sum of <see cref="ChannelSums"/> weighs the differences with.</summary>
internal unsafe interface IChannelWeight
{
    static abstract V Weight<S, V>(float* weights, V difference, int lanes)
        where S : struct, ISimd<S, V>
        where V : struct;
}

/// <summary>The differences themselves: the sums are Σ d and Σ d².</summary>
internal readonly unsafe struct WeighByDifference : IChannelWeight
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Weight<S, V>(float* weights, V difference, int lanes)
        where S : struct, ISimd<S, V>
        where V : struct => difference;
}

/// <summary>The gradients of the output: the sums are Σ dy and Σ dy·d.</summary>
internal readonly unsafe struct WeighByGradient : IChannelWeight
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Weight<S, V>(float* weights, V difference, int lanes)
        where S : struct, ISimd<S, V>
        where V : struct => lanes == S.Width ? S.Load(weights) : S.LoadFirst(weights, lanes);
}

/// <summary>
/// Two sums for every channel of a sample: Σ w and Σ w·d, where d = x − pivot and w is d or another array. Sums run over
/// the pixels in a fixed order, which no split between workers changes.
/// </summary>
internal static unsafe class ChannelSums
{
    /// <summary>
    /// Three slots of scratch are used; the first holds the pivots of the channels at its front. Both sums go to the fronts
    /// of the second and third slot.
    /// </summary>
    public static void Run<S, V, TWeight>(float* input, float* weights, int pixels, in ChannelRows rows, float* slots)
        where S : struct, ISimd<S, V>
        where V : struct
        where TWeight : struct, IChannelWeight
    {
        float* pivots = slots;
        float* first = slots + ChannelRows.SlotLength;
        float* second = first + ChannelRows.SlotLength;
        rows.Repeat(pivots);

        int full = pixels / rows.PixelsPerRow;
        int rest = pixels % rows.PixelsPerRow * rows.Channels;
        int columns = rows.Columns;
        int step = rows.Step;
        int i = 0;
        while (i < columns)
        {
            // Four vectors at a time, but for the ends of the rows and of the last, shorter row.
            if (i <= columns - (4 * S.Width) && (rest <= i || rest >= i + (4 * S.Width)))
            {
                FourColumns<S, V, TWeight>(input + i, weights + i, rest <= i ? full : full + 1, step, pivots + i, first + i, second + i);
                i += 4 * S.Width;
            }
            else
            {
                Column<S, V, TWeight>(input + i, weights + i, full, step, Math.Min(columns - i, S.Width), Math.Clamp(rest - i, 0, S.Width), pivots + i, first + i, second + i);
                i += S.Width;
            }
        }

        Fold<S, V>(first, rows);
        Fold<S, V>(second, rows);
    }

    private static void FourColumns<S, V, TWeight>(float* input, float* weights, int rows, int step, float* pivots, float* first, float* second)
        where S : struct, ISimd<S, V>
        where V : struct
        where TWeight : struct, IChannelWeight
    {
        V pivot0 = S.Load(pivots);
        V pivot1 = S.Load(pivots + S.Width);
        V pivot2 = S.Load(pivots + (2 * S.Width));
        V pivot3 = S.Load(pivots + (3 * S.Width));
        V a0 = S.Zero, a1 = S.Zero, a2 = S.Zero, a3 = S.Zero;
        V b0 = S.Zero, b1 = S.Zero, b2 = S.Zero, b3 = S.Zero;
        for (int row = 0; row < rows; row++, input += step, weights += step)
        {
            V d = S.Subtract(S.Load(input), pivot0);
            V w = TWeight.Weight<S, V>(weights, d, S.Width);
            a0 = S.Add(a0, w);
            b0 = S.MultiplyAdd(w, d, b0);

            d = S.Subtract(S.Load(input + S.Width), pivot1);
            w = TWeight.Weight<S, V>(weights + S.Width, d, S.Width);
            a1 = S.Add(a1, w);
            b1 = S.MultiplyAdd(w, d, b1);

            d = S.Subtract(S.Load(input + (2 * S.Width)), pivot2);
            w = TWeight.Weight<S, V>(weights + (2 * S.Width), d, S.Width);
            a2 = S.Add(a2, w);
            b2 = S.MultiplyAdd(w, d, b2);

            d = S.Subtract(S.Load(input + (3 * S.Width)), pivot3);
            w = TWeight.Weight<S, V>(weights + (3 * S.Width), d, S.Width);
            a3 = S.Add(a3, w);
            b3 = S.MultiplyAdd(w, d, b3);
        }

        S.Store(first, a0);
        S.Store(first + S.Width, a1);
        S.Store(first + (2 * S.Width), a2);
        S.Store(first + (3 * S.Width), a3);
        S.Store(second, b0);
        S.Store(second + S.Width, b1);
        S.Store(second + (2 * S.Width), b2);
        S.Store(second + (3 * S.Width), b3);
    }

    /// <summary>One vector of columns: <paramref name="lanes"/> of each full row, <paramref name="lastLanes"/> of one more.</summary>
    private static void Column<S, V, TWeight>(float* input, float* weights, int rows, int step, int lanes, int lastLanes, float* pivots, float* first, float* second)
        where S : struct, ISimd<S, V>
        where V : struct
        where TWeight : struct, IChannelWeight
    {
        V pivot = S.Load(pivots);
        V a = S.Zero;
        V b = S.Zero;
        for (int row = 0; row < rows; row++, input += step, weights += step)
        {
            Include<S, V, TWeight>(input, weights, pivot, lanes, ref a, ref b);
        }

        Include<S, V, TWeight>(input, weights, pivot, lastLanes, ref a, ref b);
        S.Store(first, a);
        S.Store(second, b);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Include<S, V, TWeight>(float* input, float* weights, V pivot, int lanes, ref V a, ref V b)
        where S : struct, ISimd<S, V>
        where V : struct
        where TWeight : struct, IChannelWeight
    {
        if (lanes == 0)
        {
            return;
        }

        V d = S.And(S.FirstLanes(lanes), S.Subtract(S.LoadFirst(input, lanes), pivot));
        V w = TWeight.Weight<S, V>(weights, d, lanes);
        a = S.Add(a, w);
        b = S.MultiplyAdd(w, d, b);
    }

    /// <summary>Adds the sums of a row's pixels, so that one a channel is left.</summary>
    private static void Fold<S, V>(float* sums, in ChannelRows rows)
        where S : struct, ISimd<S, V>
        where V : struct
    {
        int channels = rows.Channels;
        for (int pixel = 1; pixel < rows.PixelsPerRow; pixel++)
        {
            float* from = sums + (pixel * channels);
            int c = 0;
            for (; c <= channels - S.Width; c += S.Width)
            {
                S.Store(sums + c, S.Add(S.Load(sums + c), S.Load(from + c)));
            }

            if (c < channels)
            {
                int lanes = channels - c;
                S.StoreFirst(sums + c, S.Add(S.LoadFirst(sums + c, lanes), S.LoadFirst(from + c, lanes)), lanes);
            }
        }
    }
}
