using System.Runtime.CompilerServices;
using Espalier.Simd;

namespace Espalier.Pooling;

/// <summary>Sizes of a pooling of channels-last images.</summary>
internal readonly record struct PoolSizes(int Channels, int Height, int Width, int OutputHeight, int OutputWidth)
{
    public int InputLength => Height * Width * Channels;

    public int OutputLength => OutputHeight * OutputWidth * Channels;
}

/// <summary>Which part of the image each output pixel is the mean of. Both ends of a range: the first, and the one after the last.</summary>
internal interface IWindows
{
    PoolSizes Sizes { get; }

    /// <summary>The rows of the image in the windows of output row <paramref name="y"/>.</summary>
    (int Start, int End) Rows(int y);

    /// <summary>The columns of the image in the windows of output column <paramref name="x"/>.</summary>
    (int Start, int End) Columns(int x);

    /// <summary>The output rows whose windows hold a row of the image.</summary>
    (int Start, int End) Above(int row);

    /// <summary>The output columns whose windows hold a column of the image.</summary>
    (int Start, int End) Beside(int column);

    /// <summary>What the sum of a window is divided by.</summary>
    float Divisor(int y, int x);
}

/// <summary>The mean of each window, channel by channel, and its gradient.</summary>
internal static unsafe class WindowMeans<TWindows>
    where TWindows : struct, IWindows
{
    public static void Forward(in Part part, int count, ReadOnlySpan<float> input, Span<float> output, TWindows windows)
    {
        (int start, int end) = part.Range(count * windows.Sizes.OutputHeight);
        fixed (float* x = input)
        fixed (float* y = output)
        {
            VectorWidth.Run(new ForwardKernel(x, y, count, start, end, windows));
        }
    }

    public static void Backward(in Part part, int count, ReadOnlySpan<float> dOutput, Span<float> dInput, TWindows windows, bool accumulate)
    {
        (int start, int end) = part.Range(count * windows.Sizes.Height);
        fixed (float* dy = dOutput)
        fixed (float* dx = dInput)
        {
            VectorWidth.Run(new BackwardKernel(dy, dx, start, end, windows, accumulate));
        }
    }

    private readonly struct ForwardKernel(float* input, float* output, int count, int start, int end, TWindows windows) : IVectorKernel
    {
        public void Run<S, V>()
            where S : struct, ISimd<S, V>
            where V : struct
        {
            PoolSizes shape = windows.Sizes;
            int channels = shape.Channels;
            int rounded = (channels + S.Width - 1) / S.Width * S.Width;
            float* inputEnd = input + ((long)count * shape.InputLength);
            for (int row = start; row < end; row++)
            {
                float* image = input + ((long)(row / shape.OutputHeight) * shape.InputLength);
                float* to = output + ((long)row * shape.OutputWidth * channels);
                float* rowEnd = to + ((long)shape.OutputWidth * channels);
                int y = row % shape.OutputHeight;
                (int top, int bottom) = windows.Rows(y);
                for (int x = 0; x < shape.OutputWidth; x++, to += channels)
                {
                    (int left, int right) = windows.Columns(x);
                    float* first = image + ((((long)top * shape.Width) + left) * channels);
                    float* last = image + ((((long)(bottom - 1) * shape.Width) + right - 1) * channels);

                    // The last vector may run over into pixels of the row that are still to be written.
                    bool mayRunOver = to + rounded <= rowEnd && last + rounded <= inputEnd;
                    float divisor = windows.Divisor(y, x);
                    Window<S, V>(first, to, bottom - top, right - left, shape.Width * channels, channels, mayRunOver ? rounded : channels, divisor);
                }
            }
        }

        private static void Window<S, V>(float* input, float* output, int rows, int columns, int rowStep, int channels, int limit, float divisor)
            where S : struct, ISimd<S, V>
            where V : struct
        {
            V by = S.Broadcast(divisor);
            int c = 0;
            for (; c <= limit - S.Width; c += S.Width)
            {
                S.Store(output + c, S.Divide(Total<S, V>(input + c, rows, columns, rowStep, channels, S.Width), by));
            }

            if (c < limit)
            {
                S.StoreFirst(output + c, S.Divide(Total<S, V>(input + c, rows, columns, rowStep, channels, limit - c), by), limit - c);
            }
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private static V Total<S, V>(float* input, int rows, int columns, int rowStep, int channels, int lanes)
            where S : struct, ISimd<S, V>
            where V : struct
        {
            V sum = S.Zero;
            for (int y = 0; y < rows; y++, input += rowStep)
            {
                float* pixel = input;
                for (int x = 0; x < columns; x++, pixel += channels)
                {
                    sum = S.Add(sum, lanes == S.Width ? S.Load(pixel) : S.LoadFirst(pixel, lanes));
                }
            }

            return sum;
        }
    }

    /// <summary>Every input gathers from the windows that hold it, in their order, so rows of input are independent.</summary>
    private readonly struct BackwardKernel(float* dOutput, float* dInput, int start, int end, TWindows windows, bool accumulate) : IVectorKernel
    {
        public void Run<S, V>()
            where S : struct, ISimd<S, V>
            where V : struct
        {
            PoolSizes shape = windows.Sizes;
            for (int row = start; row < end; row++)
            {
                float* from = dOutput + ((long)(row / shape.Height) * shape.OutputLength);
                float* to = dInput + ((long)row * shape.Width * shape.Channels);
                (int top, int bottom) = windows.Above(row % shape.Height);
                for (int x = 0; x < shape.Width; x++, to += shape.Channels)
                {
                    (int left, int right) = windows.Beside(x);
                    Pixel<S, V>(from, to, top, bottom, left, right);
                }
            }
        }

        private void Pixel<S, V>(float* dOutput, float* dInput, int top, int bottom, int left, int right)
            where S : struct, ISimd<S, V>
            where V : struct
        {
            int channels = windows.Sizes.Channels, step = windows.Sizes.OutputWidth;
            bool add = accumulate;
            for (int y = top; y < bottom; y++)
            {
                for (int x = left; x < right; x++)
                {
                    float* window = dOutput + ((((long)y * step) + x) * channels);
                    float share = 1f / windows.Divisor(y, x);
                    if (add)
                    {
                        Share<S, V, Accumulate>(window, share, dInput, channels);
                    }
                    else
                    {
                        Share<S, V, Overwrite>(window, share, dInput, channels);
                    }

                    add = true;
                }
            }

            if (!add)
            {
                new Span<float>(dInput, channels).Clear();
            }
        }

        private static void Share<S, V, TDestination>(float* dOutput, float share, float* dInput, int channels)
            where S : struct, ISimd<S, V>
            where V : struct
            where TDestination : struct, IDestination
        {
            V factor = S.Broadcast(share);
            int c = 0;
            for (; c <= channels - S.Width; c += S.Width)
            {
                TDestination.Store<S, V>(dInput + c, S.Multiply(S.Load(dOutput + c), factor));
            }

            if (c < channels)
            {
                TDestination.StoreFirst<S, V>(dInput + c, S.Multiply(S.LoadFirst(dOutput + c, channels - c), factor), channels - c);
            }
        }
    }
}
