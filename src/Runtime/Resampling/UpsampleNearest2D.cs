using System.Diagnostics;
using Espalier.Simd;

namespace Espalier.Kernels;

/// <summary>Larger images by repeating each pixel: <c>output[y, x] = input[⌊y / ScaleY⌋, ⌊x / ScaleX⌋]</c>.</summary>
public static unsafe class UpsampleNearest2D
{
    /// <summary>Repeats every pixel.</summary>
    /// <param name="part">The share of this worker.</param>
    /// <param name="count">Samples.</param>
    /// <param name="input">count images of (height, width, channels).</param>
    /// <param name="output">count images of (height·ScaleY, width·ScaleX, channels).</param>
    /// <param name="shape">The sizes.</param>
    public static void Forward(in Part part, int count, ReadOnlySpan<float> input, Span<float> output, in Upsample2DShape shape)
    {
        Debug.Assert(input.Length >= count * shape.InputLength && output.Length >= count * shape.OutputLength, "The spans hold every image.");
        (int start, int end) = part.Range(count * shape.Height);
        fixed (float* x = input)
        fixed (float* y = output)
        {
            VectorWidth.Run(new ForwardKernel(x, y, count, start, end, shape));
        }
    }

    /// <summary>The gradient of an input is the sum of those of its copies.</summary>
    /// <param name="part">The share of this worker.</param>
    /// <param name="count">Samples.</param>
    /// <param name="dOutput">The gradient of the output: count images of (height·ScaleY, width·ScaleX, channels).</param>
    /// <param name="dInput">Receives the gradient of the input: count images of (height, width, channels).</param>
    /// <param name="shape">The sizes.</param>
    /// <param name="accumulate">Whether to add to <paramref name="dInput"/> instead of overwriting it.</param>
    public static void Backward(in Part part, int count, ReadOnlySpan<float> dOutput, Span<float> dInput, in Upsample2DShape shape, bool accumulate = false)
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
                VectorWidth.Run(new BackwardKernel<Overwrite>(dy, dx, start, end, shape));
            }
        }
    }

    private readonly struct ForwardKernel(float* input, float* output, int count, int start, int end, Upsample2DShape shape) : IVectorKernel
    {
        public void Run<S, V>()
            where S : struct, ISimd<S, V>
            where V : struct
        {
            int channels = shape.Channels, scale = shape.ScaleX;
            int rounded = (channels + S.Width - 1) / S.Width * S.Width;
            int length = shape.OutputWidth * channels;
            float* inputEnd = input + ((long)count * shape.InputLength);
            for (int row = start; row < end; row++)
            {
                float* from = input + ((long)row * shape.Width * channels);
                float* first = output + ((long)row * shape.ScaleY * length);
                float* rowEnd = first + length;
                float* to = first;
                for (int x = 0; x < shape.Width; x++, from += channels)
                {
                    for (int copy = 0; copy < scale; copy++, to += channels)
                    {
                        // The last vector may run over into pixels of the row that are still to be written.
                        int limit = to + rounded <= rowEnd && from + rounded <= inputEnd ? rounded : channels;
                        int c = 0;
                        for (; c <= limit - S.Width; c += S.Width)
                        {
                            S.Store(to + c, S.Load(from + c));
                        }

                        if (c < limit)
                        {
                            S.StoreFirst(to + c, S.LoadFirst(from + c, limit - c), limit - c);
                        }
                    }
                }

                for (int copy = 1; copy < shape.ScaleY; copy++)
                {
                    new ReadOnlySpan<float>(first, length).CopyTo(new Span<float>(first + ((long)copy * length), length));
                }
            }
        }
    }

    private readonly struct BackwardKernel<TDestination>(float* dOutput, float* dInput, int start, int end, Upsample2DShape shape) : IVectorKernel
        where TDestination : struct, IDestination
    {
        public void Run<S, V>()
            where S : struct, ISimd<S, V>
            where V : struct
        {
            int channels = shape.Channels;
            long length = (long)shape.OutputWidth * channels;
            for (int row = start; row < end; row++)
            {
                float* from = dOutput + (row * shape.ScaleY * length);
                float* to = dInput + ((long)row * shape.Width * channels);
                for (int x = 0; x < shape.Width; x++, from += shape.ScaleX * channels, to += channels)
                {
                    int c = 0;
                    for (; c <= channels - S.Width; c += S.Width)
                    {
                        TDestination.Store<S, V>(to + c, Total<S, V>(from + c, length, S.Width));
                    }

                    if (c < channels)
                    {
                        TDestination.StoreFirst<S, V>(to + c, Total<S, V>(from + c, length, channels - c), channels - c);
                    }
                }
            }
        }

        private V Total<S, V>(float* dOutput, long rowStep, int lanes)
            where S : struct, ISimd<S, V>
            where V : struct
        {
            V sum = S.Zero;
            for (int y = 0; y < shape.ScaleY; y++, dOutput += rowStep)
            {
                float* pixel = dOutput;
                for (int x = 0; x < shape.ScaleX; x++, pixel += shape.Channels)
                {
                    sum = S.Add(sum, lanes == S.Width ? S.Load(pixel) : S.LoadFirst(pixel, lanes));
                }
            }

            return sum;
        }
    }
}
