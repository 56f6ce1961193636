using System.Diagnostics;
using Espalier.Simd;

namespace Espalier.Kernels;

/// <summary>The mean over all pixels of an image, channel by channel.</summary>
public static unsafe class GlobalAveragePool2D
{
    /// <summary><c>y[c] = mean over the pixels of x[pixel, c]</c>.</summary>
    /// <param name="part">The share of this worker.</param>
    /// <param name="count">Samples.</param>
    /// <param name="input">count·pixels·channels floats.</param>
    /// <param name="output">count·channels floats.</param>
    /// <param name="channels">Channels.</param>
    /// <param name="pixels">Height times width.</param>
    public static void Forward(in Part part, int count, ReadOnlySpan<float> input, Span<float> output, int channels, int pixels)
    {
        Debug.Assert(input.Length >= count * pixels * channels && output.Length >= count * channels, "The spans hold every image.");
        (int start, int end) = part.Range(count);
        fixed (float* x = input)
        fixed (float* y = output)
        {
            VectorWidth.Run(new ForwardKernel(x, y, start, end, channels, pixels));
        }
    }

    /// <summary><c>dx[pixel, c] = dy[c] / pixels</c>.</summary>
    /// <param name="part">The share of this worker.</param>
    /// <param name="count">Samples.</param>
    /// <param name="dOutput">The gradient of the output: count·channels floats.</param>
    /// <param name="dInput">Receives the gradient of the input: count·pixels·channels floats.</param>
    /// <param name="channels">Channels.</param>
    /// <param name="pixels">Height times width.</param>
    /// <param name="accumulate">Whether to add to <paramref name="dInput"/> instead of overwriting it.</param>
    public static void Backward(in Part part, int count, ReadOnlySpan<float> dOutput, Span<float> dInput, int channels, int pixels, bool accumulate = false)
    {
        Debug.Assert(dInput.Length >= count * pixels * channels && dOutput.Length >= count * channels, "The spans hold every image.");
        (int start, int end) = part.Range(count);
        fixed (float* dy = dOutput)
        fixed (float* dx = dInput)
        {
            if (accumulate)
            {
                VectorWidth.Run(new BackwardKernel<Accumulate>(dy, dx, start, end, channels, pixels));
            }
            else
            {
                VectorWidth.Run(new BackwardKernel<Overwrite>(dy, dx, start, end, channels, pixels));
            }
        }
    }

    private readonly struct ForwardKernel(float* input, float* output, int start, int end, int channels, int pixels) : IVectorKernel
    {
        public void Run<S, V>()
            where S : struct, ISimd<S, V>
            where V : struct
        {
            V by = S.Broadcast(pixels);
            for (int sample = start; sample < end; sample++)
            {
                float* x = input + ((long)sample * pixels * channels);
                float* y = output + ((long)sample * channels);
                int c = 0;
                for (; c <= channels - S.Width; c += S.Width)
                {
                    S.Store(y + c, S.Divide(Total<S, V>(x + c, channels, pixels), by));
                }

                if (c < channels)
                {
                    S.StoreFirst(y + c, S.Divide(TotalFirst<S, V>(x + c, channels, pixels, channels - c), by), channels - c);
                }
            }
        }

        /// <summary>Four sums in turn, so that an addition need not wait for the one before.</summary>
        private static V Total<S, V>(float* x, int step, int pixels)
            where S : struct, ISimd<S, V>
            where V : struct
        {
            V a = S.Zero;
            V b = S.Zero;
            V c = S.Zero;
            V d = S.Zero;
            int i = 0;
            for (; i <= pixels - 4; i += 4, x += 4 * step)
            {
                a = S.Add(a, S.Load(x));
                b = S.Add(b, S.Load(x + step));
                c = S.Add(c, S.Load(x + (2 * step)));
                d = S.Add(d, S.Load(x + (3 * step)));
            }

            for (; i < pixels; i++, x += step)
            {
                a = S.Add(a, S.Load(x));
            }

            return S.Add(S.Add(a, b), S.Add(c, d));
        }

        private static V TotalFirst<S, V>(float* x, int step, int pixels, int lanes)
            where S : struct, ISimd<S, V>
            where V : struct
        {
            V a = S.Zero;
            V b = S.Zero;
            int i = 0;
            for (; i <= pixels - 2; i += 2, x += 2 * step)
            {
                a = S.Add(a, S.LoadFirst(x, lanes));
                b = S.Add(b, S.LoadFirst(x + step, lanes));
            }

            if (i < pixels)
            {
                a = S.Add(a, S.LoadFirst(x, lanes));
            }

            return S.Add(a, b);
        }
    }

    private readonly struct BackwardKernel<TDestination>(float* dOutput, float* dInput, int start, int end, int channels, int pixels) : IVectorKernel
        where TDestination : struct, IDestination
    {
        public void Run<S, V>()
            where S : struct, ISimd<S, V>
            where V : struct
        {
            int step = channels;
            V by = S.Broadcast(pixels);
            for (int sample = start; sample < end; sample++)
            {
                float* dy = dOutput + ((long)sample * step);
                float* dx = dInput + ((long)sample * pixels * step);
                float* last = dx + ((long)pixels * step);
                int c = 0;
                for (; c <= step - S.Width; c += S.Width)
                {
                    V share = S.Divide(S.Load(dy + c), by);
                    for (float* pixel = dx + c; pixel < last; pixel += step)
                    {
                        TDestination.Store<S, V>(pixel, share);
                    }
                }

                if (c < step)
                {
                    V share = S.Divide(S.LoadFirst(dy + c, step - c), by);
                    for (float* pixel = dx + c; pixel < last; pixel += step)
                    {
                        TDestination.StoreFirst<S, V>(pixel, share, step - c);
                    }
                }
            }
        }
    }
}
