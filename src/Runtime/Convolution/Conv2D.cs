using System.Diagnostics;
using System.Runtime.Intrinsics;
using Espalier.Convolution;
using Espalier.Simd;
using Espalier.Tiles;

namespace Espalier.Kernels;

/// <summary>
/// Two-dimensional convolution of channels-last images. Weights lie in panels,
/// <c>[group][panel of P filters][(ky · KernelWidth + kx) · channels of a group + channel][P]</c>; those of a depthwise
/// convolution in <c>[panel of P channels][ky · KernelWidth + kx][P]</c>. P is 16 for up to 16 filters of a group, else 32,
/// and the last panel is padded with zeros.
/// </summary>
public static class Conv2D
{
    /// <summary><c>output = input ∗ weight + bias</c>.</summary>
    /// <param name="part">The worker's share.</param>
    /// <param name="count">The number of samples.</param>
    /// <param name="input">Images, (count, height, width, channels).</param>
    /// <param name="weight">The weights, in panels.</param>
    /// <param name="bias">One number a filter, or empty.</param>
    /// <param name="output">Overwritten: (count, output height, output width, filters).</param>
    /// <param name="shape">The convolution.</param>
    public static void Forward(in Part part, int count, ReadOnlySpan<float> input, ReadOnlySpan<float> weight, ReadOnlySpan<float> bias, Span<float> output, in Conv2DShape shape) =>
        ForwardPass(part, count, input, weight, bias, output, shape, float.NegativeInfinity);

    /// <summary><c>output = max(0, input ∗ weight + bias)</c>; NaN stays NaN. The arguments are those of <see cref="Forward"/>.</summary>
    public static void ForwardReLU(in Part part, int count, ReadOnlySpan<float> input, ReadOnlySpan<float> weight, ReadOnlySpan<float> bias, Span<float> output, in Conv2DShape shape) =>
        ForwardPass(part, count, input, weight, bias, output, shape, 0);

    /// <summary>The gradient of the input, from that of the output.</summary>
    /// <param name="part">The worker's share.</param>
    /// <param name="count">The number of samples.</param>
    /// <param name="dOutput">The gradient of the output, laid out as it.</param>
    /// <param name="transposed">What <see cref="Transpose"/> made of the weights; the weights themselves if depthwise.</param>
    /// <param name="dInput">The gradient of the input, laid out as it.</param>
    /// <param name="shape">The convolution.</param>
    /// <param name="accumulate">Whether to add to <paramref name="dInput"/> rather than overwrite it.</param>
    public static void BackwardInput(in Part part, int count, ReadOnlySpan<float> dOutput, ReadOnlySpan<float> transposed, Span<float> dInput, in Conv2DShape shape, bool accumulate = false) =>
        BackwardPass(part, count, dOutput, transposed, default, dInput, shape, float.NegativeInfinity, accumulate);

    /// <summary>Adds the gradient of the weights, summed over the samples, to <paramref name="dWeight"/>.</summary>
    /// <param name="part">The worker's share.</param>
    /// <param name="count">The number of samples.</param>
    /// <param name="input">The input of the forward pass.</param>
    /// <param name="dOutput">The gradient of the output.</param>
    /// <param name="dWeight">The gradient of the weights, in panels; what pads the panels is left alone.</param>
    /// <param name="shape">The convolution.</param>
    public static unsafe void BackwardWeight(in Part part, int count, ReadOnlySpan<float> input, ReadOnlySpan<float> dOutput, Span<float> dWeight, in Conv2DShape shape)
    {
        Debug.Assert(input.Length >= count * shape.InputLength && dOutput.Length >= count * shape.OutputLength, "Spans hold the batch.");
        Debug.Assert(dWeight.Length >= shape.WeightLength, "The span holds the weights.");
        if (count == 0)
        {
            return;
        }

        Conv2DShape s = Merge(shape, ref count);
        fixed (float* source = input, gradient = dOutput, result = dWeight)
        {
            if (Vector512.IsHardwareAccelerated)
            {
                WeightGradient<Simd512, Vector512<float>>.Run(part, count, source, gradient, result, s);
            }
            else if (Vector256.IsHardwareAccelerated)
            {
                WeightGradient<Simd256, Vector256<float>>.Run(part, count, source, gradient, result, s);
            }
            else
            {
                WeightGradient<Simd128, Vector128<float>>.Run(part, count, source, gradient, result, s);
            }
        }
    }

    /// <summary>Adds the gradient of the bias, the sum of <paramref name="dOutput"/> over samples and pixels, to <paramref name="dBias"/>.</summary>
    /// <param name="part">The worker's share.</param>
    /// <param name="count">The number of samples.</param>
    /// <param name="dOutput">The gradient of the output.</param>
    /// <param name="dBias">One number a filter.</param>
    /// <param name="shape">The convolution.</param>
    public static void BackwardBias(in Part part, int count, ReadOnlySpan<float> dOutput, Span<float> dBias, in Conv2DShape shape) =>
        ColumnSums.Accumulate(part, count * shape.OutputHeight * shape.OutputWidth, shape.Filters, dOutput, dBias);

