using System.Runtime.CompilerServices;
using Espalier.Simd;

namespace Espalier.Kernels;

/// <content>
/// Forward. A pixel's channels rarely fill whole vectors. Where the next pixels of the row are still to be written, the
/// last vector of a pixel simply runs over them, and masks are needed only at the end of a row.
/// </content>
public static unsafe partial class MaxPool2D
{
    /// <summary>
    /// The greater lanes; NaN on either side wins. A maximum is sure to give the NaN of its second argument only, so it is
    /// taken both ways; numbers give the same bits twice, and NaN or anything is NaN.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static V Greatest<S, V>(V best, V value)
        where S : struct, ISimd<S, V>
        where V : struct => S.Or(S.Max(best, value), S.Max(value, best));

    private readonly struct ForwardKernel(float* input, float* output, int count, int start, int end, Pool2DShape shape) : IVectorKernel
    {
        public void Run<S, V>()
            where S : struct, ISimd<S, V>
            where V : struct
        {
            int channels = shape.Channels;
            int rounded = (channels + S.Width - 1) / S.Width * S.Width;
            float* inputEnd = input + ((long)count * shape.InputLength);
            bool isTwoByTwo = shape is { KernelHeight: 2, KernelWidth: 2, StrideX: 2, PadLeft: 0 } && 2 * shape.OutputWidth <= shape.Width;
            for (int row = start; row < end; row++)
            {
                float* image = input + ((long)(row / shape.OutputHeight) * shape.InputLength);
                float* y = output + ((long)row * shape.OutputWidth * channels);
                float* rowEnd = y + ((long)shape.OutputWidth * channels);
                (int top, int bottom) = shape.Rows(row % shape.OutputHeight);
                if (isTwoByTwo && bottom - top == 2)
                {
                    float* upper = image + ((long)top * shape.Width * channels);
                    TwoByTwo<S, V>(upper, upper + (shape.Width * channels), y, rowEnd, inputEnd, channels, rounded);
                    continue;
                }

                for (int x = 0; x < shape.OutputWidth; x++, y += channels)
                {
                    (int left, int right) = shape.Columns(x);
                    float* first = image + ((((long)top * shape.Width) + left) * channels);
                    float* last = image + ((((long)(bottom - 1) * shape.Width) + right - 1) * channels);
                    bool mayRunOver = y + rounded <= rowEnd && last + rounded <= inputEnd;
                    Window<S, V>(first, y, bottom - top, right - left, shape.Width * channels, channels, mayRunOver ? rounded : channels);
                }
            }
        }

        /// <summary>One row of output of the pooling that nearly everyone uses.</summary>
        private static void TwoByTwo<S, V>(float* upper, float* lower, float* output, float* rowEnd, float* inputEnd, int channels, int rounded)
            where S : struct, ISimd<S, V>
            where V : struct
        {
            for (; output < rowEnd; output += channels, upper += 2 * channels, lower += 2 * channels)
            {
                bool mayRunOver = output + rounded <= rowEnd && lower + channels + rounded <= inputEnd;
                int limit = mayRunOver ? rounded : channels;
                int c = 0;
                for (; c <= limit - S.Width; c += S.Width)
                {
                    V above = Greatest<S, V>(S.Load(upper + c), S.Load(upper + channels + c));
                    V below = Greatest<S, V>(S.Load(lower + c), S.Load(lower + channels + c));
                    S.Store(output + c, Greatest<S, V>(above, below));
                }

                if (c < limit)
                {
                    V above = Greatest<S, V>(S.LoadFirst(upper + c, limit - c), S.LoadFirst(upper + channels + c, limit - c));
                    V below = Greatest<S, V>(S.LoadFirst(lower + c, limit - c), S.LoadFirst(lower + channels + c, limit - c));
                    S.StoreFirst(output + c, Greatest<S, V>(above, below), limit - c);
                }
            }
        }

        /// <summary>One output pixel from a window of any size.</summary>
        private static void Window<S, V>(float* input, float* output, int rows, int columns, int rowStep, int channels, int limit)
            where S : struct, ISimd<S, V>
            where V : struct
        {
            int c = 0;
            for (; c <= limit - S.Width; c += S.Width)
            {
                V best = S.Broadcast(float.NegativeInfinity);
                float* row = input + c;
                for (int y = 0; y < rows; y++, row += rowStep)
                {
                    float* pixel = row;
                    for (int x = 0; x < columns; x++, pixel += channels)
                    {
                        best = Greatest<S, V>(best, S.Load(pixel));
                    }
                }

                S.Store(output + c, best);
            }

            if (c < limit)
            {
                V best = S.Broadcast(float.NegativeInfinity);
                float* row = input + c;
                for (int y = 0; y < rows; y++, row += rowStep)
                {
                    float* pixel = row;
                    for (int x = 0; x < columns; x++, pixel += channels)
                    {
                        best = Greatest<S, V>(best, S.LoadFirst(pixel, limit - c));
                    }
                }

                S.StoreFirst(output + c, best, limit - c);
            }
        }
    }
}
