using Espalier.Simd;

namespace Espalier.Kernels;

/// <summary><c>y = x · scale</c> with one scale a channel.</summary>
internal static unsafe class ScaleLoop
{
    /// <summary>
    /// Walks <paramref name="pixels"/> pixels. The slot holds the values of the channels at its front; they are repeated
    /// here. The output may be the input.
    /// </summary>
    public static void Run<S, V, TDestination>(float* input, float* output, int pixels, in ChannelRows rows, float* scale)
        where S : struct, ISimd<S, V>
        where V : struct
        where TDestination : struct, IDestination
    {
        rows.Repeat(scale);
        for (int left = pixels; left > 0; left -= rows.PixelsPerRow)
        {
            int columns = Math.Min(left, rows.PixelsPerRow) * rows.Channels;
            int i = 0;
            for (; i <= columns - S.Width; i += S.Width)
            {
                TDestination.Store<S, V>(output + i, S.Multiply(S.Load(input + i), S.Load(scale + i)));
            }

            if (i < columns)
            {
                TDestination.StoreFirst<S, V>(output + i, S.Multiply(S.LoadFirst(input + i, columns - i), S.Load(scale + i)), columns - i);
            }

            input += rows.Step;
            output += rows.Step;
        }
    }
}
