using System.Diagnostics;
using Espalier.Pooling;

namespace Espalier.Kernels;

/// <summary>
/// The mean of each window, channel by channel. The sum is divided by the pixels of the window inside the image, or, where
/// padding counts, by those inside the padded image: what hangs over beyond the padding never counts (PyTorch's rule).
/// </summary>
public static class AveragePool2D
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
        WindowMeans<Windows>.Forward(part, count, input, output, new Windows(shape, countIncludePad));
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
        WindowMeans<Windows>.Backward(part, count, dOutput, dInput, new Windows(shape, countIncludePad), accumulate);
    }

    private readonly struct Windows(Pool2DShape shape, bool countIncludePad) : IWindows
    {
        public PoolSizes Sizes => new(shape.Channels, shape.Height, shape.Width, shape.OutputHeight, shape.OutputWidth);

        public (int Start, int End) Rows(int y) => shape.Rows(y);

        public (int Start, int End) Columns(int x) => shape.Columns(x);

        public (int Start, int End) Above(int row) => Holding(row + shape.PadTop, shape.KernelHeight, shape.StrideY, shape.OutputHeight);

        public (int Start, int End) Beside(int column) => Holding(column + shape.PadLeft, shape.KernelWidth, shape.StrideX, shape.OutputWidth);

        public float Divisor(int y, int x)
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

        /// <summary>The windows that hold a position of the padded image.</summary>
        private static (int Start, int End) Holding(int position, int kernel, int stride, int count)
        {
            int first = position < kernel ? 0 : ((position - kernel) / stride) + 1;
            return (first, Math.Min((position / stride) + 1, count));
        }
    }
}
