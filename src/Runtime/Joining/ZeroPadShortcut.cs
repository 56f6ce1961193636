using System.Diagnostics;
using Espalier.Simd;

namespace Espalier.Kernels;

/// <summary>
/// The shortcut without parameters: every stride-th pixel of an image, with channels of zeros around its own. (Option A of
/// He et al. 2015, "Deep Residual Learning for Image Recognition".)
/// </summary>
public static unsafe class ZeroPadShortcut
{
    /// <summary><c>y[pixel, before + c] = x[pixel · stride, c]</c>, zero in the other channels.</summary>
    /// <param name="part">The share of this worker.</param>
    /// <param name="count">Samples.</param>
    /// <param name="input">count images of (height, width, channels).</param>
    /// <param name="output">count images of (output height, output width, output channels).</param>
    /// <param name="shape">The sizes.</param>
    public static void Forward(in Part part, int count, ReadOnlySpan<float> input, Span<float> output, in ZeroPadShape shape)
    {
        Debug.Assert(input.Length >= count * shape.InputLength && output.Length >= count * shape.OutputLength, "The spans hold every image.");
        (int start, int end) = part.Range(count * shape.OutputHeight);
        for (int row = start; row < end; row++)
        {
            int image = row / shape.OutputHeight, y = row % shape.OutputHeight * shape.StrideY;
            ReadOnlySpan<float> from = input.Slice((image * shape.InputLength) + (y * shape.Width * shape.Channels), shape.Width * shape.Channels);
            Span<float> to = output.Slice(row * shape.OutputWidth * shape.OutputChannels, shape.OutputWidth * shape.OutputChannels);
            to.Clear();
            for (int x = 0; x < shape.OutputWidth; x++)
            {
                from.Slice(x * shape.StrideX * shape.Channels, shape.Channels).CopyTo(to[((x * shape.OutputChannels) + shape.Before)..]);
            }
        }
    }

    /// <summary><c>dx[pixel · stride, c] = dy[pixel, before + c]</c>, zero in the pixels between.</summary>
    /// <param name="part">The share of this worker.</param>
    /// <param name="count">Samples.</param>
    /// <param name="dOutput">The gradient of the output: count images of (output height, output width, output channels).</param>
    /// <param name="dInput">Receives the gradient of the input: count images of (height, width, channels).</param>
    /// <param name="shape">The sizes.</param>
    /// <param name="accumulate">Whether to add to <paramref name="dInput"/> instead of overwriting it.</param>
    public static void Backward(in Part part, int count, ReadOnlySpan<float> dOutput, Span<float> dInput, in ZeroPadShape shape, bool accumulate = false)
    {
        Debug.Assert(dInput.Length >= count * shape.InputLength && dOutput.Length >= count * shape.OutputLength, "The spans hold every image.");
        (int start, int end) = part.Range(count * shape.Height);
        fixed (float* dy = dOutput)
        fixed (float* dx = dInput)
        {
            if (accumulate)
            {
                VectorWidth.Run(new BackwardKernel<Accumulate>(dy, dx, start, end, shape));
            }
            else
            {
                dInput[(start * shape.Width * shape.Channels)..(end * shape.Width * shape.Channels)].Clear();
                VectorWidth.Run(new BackwardKernel<Overwrite>(dy, dx, start, end, shape));
            }
        }
    }

    private readonly struct BackwardKernel<TDestination>(float* dOutput, float* dInput, int start, int end, ZeroPadShape shape) : IVectorKernel
        where TDestination : struct, IDestination
    {
        public void Run<S, V>()
            where S : struct, ISimd<S, V>
            where V : struct
        {
            int channels = shape.Channels;
            for (int row = start; row < end; row++)
            {
                int y = row % shape.Height;
                if (y % shape.StrideY != 0)
                {
                    continue;
                }

                int outputRow = (row / shape.Height * shape.OutputHeight) + (y / shape.StrideY);
                float* from = dOutput + ((long)outputRow * shape.OutputWidth * shape.OutputChannels) + shape.Before;
                float* to = dInput + ((long)row * shape.Width * channels);
                for (int x = 0; x < shape.OutputWidth; x++, from += shape.OutputChannels, to += shape.StrideX * channels)
                {
                    int c = 0;
                    for (; c <= channels - S.Width; c += S.Width)
                    {
                        TDestination.Store<S, V>(to + c, S.Load(from + c));
                    }

                    if (c < channels)
                    {
                        TDestination.StoreFirst<S, V>(to + c, S.LoadFirst(from + c, channels - c), channels - c);
                    }
                }
            }
        }
    }
}
