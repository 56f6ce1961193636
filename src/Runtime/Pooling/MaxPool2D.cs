using System.Diagnostics;
using Espalier.Simd;

namespace Espalier.Kernels;

/// <summary>
/// The greatest value of each window, channel by channel. Padding never wins. NaN wins over every number; of equal values
/// the first in row order takes the gradient, of several NaNs the last (PyTorch's rules).
/// </summary>
public static unsafe partial class MaxPool2D
{
    /// <summary>The maximum of every window.</summary>
    /// <param name="part">The share of this worker.</param>
    /// <param name="count">Samples.</param>
    /// <param name="input">count images of (height, width, channels).</param>
    /// <param name="output">count images of (output height, output width, channels).</param>
    /// <param name="shape">The sizes.</param>
    public static void Forward(in Part part, int count, ReadOnlySpan<float> input, Span<float> output, in Pool2DShape shape)
    {
        Debug.Assert(input.Length >= count * shape.InputLength && output.Length >= count * shape.OutputLength, "The spans hold every image.");
        (int start, int end) = part.Range(count * shape.OutputHeight);
        fixed (float* x = input)
        fixed (float* y = output)
        {
            VectorWidth.Run(new ForwardKernel(x, y, count, start, end, shape));
        }
    }

    /// <summary>Sends the gradient of each output to the input that won; the winners are found again from the input.</summary>
    /// <param name="part">The share of this worker.</param>
    /// <param name="count">Samples.</param>
    /// <param name="input">What forward read: count images of (height, width, channels).</param>
    /// <param name="dOutput">The gradient of the output: count images of (output height, output width, channels).</param>
    /// <param name="dInput">Receives the gradient of the input: count images of (height, width, channels).</param>
    /// <param name="shape">The sizes.</param>
    /// <param name="accumulate">Whether to add to <paramref name="dInput"/> instead of overwriting it.</param>
    public static void Backward(in Part part, int count, ReadOnlySpan<float> input, ReadOnlySpan<float> dOutput, Span<float> dInput, in Pool2DShape shape, bool accumulate = false)
    {
        Debug.Assert(input.Length >= count * shape.InputLength && dInput.Length >= count * shape.InputLength, "The spans hold every image.");
        Debug.Assert(dOutput.Length >= count * shape.OutputLength, "The span holds every image.");
        fixed (float* x = input)
        fixed (float* dy = dOutput)
        fixed (float* dx = dInput)
        {
            if (shape.IsTiling)
            {
                (int start, int end) = part.Range(count * shape.OutputHeight);
                if (accumulate)
                {
                    VectorWidth.Run(new TilingBackwardKernel<Accumulate>(x, dy, dx, start, end, shape));
                }
                else
                {
                    VectorWidth.Run(new TilingBackwardKernel<Overwrite>(x, dy, dx, start, end, shape));
                }
            }
            else
            {
                // Windows overlap, so what one worker writes must not meet another's: each takes whole samples, or blocks
                // of channels of a sample.
                (int start, int end) = part.Range(count * ChannelBlocks(shape));
                VectorWidth.Run(new OverlappingBackwardKernel(x, dy, dx, start, end, shape, accumulate));
            }
        }
    }
}
