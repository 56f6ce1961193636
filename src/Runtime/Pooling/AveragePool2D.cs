using System.Diagnostics;
using System.Runtime.CompilerServices;
using Espalier.Simd;

namespace Espalier.Kernels;

/// <summary>
/// The mean of each window, channel by channel. The sum is divided by the pixels of the window inside the image, or, where
/// padding counts, by those inside the padded image: what hangs over beyond the padding never counts (PyTorch's rule).
/// </summary>
public static unsafe class AveragePool2D
{
    /// <summary>The mean of every window.</summary>
    /// <param name="part">The share of this worker.</param>
    /// <param name="count">Samples.</param>
    /// <param name="input">count images of (height, width, channels).</param>
    /// <param name="output">count images of (output height, output width, channels).</param>
    /// <param name="shape">The sizes.</param>
    /// <param name="countIncludePad">Whether padding counts as zeros.</param>
    public static void Forward(in Part part, int count, ReadOnlySpan<float> input, Span<float> output, in Pool2DShape shape, bool countIncludePad)
    {
        Debug.Assert(input.Length >= count * shape.InputLength && output.Length >= count * shape.OutputLength, "The spans hold every image.");
        (int start, int end) = part.Range(count * shape.OutputHeight);
        fixed (float* x = input)
        fixed (float* y = output)
        {
            VectorWidth.Run(new ForwardKernel(x, y, count, start, end, shape, countIncludePad));
        }
    }

    /// <summary>Shares the gradient of each output among the inputs of its window.</summary>
    /// <param name="part">The share of this worker.</param>
    /// <param name="count">Samples.</param>
    /// <param name="dOutput">The gradient of the output: count images of (output height, output width, channels).</param>
    /// <param name="dInput">Receives the gradient of the input: count images of (height, width, channels).</param>
    /// <param name="shape">The sizes.</param>
    /// <param name="countIncludePad">As in forward.</param>
    /// <param name="accumulate">Whether to add to <paramref name="dInput"/> instead of overwriting it.</param>
    public static void Backward(in Part part, int count, ReadOnlySpan<float> dOutput, Span<float> dInput, in Pool2DShape shape, bool countIncludePad, bool accumulate = false)
    {
        Debug.Assert(dInput.Length >= count * shape.InputLength && dOutput.Length >= count * shape.OutputLength, "The spans hold every image.");
        (int start, int end) = part.Range(count * shape.Height);
        fixed (float* dy = dOutput)
        fixed (float* dx = dInput)
        {
            VectorWidth.Run(new BackwardKernel(dy, dx, start, end, shape, countIncludePad, accumulate));
        }
    }

    /// <summary>What the sum of a window is divided by.</summary>
    private static float Divisor(in Pool2DShape shape, int y, int x, bool countIncludePad)
    {
        if (!countIncludePad)
        {
            (int top, int bottom) = shape.Rows(y);
            (int left, int right) = shape.Columns(x);
            return (bottom - top) * (right - left);
        }

        int rows = Math.Min(shape.KernelHeight, shape.Height + shape.PadBottom - (y * shape.StrideY) + shape.PadTop);
        int columns = Math.Min(shape.KernelWidth, shape.Width + shape.PadRight - (x * shape.StrideX) + shape.PadLeft);
        return rows * columns;
    }

    private readonly struct ForwardKernel(float* input, float* output, int count, int start, int end, Pool2DShape shape, bool countIncludePad) : IVectorKernel
    {
        public void Run<S, V>()
            where S : struct, ISimd<S, V>
            where V : struct
        {
            int channels = shape.Channels;
            int rounded = (channels + S.Width - 1) / S.Width * S.Width;
            float* inputEnd = input + ((long)count * shape.InputLength);
            for (int row = start; row < end; row++)
            {
                float* image = input + ((long)(row / shape.OutputHeight) * shape.InputLength);
                float* to = output + ((long)row * shape.OutputWidth * channels);
                float* rowEnd = to + ((long)shape.OutputWidth * channels);
                int y = row % shape.OutputHeight;
                (int top, int bottom) = shape.Rows(y);
                for (int x = 0; x < shape.OutputWidth; x++, to += channels)
                {
                    (int left, int right) = shape.Columns(x);
                    float* first = image + ((((long)top * shape.Width) + left) * channels);
                    float* last = image + ((((long)(bottom - 1) * shape.Width) + right - 1) * channels);

                    // The last vector may run over into pixels of the row that are still to be written.
                    bool mayRunOver = to + rounded <= rowEnd && last + rounded <= inputEnd;
                    float divisor = Divisor(shape, y, x, countIncludePad);
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
    private readonly struct BackwardKernel(float* dOutput, float* dInput, int start, int end, Pool2DShape shape, bool countIncludePad, bool accumulate) : IVectorKernel
    {
        public void Run<S, V>()
            where S : struct, ISimd<S, V>
            where V : struct
        {
            for (int row = start; row < end; row++)
            {
                float* from = dOutput + ((long)(row / shape.Height) * shape.OutputLength);
                float* to = dInput + ((long)row * shape.Width * shape.Channels);
                (int top, int bottom) = Windows((row % shape.Height) + shape.PadTop, shape.KernelHeight, shape.StrideY, shape.OutputHeight);
                for (int x = 0; x < shape.Width; x++, to += shape.Channels)
                {
                    (int left, int right) = Windows(x + shape.PadLeft, shape.KernelWidth, shape.StrideX, shape.OutputWidth);
                    Pixel<S, V>(from, to, top, bottom, left, right);
                }
            }
        }

        /// <summary>The windows that hold a position of the padded image: the first, and the one after the last.</summary>
        private static (int Start, int End) Windows(int position, int kernel, int stride, int count)
        {
            int first = position < kernel ? 0 : ((position - kernel) / stride) + 1;
            return (first, Math.Min((position / stride) + 1, count));
        }

        private void Pixel<S, V>(float* dOutput, float* dInput, int top, int bottom, int left, int right)
            where S : struct, ISimd<S, V>
            where V : struct
        {
            int channels = shape.Channels;
            bool add = accumulate;
            for (int y = top; y < bottom; y++)
            {
                for (int x = left; x < right; x++)
                {
                    float* window = dOutput + ((((long)y * shape.OutputWidth) + x) * channels);
                    float share = 1f / Divisor(shape, y, x, countIncludePad);
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
