using System.Diagnostics;
using Espalier.Resampling;
using Espalier.Simd;

namespace Espalier.Kernels;

/// <summary>Larger images by bilinear interpolation: every output is the weighted mean of the four inputs around its place.</summary>
public static unsafe class UpsampleBilinear2D
{
    /// <summary>Interpolates.</summary>
    /// <param name="part">The share of this worker.</param>
    /// <param name="count">Samples.</param>
    /// <param name="input">count images of (height, width, channels).</param>
    /// <param name="output">count images of (height·ScaleY, width·ScaleX, channels).</param>
    /// <param name="shape">The sizes.</param>
    /// <param name="alignCorners">Whether the centres of the corner pixels lie on each other, rather than their corners.</param>
    public static void Forward(in Part part, int count, ReadOnlySpan<float> input, Span<float> output, in Upsample2DShape shape, bool alignCorners)
    {
        Debug.Assert(input.Length >= count * shape.InputLength && output.Length >= count * shape.OutputLength, "The spans hold every image.");
        (int start, int end) = part.Range(count * shape.OutputHeight);
        fixed (float* x = input)
        fixed (float* y = output)
        {
            VectorWidth.Run(new ForwardKernel(x, y, count, start, end, shape, alignCorners));
        }
    }

    /// <summary>Every input gathers from the outputs that read it, in their order.</summary>
    /// <param name="part">The share of this worker.</param>
    /// <param name="count">Samples.</param>
    /// <param name="dOutput">The gradient of the output: count images of (height·ScaleY, width·ScaleX, channels).</param>
    /// <param name="dInput">Receives the gradient of the input: count images of (height, width, channels).</param>
    /// <param name="shape">The sizes.</param>
    /// <param name="alignCorners">As in forward.</param>
    /// <param name="accumulate">Whether to add to <paramref name="dInput"/> instead of overwriting it.</param>
    public static void Backward(in Part part, int count, ReadOnlySpan<float> dOutput, Span<float> dInput, in Upsample2DShape shape, bool alignCorners, bool accumulate = false)
    {
        Debug.Assert(dInput.Length >= count * shape.InputLength && dOutput.Length >= count * shape.OutputLength, "The spans hold every image.");
        (int start, int end) = part.Range(count * shape.Height);
        fixed (float* dy = dOutput)
        fixed (float* dx = dInput)
        {
            VectorWidth.Run(new BackwardKernel(dy, dx, start, end, shape, alignCorners, accumulate));
        }
    }

    private readonly struct ForwardKernel(float* input, float* output, int count, int start, int end, Upsample2DShape shape, bool alignCorners) : IVectorKernel
    {
        public void Run<S, V>()
            where S : struct, ISimd<S, V>
            where V : struct
        {
            int channels = shape.Channels, rowStep = shape.Width * channels;
            int rounded = (channels + S.Width - 1) / S.Width * S.Width;
            float* inputEnd = input + ((long)count * shape.InputLength);
            BilinearAxis vertical = new(shape.Height, shape.ScaleY, alignCorners), horizontal = new(shape.Width, shape.ScaleX, alignCorners);
            for (int row = start; row < end; row++)
            {
                (int top, int bottom, float weightY) = vertical.At(row % shape.OutputHeight);
                float* image = input + ((long)(row / shape.OutputHeight) * shape.InputLength);
                float* upper = image + ((long)top * rowStep);
                float* lower = image + ((long)bottom * rowStep);
                float* to = output + ((long)row * shape.OutputWidth * channels);
                float* rowEnd = to + ((long)shape.OutputWidth * channels);
                V down = S.Broadcast(weightY), up = S.Broadcast(1 - weightY);
                for (int x = 0; x < shape.OutputWidth; x++, to += channels)
                {
                    (int left, int right, float weightX) = horizontal.At(x);
                    V after = S.Broadcast(weightX), before = S.Broadcast(1 - weightX);
                    left *= channels;
                    right *= channels;

                    // The last vector may run over into pixels of the row that are still to be written.
                    int limit = to + rounded <= rowEnd && lower + right + rounded <= inputEnd ? rounded : channels;
                    int c = 0;
                    for (; c <= limit - S.Width; c += S.Width)
                    {
                        V above = S.MultiplyAdd(S.Load(upper + right + c), after, S.Multiply(S.Load(upper + left + c), before));
                        V below = S.MultiplyAdd(S.Load(lower + right + c), after, S.Multiply(S.Load(lower + left + c), before));
                        S.Store(to + c, S.MultiplyAdd(below, down, S.Multiply(above, up)));
                    }

                    if (c < limit)
                    {
                        int lanes = limit - c;
                        V above = S.MultiplyAdd(S.LoadFirst(upper + right + c, lanes), after, S.Multiply(S.LoadFirst(upper + left + c, lanes), before));
                        V below = S.MultiplyAdd(S.LoadFirst(lower + right + c, lanes), after, S.Multiply(S.LoadFirst(lower + left + c, lanes), before));
                        S.StoreFirst(to + c, S.MultiplyAdd(below, down, S.Multiply(above, up)), lanes);
                    }
                }
            }
        }
    }

    private readonly struct BackwardKernel(float* dOutput, float* dInput, int start, int end, Upsample2DShape shape, bool alignCorners, bool accumulate) : IVectorKernel
    {
        public void Run<S, V>()
            where S : struct, ISimd<S, V>
            where V : struct
        {
            int channels = shape.Channels;
            BilinearAxis vertical = new(shape.Height, shape.ScaleY, alignCorners), horizontal = new(shape.Width, shape.ScaleX, alignCorners);
            for (int row = start; row < end; row++)
            {
                int input = row % shape.Height;
                (int top, int bottom) = vertical.Readers(input);
                float* image = dOutput + ((long)(row / shape.Height) * shape.OutputLength);
                float* to = dInput + ((long)row * shape.Width * channels);
                if (!accumulate)
                {
                    new Span<float>(to, shape.Width * channels).Clear();
                }

                for (int y = top; y < bottom; y++)
                {
                    float share = vertical.Share(y, input);
                    if (share != 0)
                    {
                        Row<S, V>(image + ((long)y * shape.OutputWidth * channels), share, to, horizontal);
                    }
                }
            }
        }

        /// <summary>Adds what a row of outputs hands to a row of inputs.</summary>
        private void Row<S, V>(float* dOutput, float share, float* dInput, in BilinearAxis horizontal)
            where S : struct, ISimd<S, V>
            where V : struct
        {
            int channels = shape.Channels;
            for (int x = 0; x < shape.OutputWidth; x++, dOutput += channels)
            {
                (int left, int right, float weight) = horizontal.At(x);
                Add<S, V>(dOutput, share * (1 - weight), dInput + ((long)left * channels), channels);
                if (weight != 0)
                {
                    Add<S, V>(dOutput, share * weight, dInput + ((long)right * channels), channels);
                }
            }
        }

        private static void Add<S, V>(float* dOutput, float share, float* dInput, int channels)
            where S : struct, ISimd<S, V>
            where V : struct
        {
            V factor = S.Broadcast(share);
            int c = 0;
            for (; c <= channels - S.Width; c += S.Width)
            {
                S.Store(dInput + c, S.MultiplyAdd(S.Load(dOutput + c), factor, S.Load(dInput + c)));
            }

            if (c < channels)
            {
                int lanes = channels - c;
                S.StoreFirst(dInput + c, S.MultiplyAdd(S.LoadFirst(dOutput + c, lanes), factor, S.LoadFirst(dInput + c, lanes)), lanes);
            }
        }
    }
}
