using System.Diagnostics;
using System.Runtime.Intrinsics;
using Espalier.Convolution;
using Espalier.Simd;
using Espalier.Tiles;

namespace Espalier.Kernels;

/// <summary>
/// Convolutions with kernels of five columns, stride 1, dilation 1 and one group by minimal filtering along the rows, F(4, 5),
/// with two fifths of the multiplications of <see cref="Conv2D"/> (Winograd 1980, "Arithmetic Complexity of Computations";
/// Lavin and Gray 2016), alone or with max pooling over 2×2 below. It pays where channels are few. Results differ from the
/// definition by a few more rounding errors, and one that is not finite takes the others of its four with it. Weights are
/// transformed ahead: <c>[panel of P filters][point of 8][kernel row · channel][P]</c>, P as of <see cref="Conv2D"/>.
/// </summary>
public static class RowWinogradConv2D
{
    private const int Taps = 5, Points = 8;

    /// <summary><c>output = input ∗ weight + bias</c>.</summary>
    /// <param name="part">The worker's share; its scratch memory holds the products of a row of windows.</param>
    /// <param name="count">The number of samples.</param>
    /// <param name="input">Images, (count, height, width, channels).</param>
    /// <param name="transformed">What <see cref="Transform(in Part, ReadOnlySpan{float}, Span{float}, in Conv2DShape)"/> made of the weights.</param>
    /// <param name="bias">One number a filter, or empty.</param>
    /// <param name="output">Overwritten: (count, output height, output width, filters).</param>
    /// <param name="shape">The convolution.</param>
    public static void Forward(in Part part, int count, ReadOnlySpan<float> input, ReadOnlySpan<float> transformed, ReadOnlySpan<float> bias, Span<float> output, in Conv2DShape shape) =>
        Forward(part, count, input, transformed, bias, output, shape, float.NegativeInfinity);

    /// <summary><c>output = max(0, input ∗ weight + bias)</c>; NaN stays NaN. The arguments are those of
    /// <see cref="Forward(in Part, int, ReadOnlySpan{float}, ReadOnlySpan{float}, ReadOnlySpan{float}, Span{float}, in Conv2DShape)"/>.</summary>
    public static void ForwardReLU(in Part part, int count, ReadOnlySpan<float> input, ReadOnlySpan<float> transformed, ReadOnlySpan<float> bias, Span<float> output, in Conv2DShape shape) =>
        Forward(part, count, input, transformed, bias, output, shape, 0);

    /// <summary><c>output = maxpool(input ∗ weight + bias)</c> over windows of 2×2 that meet edge to edge.</summary>
    /// <param name="part">The worker's share; its scratch memory holds the products of a row of windows.</param>
    /// <param name="count">The number of samples.</param>
    /// <param name="input">Images, (count, height, width, channels).</param>
    /// <param name="transformed">What <see cref="Transform(in Part, ReadOnlySpan{float}, Span{float}, in Conv2DShape)"/> made of the weights.</param>
    /// <param name="bias">One number a filter, or empty.</param>
    /// <param name="output">Overwritten: the maxima, (count, rows, columns, filters).</param>
    /// <param name="winners">Overwritten, laid out as <paramref name="output"/>: which tap won, as of <see cref="PooledConv2D"/>; empty if nobody asks.</param>
    /// <param name="shape">The convolution.</param>
    /// <param name="pool">The windows.</param>
    public static void ForwardPooled(in Part part, int count, ReadOnlySpan<float> input, ReadOnlySpan<float> transformed, ReadOnlySpan<float> bias, Span<float> output, Span<float> winners, in Conv2DShape shape, in Pool2DShape pool) =>
        ForwardPooled(part, count, input, transformed, bias, output, winners, shape, pool, float.NegativeInfinity);

    /// <summary><c>output = maxpool(max(0, input ∗ weight + bias))</c>; NaN stays NaN. The arguments are those of
    /// <see cref="ForwardPooled(in Part, int, ReadOnlySpan{float}, ReadOnlySpan{float}, ReadOnlySpan{float}, Span{float}, Span{float}, in Conv2DShape, in Pool2DShape)"/>.</summary>
    public static void ForwardPooledReLU(in Part part, int count, ReadOnlySpan<float> input, ReadOnlySpan<float> transformed, ReadOnlySpan<float> bias, Span<float> output, Span<float> winners, in Conv2DShape shape, in Pool2DShape pool) =>
        ForwardPooled(part, count, input, transformed, bias, output, winners, shape, pool, 0);

    /// <summary>Transforms weights, by one worker alone.</summary>
    /// <param name="weight">The weights, in panels.</param>
    /// <param name="transformed">Overwritten, all of its <see cref="Conv2DShape.RowWinogradLength"/> floats.</param>
    /// <param name="shape">The convolution.</param>
    public static unsafe void Transform(ReadOnlySpan<float> weight, Span<float> transformed, in Conv2DShape shape) =>
        Transform(new Part(0, 1, null, null), weight, transformed, shape);