    /// <summary>
    /// Re-packs the weights for <see cref="BackwardInput"/>:
    /// <c>[group][panel of P channels][tap · filters of a group + filter][P]</c>, the taps phase by phase of the stride and
    /// backwards. Does nothing for a depthwise convolution.
    /// </summary>
    /// <param name="part">The worker's share.</param>
    /// <param name="weight">The weights, in panels.</param>
    /// <param name="transposed">Overwritten, all of its <see cref="Conv2DShape.TransposedLength"/> floats.</param>
    /// <param name="shape">The convolution.</param>
    public static unsafe void Transpose(in Part part, ReadOnlySpan<float> weight, Span<float> transposed, in Conv2DShape shape)
    {
        if (shape.IsDepthwise)
        {
            return;
        }

        Debug.Assert(weight.Length >= shape.WeightLength && transposed.Length >= shape.TransposedLength, "Spans hold the weights.");
        fixed (float* source = weight, destination = transposed)
        {
            PanelTranspose.Run(part, source, destination, shape);
        }
    }

    /// <summary>Results below <paramref name="floor"/> become it; without a bias they may be added to what is there.</summary>
    internal static unsafe void ForwardPass(in Part part, int count, ReadOnlySpan<float> input, ReadOnlySpan<float> weight, ReadOnlySpan<float> bias, Span<float> output, in Conv2DShape shape, float floor, bool accumulate = false)
    {
        Debug.Assert(input.Length >= count * shape.InputLength && output.Length >= count * shape.OutputLength, "Spans hold the batch.");
        Debug.Assert(weight.Length >= shape.WeightLength && (bias.IsEmpty || bias.Length >= shape.Filters), "Spans hold the parameters.");
        if (count == 0)
        {
            return;
        }

        Conv2DShape s = Merge(shape, ref count);
        fixed (float* source = input, weights = weight, b = bias, result = output)
        {
            if (Vector512.IsHardwareAccelerated)
            {
                ConvolutionPasses<Simd512, Vector512<float>>.Forward(part, count, source, weights, b, result, s, floor, accumulate);
            }
            else if (Vector256.IsHardwareAccelerated)
            {
                ConvolutionPasses<Simd256, Vector256<float>>.Forward(part, count, source, weights, b, result, s, floor, accumulate);
            }
            else
            {
                ConvolutionPasses<Simd128, Vector128<float>>.Forward(part, count, source, weights, b, result, s, floor, accumulate);
            }
        }
    }

    /// <summary>The gradient of the input; with a bias and a floor, the forward pass of a transposed convolution.</summary>
    internal static unsafe void BackwardPass(in Part part, int count, ReadOnlySpan<float> dOutput, ReadOnlySpan<float> transposed, ReadOnlySpan<float> bias, Span<float> dInput, in Conv2DShape shape, float floor, bool accumulate)
    {
        Debug.Assert(dOutput.Length >= count * shape.OutputLength && dInput.Length >= count * shape.InputLength, "Spans hold the batch.");
        Debug.Assert(transposed.Length >= (shape.IsDepthwise ? shape.WeightLength : shape.TransposedLength), "The span holds the weights.");
        Debug.Assert(bias.IsEmpty || bias.Length >= shape.Channels, "The span holds the bias.");
        if (count == 0)
        {
            return;
        }

        Conv2DShape s = Merge(shape, ref count);
        fixed (float* source = dOutput, weights = transposed, b = bias, result = dInput)
        {
            if (Vector512.IsHardwareAccelerated)
            {
                ConvolutionPasses<Simd512, Vector512<float>>.BackwardInput(part, count, source, weights, b, result, s, floor, accumulate);
            }
            else if (Vector256.IsHardwareAccelerated)
            {
                ConvolutionPasses<Simd256, Vector256<float>>.BackwardInput(part, count, source, weights, b, result, s, floor, accumulate);
            }
            else
            {
                ConvolutionPasses<Simd128, Vector128<float>>.BackwardInput(part, count, source, weights, b, result, s, floor, accumulate);
            }
        }
    }

    /// <summary>The pixels of a pointwise convolution are rows of one tall image of one column.</summary>
    private static Conv2DShape Merge(in Conv2DShape shape, ref int count)
    {
        if (!shape.IsPointwise)
        {
            return shape;
        }

        int rows = count * shape.Height * shape.Width;
        count = 1;
        return Conv2DShape.Rows(rows, shape.Channels, shape.Filters);
    }
}
