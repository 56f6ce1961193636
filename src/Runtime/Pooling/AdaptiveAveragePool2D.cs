using System.Diagnostics;
using Espalier.Pooling;

namespace Espalier.Kernels;

/// <summary>The means of windows that cover the image evenly, channel by channel, with PyTorch's rule for where they begin and end.</summary>
public static class AdaptiveAveragePool2D
{
    /// <summary>The mean of every window.</summary>
    /// <param name="part">The share of this worker.</param>
    /// <param name="count">Samples.</param>
    /// <param name="input">count images of (height, width, channels).</param>
    /// <param name="output">count images of (output height, output width, channels).</param>
    /// <param name="shape">The sizes.</param>
    public static void Forward(in Part part, int count, ReadOnlySpan<float> input, Span<float> output, in AdaptivePool2DShape shape)
    {
        var windows = new Windows(shape);
        Debug.Assert(input.Length >= count * windows.Sizes.InputLength && output.Length >= count * windows.Sizes.OutputLength, "The spans hold every image.");
        WindowMeans<Windows>.Forward(part, count, input, output, windows);
    }

    /// <summary>Shares the gradient of each output among the inputs of its window.</summary>
    /// <param name="part">The share of this worker.</param>
    /// <param name="count">Samples.</param>
    /// <param name="dOutput">The gradient of the output: count images of (output height, output width, channels).</param>
    /// <param name="dInput">Receives the gradient of the input: count images of (height, width, channels).</param>
    /// <param name="shape">The sizes.</param>
    /// <param name="accumulate">Whether to add to <paramref name="dInput"/> instead of overwriting it.</param>
    public static void Backward(in Part part, int count, ReadOnlySpan<float> dOutput, Span<float> dInput, in AdaptivePool2DShape shape, bool accumulate = false)
    {
        var windows = new Windows(shape);
        Debug.Assert(dInput.Length >= count * windows.Sizes.InputLength && dOutput.Length >= count * windows.Sizes.OutputLength, "The spans hold every image.");
        WindowMeans<Windows>.Backward(part, count, dOutput, dInput, windows, accumulate);
    }

    private readonly struct Windows(AdaptivePool2DShape shape) : IWindows
    {
        public PoolSizes Sizes => new(shape.Channels, shape.Height, shape.Width, shape.OutputHeight, shape.OutputWidth);

        public (int Start, int End) Rows(int y) => Spread(y, shape.Height, shape.OutputHeight);

        public (int Start, int End) Columns(int x) => Spread(x, shape.Width, shape.OutputWidth);

        // The rule is its own inverse: where outputs and inputs change places, it says which windows hold an input.
        public (int Start, int End) Above(int row) => Spread(row, shape.OutputHeight, shape.Height);

        public (int Start, int End) Beside(int column) => Spread(column, shape.OutputWidth, shape.Width);

        public float Divisor(int y, int x)
        {
            (int top, int bottom) = Rows(y);
            (int left, int right) = Columns(x);
            return (bottom - top) * (right - left);
        }

        private static (int Start, int End) Spread(int index, int from, int to) =>
            ((int)((long)index * from / to), (int)((((long)(index + 1) * from) + to - 1) / to));
    }
}