    /// <summary>Transforms weights.</summary>
    /// <param name="part">The worker's share.</param>
    /// <param name="weight">The weights, in panels.</param>
    /// <param name="transformed">Overwritten, all of its <see cref="Conv2DShape.RowWinogradLength"/> floats.</param>
    /// <param name="shape">The convolution.</param>
    public static unsafe void Transform(in Part part, ReadOnlySpan<float> weight, Span<float> transformed, in Conv2DShape shape)
    {
        Debug.Assert(weight.Length >= shape.WeightLength && transformed.Length >= shape.RowWinogradLength, "Spans hold the weights.");
        int panel = Panels.Width(shape.Filters), channels = shape.Channels, rows = shape.KernelHeight;
        (int item, int end) = part.Range(Panels.Padded(shape.Filters) / panel * rows);
        fixed (float* source = weight, result = transformed)
        {
            for (; item < end; item++)
            {
                (int p, int row) = Math.DivRem(item, rows);
                float* taps = source + ((((nint)p * rows) + row) * Taps * channels * panel);
                float* values = result + ((((nint)p * Points * rows) + row) * channels * panel);
                TransformRow(taps, (nint)channels * panel, channels * panel, values, (nint)rows * channels * panel);
            }
        }
    }

    private static unsafe void Forward(in Part part, int count, ReadOnlySpan<float> input, ReadOnlySpan<float> transformed, ReadOnlySpan<float> bias, Span<float> output, in Conv2DShape shape, float floor)
    {
        Check(count, input, transformed, bias, shape);
        Debug.Assert(output.Length >= count * shape.OutputLength, "The span holds the batch.");
        fixed (float* source = input, weights = transformed, b = bias, result = output)
        {
            Run(part, count, new RowWinogradData { Source = source, Shape = shape, Weights = weights, Bias = b, Floor = floor, Result = result });
        }
    }

    private static unsafe void ForwardPooled(in Part part, int count, ReadOnlySpan<float> input, ReadOnlySpan<float> transformed, ReadOnlySpan<float> bias, Span<float> output, Span<float> winners, in Conv2DShape shape, in Pool2DShape pool, float floor)
    {
        Check(count, input, transformed, bias, shape);
        Debug.Assert(pool is { KernelHeight: 2, KernelWidth: 2, IsTiling: true } && pool.Channels == shape.Filters && pool.Height == shape.OutputHeight && pool.Width == shape.OutputWidth, "Windows of 2×2 tile the convolution.");
        Debug.Assert(output.Length >= count * pool.OutputLength && (winners.IsEmpty || winners.Length >= count * pool.OutputLength), "Spans hold the batch.");
        fixed (float* source = input, weights = transformed, b = bias, result = output, won = winners)
        {
            Run(part, count, new RowWinogradData
            {
                Source = source,
                Shape = shape,
                Weights = weights,
                Bias = b,
                Floor = floor,
                Result = result,
                Pools = true,
                PooledHeight = pool.OutputHeight,
                PooledWidth = pool.OutputWidth,
                Winners = won,
            });
        }
    }

    [Conditional("DEBUG")]
    private static void Check(int count, ReadOnlySpan<float> input, ReadOnlySpan<float> transformed, ReadOnlySpan<float> bias, in Conv2DShape shape)
    {
        Debug.Assert(shape is { KernelWidth: Taps, StrideX: 1, StrideY: 1, DilationX: 1, DilationY: 1, Groups: 1 }, "Five columns, and nothing between them.");
        Debug.Assert(input.Length >= count * shape.InputLength, "The span holds the batch.");
        Debug.Assert(transformed.Length >= shape.RowWinogradLength && (bias.IsEmpty || bias.Length >= shape.Filters), "Spans hold the parameters.");
    }

    private static void Run(in Part part, int count, in RowWinogradData data)
    {
        if (Vector512.IsHardwareAccelerated)
        {
            RowWinograd<Simd512, Vector512<float>>.Run(part, count, data);
        }
        else if (Vector256.IsHardwareAccelerated)
        {
            RowWinograd<Simd256, Vector256<float>>.Run(part, count, data);
        }
        else
        {
            RowWinograd<Simd128, Vector128<float>>.Run(part, count, data);
        }
    }

    private static unsafe void TransformRow(float* taps, nint tapStep, int length, float* values, nint pointStep)
    {
        if (Vector512.IsHardwareAccelerated)
        {
            RowWinograd<Simd512, Vector512<float>>.TransformWeights(taps, tapStep, length, values, pointStep);
        }
        else if (Vector256.IsHardwareAccelerated)
        {
            RowWinograd<Simd256, Vector256<float>>.TransformWeights(taps, tapStep, length, values, pointStep);
        }
        else
        {
            RowWinograd<Simd128, Vector128<float>>.TransformWeights(taps, tapStep, length, values, pointStep);
        }
    }
}
