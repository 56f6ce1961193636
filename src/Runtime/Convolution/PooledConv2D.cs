using System.Diagnostics;
using System.Runtime.Intrinsics;
using Espalier.Convolution;
using Espalier.Simd;
using Espalier.Tiles;

namespace Espalier.Kernels;

/// <summary>
/// A convolution and the max pooling below it as one pass: the values between the two never leave the caches. Windows meet
/// edge to edge, without padding; the convolution has one group. Training keeps the number of the tap that won each window,
/// row by row from 0, instead of the values: the gradient of the weights needs no more. The bits are those of
/// <see cref="Conv2D"/> and <see cref="MaxPool2D"/> one after the other, but for <see cref="BackwardWeightFromWinners"/>.
/// </summary>
public static class PooledConv2D
{
    /// <summary><c>output = maxpool(input ∗ weight + bias)</c>.</summary>
    /// <param name="part">The worker's share; its scratch memory holds a row of windows.</param>
    /// <param name="count">The number of samples.</param>
    /// <param name="input">Images, (count, height, width, channels).</param>
    /// <param name="weight">The weights, in panels as of <see cref="Conv2D"/>.</param>
    /// <param name="bias">One number a filter, or empty.</param>
    /// <param name="output">Overwritten: the maxima, (count, rows, columns, filters).</param>
    /// <param name="winners">Overwritten, laid out as <paramref name="output"/>: which tap won, in the lowest 16 bits; empty if nobody asks.</param>
    /// <param name="shape">The convolution.</param>
    /// <param name="pool">The windows.</param>
    public static void Forward(in Part part, int count, ReadOnlySpan<float> input, ReadOnlySpan<float> weight, ReadOnlySpan<float> bias, Span<float> output, Span<float> winners, in Conv2DShape shape, in Pool2DShape pool) =>
        Forward(part, count, input, weight, bias, output, winners, shape, pool, float.NegativeInfinity);

    /// <summary><c>output = maxpool(max(0, input ∗ weight + bias))</c>; NaN stays NaN. The arguments are those of
    /// <see cref="Forward(in Part, int, ReadOnlySpan{float}, ReadOnlySpan{float}, ReadOnlySpan{float}, Span{float}, Span{float}, in Conv2DShape, in Pool2DShape)"/>.</summary>
    public static void ForwardReLU(in Part part, int count, ReadOnlySpan<float> input, ReadOnlySpan<float> weight, ReadOnlySpan<float> bias, Span<float> output, Span<float> winners, in Conv2DShape shape, in Pool2DShape pool) =>
        Forward(part, count, input, weight, bias, output, winners, shape, pool, 0);

    /// <summary>Adds the gradient of the weights, summed over the samples, to <paramref name="dWeight"/>.</summary>
    /// <param name="part">The worker's share.</param>
    /// <param name="count">The number of samples.</param>
    /// <param name="input">The input of the forward pass.</param>
    /// <param name="dPooled">The gradient of the maxima, before the ReLU where there is one.</param>
    /// <param name="winners">What the forward pass kept.</param>
    /// <param name="dWeight">The gradient of the weights, in panels; what pads the panels is left alone.</param>
    /// <param name="shape">The convolution.</param>
    /// <param name="pool">The windows.</param>
    public static unsafe void BackwardWeight(in Part part, int count, ReadOnlySpan<float> input, ReadOnlySpan<float> dPooled, ReadOnlySpan<float> winners, Span<float> dWeight, in Conv2DShape shape, in Pool2DShape pool)
    {
        Check(shape, pool);
        Debug.Assert(input.Length >= count * shape.InputLength && dPooled.Length >= count * pool.OutputLength && winners.Length >= count * pool.OutputLength, "Spans hold the batch.");
        Debug.Assert(dWeight.Length >= shape.WeightLength, "The span holds the weights.");
        fixed (float* source = input, gradient = dPooled, won = winners, result = dWeight)
        {
            if (Vector512.IsHardwareAccelerated)
            {
                WeightGradient<Simd512, Vector512<float>>.Run(part, count, source, gradient, won, result, shape, pool);
            }
            else if (Vector256.IsHardwareAccelerated)
            {
                WeightGradient<Simd256, Vector256<float>>.Run(part, count, source, gradient, won, result, shape, pool);
            }
            else
            {
                WeightGradient<Simd128, Vector128<float>>.Run(part, count, source, gradient, won, result, shape, pool);
            }
        }
    }

