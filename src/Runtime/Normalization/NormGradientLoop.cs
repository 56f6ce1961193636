using System.Runtime.CompilerServices;
using Espalier.Simd;

namespace Espalier.Kernels;

/// <summary>
/// <c>dx = dy · scale + (x − mean) · slope + offset</c> with one of each a channel: the gradient of a normalisation.
/// </summary>
internal static unsafe class NormGradientLoop
{
    /// <summary>
    /// Walks <paramref name="pixels"/> pixels. The slots hold the values of the channels at their front; they are repeated
    /// here. <paramref name="dInput"/> may be <paramref name="dOutput"/>.
    /// </summary>
    public static void Run<S, V, TDestination>(float* input, float* dOutput, float* dInput, int pixels, in ChannelRows rows, float* mean, float* scale, float* slope, float* offset)
        where S : struct, ISimd<S, V>
        where V : struct
        where TDestination : struct, IDestination
    {
        rows.Repeat(mean);
        rows.Repeat(scale);
        rows.Repeat(slope);
        rows.Repeat(offset);
        for (int left = pixels; left > 0; left -= rows.PixelsPerRow)
        {
            Row<S, V, TDestination>(input, dOutput, dInput, Math.Min(left, rows.PixelsPerRow) * rows.Channels, mean, scale, slope, offset);
            input += rows.Step;
            dOutput += rows.Step;
            dInput += rows.Step;
        }
    }

    private static void Row<S, V, TDestination>(float* x, float* dy, float* dx, int columns, float* mean, float* scale, float* slope, float* offset)
        where S : struct, ISimd<S, V>
        where V : struct
        where TDestination : struct, IDestination
    {
        int i = 0;
        for (; i <= columns - S.Width; i += S.Width)
        {
            TDestination.Store<S, V>(dx + i, Value<S, V>(S.Load(x + i), S.Load(dy + i), S.Load(mean + i), S.Load(scale + i), S.Load(slope + i), S.Load(offset + i)));
        }

        if (i < columns)
        {
            int lanes = columns - i;
            V value = Value<S, V>(S.LoadFirst(x + i, lanes), S.LoadFirst(dy + i, lanes), S.Load(mean + i), S.Load(scale + i), S.Load(slope + i), S.Load(offset + i));
            TDestination.StoreFirst<S, V>(dx + i, value, lanes);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V Value<S, V>(V x, V dy, V mean, V scale, V slope, V offset)
        where S : struct, ISimd<S, V>
        where V : struct =>
        S.MultiplyAdd(S.Subtract(x, mean), slope, S.MultiplyAdd(dy, scale, offset));
}
