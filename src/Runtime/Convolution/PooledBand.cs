using System.Runtime.CompilerServices;
using Espalier.Kernels;
using Espalier.Simd;

namespace Espalier.Convolution;

/// <summary>
/// The greatest values of windows that tile a band of pixels, and back. The rules are those of <see cref="MaxPool2D"/>:
/// NaN wins over every number, of equal values the first, of several NaNs the last.
/// </summary>
internal static unsafe class PooledBand
{
    /// <summary>Floats of a band of several rows of windows: they stay in the caches near the core.</summary>
    public const int Length = 8 * 1024;

    /// <summary>Pools some rows of windows, channels <paramref name="first"/>…<paramref name="last"/>.</summary>
    /// <param name="band">The first pixel of the first window; behind the last channel of a pixel, whole vectors can be read.</param>
    /// <param name="rowStep">Floats from a row of pixels to the next.</param>
    /// <param name="pixelStep">Floats from a pixel to the next.</param>
    /// <param name="output">The first pixel of the result, whose pixels follow each other.</param>
    /// <param name="winners">Where the numbers of the winning taps go, laid out as the result; null for nowhere.</param>
    /// <param name="rows">Rows of windows.</param>
    /// <param name="first">The first channel.</param>
    /// <param name="last">The channel after the last.</param>
    /// <param name="pool">The windows.</param>
    public static void Run<S, V>(float* band, nint rowStep, nint pixelStep, float* output, float* winners, int rows, int first, int last, in Pool2DShape pool)
        where S : struct, ISimd<S, V>
        where V : unmanaged
    {
        bool isTwoByTwo = pool is { KernelHeight: 2, KernelWidth: 2 };
        for (int y = 0; y < rows; y++, band += pool.KernelHeight * rowStep)
        {
            float* window = band;
            for (int x = 0; x < pool.OutputWidth; x++, window += pool.KernelWidth * pixelStep, output += pool.Channels)
            {
                // The last vector runs over channels of the next pixel where this worker is still to write them.
                bool runsOver = x + 1 < pool.OutputWidth && first == 0 && last == pool.Channels && pool.Channels >= S.Width;
                for (int c = first; c < last; c += S.Width)
                {
                    int lanes = runsOver ? S.Width : Math.Min(S.Width, last - c);
                    float* tap = window + c;
                    if (winners == null)
                    {
                        Store<S, V>(output + c, isTwoByTwo ? Greatest<S, V>(S.Load(tap), S.Load(tap + pixelStep), S.Load(tap + rowStep), S.Load(tap + rowStep + pixelStep)) : Greatest<S, V>(tap, rowStep, pixelStep, pool), lanes);
                        continue;
                    }

                    V best = isTwoByTwo ? Winner<S, V>(S.Load(tap), S.Load(tap + pixelStep), S.Load(tap + rowStep), S.Load(tap + rowStep + pixelStep), out V number) : Winner<S, V>(tap, rowStep, pixelStep, pool, out number);
                    Store<S, V>(output + c, best, lanes);
                    Store<S, V>(winners + c, number, lanes);
                }

                winners = winners == null ? null : winners + pool.Channels;
            }
        }
    }

    /// <summary>
    /// The number of a tap as it is kept: a float, one unit in the last place above that of the tap before, so that vectors of
    /// numbers can be compared and <see cref="Tap"/> has nothing to convert.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Number(int tap) => BitConverter.Int32BitsToSingle(BitConverter.SingleToInt32Bits(1) + tap);

    /// <summary>The tap of a number; of up to 65 536 taps.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static nint Tap(float* number) => *(ushort*)number;

    /// <summary>The gradient of a pixel that lies at the tap of that number in its window: that of the result where it won.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Share<S, V>(V winner, V gradient, V tap)
        where S : struct, ISimd<S, V>
        where V : unmanaged => S.And(S.Equals(winner, tap), gradient);

    /// <summary>The greatest of four values.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Greatest<S, V>(V first, V second, V third, V fourth)
        where S : struct, ISimd<S, V>
        where V : unmanaged => MaxPool2D.Greatest<S, V>(MaxPool2D.Greatest<S, V>(first, second), MaxPool2D.Greatest<S, V>(third, fourth));

    /// <summary>The greatest of four values, and its number.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Winner<S, V>(V first, V second, V third, V fourth, out V number)
        where S : struct, ISimd<S, V>
        where V : unmanaged
    {
        number = S.Broadcast(Number(0));
        MaxPool2D.Challenge<S, V>(second, S.Broadcast(Number(1)), ref first, ref number);
        MaxPool2D.Challenge<S, V>(third, S.Broadcast(Number(2)), ref first, ref number);
        MaxPool2D.Challenge<S, V>(fourth, S.Broadcast(Number(3)), ref first, ref number);
        return first;
    }

    private static V Greatest<S, V>(float* pixel, nint rowStep, nint pixelStep, in Pool2DShape pool)
        where S : struct, ISimd<S, V>
        where V : unmanaged
    {
        V best = S.Load(pixel);
        for (int y = 0; y < pool.KernelHeight; y++, pixel += rowStep)
        {
            for (int x = 0; x < pool.KernelWidth; x++)
            {
                best = MaxPool2D.Greatest<S, V>(best, S.Load(pixel + (x * pixelStep)));
            }
        }

        return best;
    }

    private static V Winner<S, V>(float* pixel, nint rowStep, nint pixelStep, in Pool2DShape pool, out V number)
        where S : struct, ISimd<S, V>
        where V : unmanaged
    {
        V best = S.Load(pixel);
        number = S.Broadcast(Number(0));
        for (int tap = 1; tap < pool.KernelHeight * pool.KernelWidth; tap++)
        {
            (int y, int x) = Math.DivRem(tap, pool.KernelWidth);
            MaxPool2D.Challenge<S, V>(S.Load(pixel + (y * rowStep) + (x * pixelStep)), S.Broadcast(Number(tap)), ref best, ref number);
        }

        return best;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store<S, V>(float* destination, V value, int lanes)
        where S : struct, ISimd<S, V>
        where V : unmanaged
    {
        if (lanes == S.Width)
        {
            S.Store(destination, value);
        }
        else
        {
            S.StoreFirst(destination, value, lanes);
        }
    }
}