    /// <summary>
    /// As <see cref="BackwardWeight"/>, with a share of its products: of every window, only the pixel that won is multiplied.
    /// The sums are made in another order. It pays for few weights a filter and many filters.
    /// </summary>
    /// <param name="part">The worker's share; its scratch memory holds 32 floats for every filter and every pixel of a row of windows.</param>
    /// <param name="count">The number of samples.</param>
    /// <param name="input">The input of the forward pass.</param>
    /// <param name="dPooled">The gradient of the maxima, before the ReLU where there is one.</param>
    /// <param name="winners">What the forward pass kept.</param>
    /// <param name="dWeight">The gradient of the weights, in panels; what pads the panels is left alone.</param>
    /// <param name="shape">The convolution, of no more than 32 weights a filter, without horizontal dilation.</param>
    /// <param name="pool">The windows.</param>
    public static unsafe void BackwardWeightFromWinners(in Part part, int count, ReadOnlySpan<float> input, ReadOnlySpan<float> dPooled, ReadOnlySpan<float> winners, Span<float> dWeight, in Conv2DShape shape, in Pool2DShape pool)
    {
        Check(shape, pool);
        Debug.Assert(shape.KernelHeight * shape.KernelWidth * shape.Channels <= WinnerGradient<Simd512, Vector512<float>>.Patch && shape.DilationX == 1, "The kernel fits in a patch.");
        Debug.Assert(input.Length >= count * shape.InputLength && dPooled.Length >= count * pool.OutputLength && winners.Length >= count * pool.OutputLength, "Spans hold the batch.");
        Debug.Assert(!winners[..(count * pool.OutputLength)].ContainsAnyExceptInRange(PooledBand.Number(0), PooledBand.Number((pool.KernelHeight * pool.KernelWidth) - 1)), "Winners are taps.");
        Debug.Assert(dWeight.Length >= shape.WeightLength, "The span holds the weights.");
        fixed (float* source = input, gradient = dPooled, won = winners, result = dWeight)
        {
            if (Vector512.IsHardwareAccelerated)
            {
                WinnerGradient<Simd512, Vector512<float>>.Run(part, count, source, gradient, won, result, shape, pool);
            }
            else if (Vector256.IsHardwareAccelerated)
            {
                WinnerGradient<Simd256, Vector256<float>>.Run(part, count, source, gradient, won, result, shape, pool);
            }
            else
            {
                WinnerGradient<Simd128, Vector128<float>>.Run(part, count, source, gradient, won, result, shape, pool);
            }
        }
    }

    /// <summary>Adds the gradient of the bias to <paramref name="dBias"/>: each gradient of a maximum has gone to one pixel.</summary>
    /// <param name="part">The worker's share.</param>
    /// <param name="count">The number of samples.</param>
    /// <param name="dPooled">The gradient of the maxima, before the ReLU where there is one.</param>
    /// <param name="dBias">One number a filter.</param>
    /// <param name="pool">The windows.</param>
    public static void BackwardBias(in Part part, int count, ReadOnlySpan<float> dPooled, Span<float> dBias, in Pool2DShape pool) =>
        ColumnSums.Accumulate(part, count * pool.OutputHeight * pool.OutputWidth, pool.Channels, dPooled, dBias);

    /// <summary>Hands the gradient of each maximum to the pixel that won, zero to the others.</summary>
    /// <param name="part">The worker's share.</param>
    /// <param name="count">The number of samples.</param>
    /// <param name="dPooled">The gradient of the maxima.</param>
    /// <param name="winners">What the forward pass kept.</param>
    /// <param name="dOutput">Overwritten: the gradient of what the convolution gives, (count, output height, output width, filters).</param>
    /// <param name="pool">The windows.</param>
    public static unsafe void Unpool(in Part part, int count, ReadOnlySpan<float> dPooled, ReadOnlySpan<float> winners, Span<float> dOutput, in Pool2DShape pool)
    {
        Debug.Assert(dPooled.Length >= count * pool.OutputLength && winners.Length >= count * pool.OutputLength && dOutput.Length >= count * pool.InputLength, "Spans hold the batch.");
        (int start, int end) = part.Range(count * pool.Height);
        fixed (float* gradient = dPooled, won = winners, result = dOutput)
        {
            VectorWidth.Run(new UnpoolKernel(gradient, won, result, start, end, pool));
        }
    }

    private static unsafe void Forward(in Part part, int count, ReadOnlySpan<float> input, ReadOnlySpan<float> weight, ReadOnlySpan<float> bias, Span<float> output, Span<float> winners, in Conv2DShape shape, in Pool2DShape pool, float floor)
    {
        Check(shape, pool);
        Debug.Assert(input.Length >= count * shape.InputLength && output.Length >= count * pool.OutputLength, "Spans hold the batch.");
        Debug.Assert(winners.IsEmpty || winners.Length >= count * pool.OutputLength, "The span holds the batch.");
        Debug.Assert(weight.Length >= shape.WeightLength && (bias.IsEmpty || bias.Length >= shape.Filters), "Spans hold the parameters.");
        if (count == 0)
        {
            return;
        }

        fixed (float* source = input, weights = weight, b = bias, result = output, won = winners)
        {
            if (Vector512.IsHardwareAccelerated)
            {
                ConvolutionPasses<Simd512, Vector512<float>>.ForwardPooled(part, count, source, weights, b, result, won, shape, pool, floor);
            }
            else if (Vector256.IsHardwareAccelerated)
            {
                ConvolutionPasses<Simd256, Vector256<float>>.ForwardPooled(part, count, source, weights, b, result, won, shape, pool, floor);
            }
            else
            {
                ConvolutionPasses<Simd128, Vector128<float>>.ForwardPooled(part, count, source, weights, b, result, won, shape, pool, floor);
            }
        }
    }

    [Conditional("DEBUG")]
    private static void Check(in Conv2DShape shape, in Pool2DShape pool)
    {
        Debug.Assert(shape.Groups == 1 && pool.IsTiling, "One group, and windows that tile.");
        Debug.Assert(pool.Channels == shape.Filters && pool.Height == shape.OutputHeight && pool.Width == shape.OutputWidth, "The windows read the convolution.");
    }

    private readonly unsafe struct UnpoolKernel(float* gradient, float* winners, float* result, int start, int end, Pool2DShape pool) : IVectorKernel
    {
        public void Run<S, V>()
            where S : struct, ISimd<S, V>
            where V : struct
        {
            float* to = result + ((nint)start * pool.Width * pool.Channels);
            for (int row = start; row < end; row++)
            {
                (int n, int y) = Math.DivRem(row, pool.Height);
                (int windowY, int tapY) = Math.DivRem(y, pool.KernelHeight);
                for (int x = 0; x < pool.Width; x++, to += pool.Channels)
                {
                    (int windowX, int tapX) = Math.DivRem(x, pool.KernelWidth);
                    if (windowY >= pool.OutputHeight || windowX >= pool.OutputWidth)
                    {
                        new Span<float>(to, pool.Channels).Clear();
                        continue;
                    }

                    nint place = ((nint)n * pool.OutputLength) + ((((nint)windowY * pool.OutputWidth) + windowX) * pool.Channels);
                    V tap = S.Broadcast(PooledBand.Number((tapY * pool.KernelWidth) + tapX));
                    for (int c = 0; c < pool.Channels; c += S.Width)
                    {
                        int lanes = Math.Min(S.Width, pool.Channels - c);
                        V share = S.And(S.Equals(S.LoadFirst(winners + place + c, lanes), tap), S.LoadFirst(gradient + place + c, lanes));
                        S.StoreFirst(to + c, share, lanes);
                    }
                }
            }
        }
    }
}
