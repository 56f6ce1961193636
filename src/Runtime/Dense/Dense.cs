using System.Diagnostics;
using System.Runtime.Intrinsics;
using Espalier.Simd;
using Espalier.Tiles;

namespace Espalier.Kernels;

/// <summary>
/// The dense layer. Its rows are the pixels of a 1×1 convolution over one tall image. Weights lie in panels,
/// <c>[panel of P outputs][input][P]</c>: P is 16 for up to 16 outputs, else 32, and the last panel is padded with zeros.
/// </summary>
public static class Dense
{
    /// <summary><c>output = weight · input + bias</c>.</summary>
    /// <param name="part">The worker's share.</param>
    /// <param name="count">The number of samples.</param>
    /// <param name="input">(count, rows, inputs).</param>
    /// <param name="weight">The weights, in panels.</param>
    /// <param name="bias">One number an output, or empty.</param>
    /// <param name="output">Overwritten: (count, rows, outputs).</param>
    /// <param name="shape">The layer.</param>
    public static void Forward(in Part part, int count, ReadOnlySpan<float> input, ReadOnlySpan<float> weight, ReadOnlySpan<float> bias, Span<float> output, in DenseShape shape) =>
        Forward(part, count, input, weight, bias, output, shape, float.NegativeInfinity);

    /// <summary><c>output = max(0, weight · input + bias)</c>; NaN stays NaN. The arguments are those of <see cref="Forward(in Part, int, ReadOnlySpan{float}, ReadOnlySpan{float}, ReadOnlySpan{float}, Span{float}, in DenseShape)"/>.</summary>
    public static void ForwardReLU(in Part part, int count, ReadOnlySpan<float> input, ReadOnlySpan<float> weight, ReadOnlySpan<float> bias, Span<float> output, in DenseShape shape) =>
        Forward(part, count, input, weight, bias, output, shape, 0);

    /// <summary>As above, with weights that <see cref="PackRow"/> packed for it.</summary>
    /// <param name="part">The worker's share.</param>
    /// <param name="count">The number of samples.</param>
    /// <param name="input">(count, rows, inputs).</param>
    /// <param name="weight">The weights, in panels.</param>
    /// <param name="bias">One number an output, or empty.</param>
    /// <param name="output">Overwritten: (count, rows, outputs).</param>
    /// <param name="shape">The layer.</param>
    /// <param name="packed">What <see cref="PackRow"/> made of the weights.</param>
    public static void Forward(in Part part, int count, ReadOnlySpan<float> input, ReadOnlySpan<float> weight, ReadOnlySpan<float> bias, Span<float> output, in DenseShape shape, ReadOnlySpan<float> packed) =>
        Forward(part, count, input, weight, packed, bias, output, shape, float.NegativeInfinity);

    /// <summary>As above, with a floor of 0.</summary>
    /// <inheritdoc cref="Forward(in Part, int, ReadOnlySpan{float}, ReadOnlySpan{float}, ReadOnlySpan{float}, Span{float}, in DenseShape, ReadOnlySpan{float})"/>
    public static void ForwardReLU(in Part part, int count, ReadOnlySpan<float> input, ReadOnlySpan<float> weight, ReadOnlySpan<float> bias, Span<float> output, in DenseShape shape, ReadOnlySpan<float> packed) =>
        Forward(part, count, input, weight, packed, bias, output, shape, 0);

    /// <summary>Packs the weights for single rows: without what pads the panels, so that less memory is read. Of more weights than a second cache holds, only the last outputs'.</summary>
    /// <param name="weight">The weights, in panels.</param>
    /// <param name="packed">Overwritten, up to all of its <see cref="DenseShape.PackedLength"/> floats.</param>
    /// <param name="shape">The layer.</param>
    public static unsafe void PackRow(ReadOnlySpan<float> weight, Span<float> packed, in DenseShape shape)
    {
        Debug.Assert(weight.Length >= shape.WeightLength && packed.Length >= shape.PackedLength, "Spans hold the weights.");
        fixed (float* source = weight, destination = packed)
        {
            if (Vector512.IsHardwareAccelerated)
            {
                DenseRow<Simd512, Vector512<float>>.Pack(source, destination, shape);
            }
            else if (Vector256.IsHardwareAccelerated)
            {
                DenseRow<Simd256, Vector256<float>>.Pack(source, destination, shape);
            }
            else
            {
                DenseRow<Simd128, Vector128<float>>.Pack(source, destination, shape);
            }
        }
    }

    /// <summary>The gradient of the input, from that of the output.</summary>
    /// <param name="part">The worker's share.</param>
    /// <param name="count">The number of samples.</param>
    /// <param name="dOutput">The gradient of the output, (count, rows, outputs).</param>
    /// <param name="transposed">What <see cref="Transpose"/> made of the weights.</param>
    /// <param name="dInput">The gradient of the input, (count, rows, inputs).</param>
    /// <param name="shape">The layer.</param>
    /// <param name="accumulate">Whether to add to <paramref name="dInput"/> rather than overwrite it.</param>
    public static void BackwardInput(in Part part, int count, ReadOnlySpan<float> dOutput, ReadOnlySpan<float> transposed, Span<float> dInput, in DenseShape shape, bool accumulate = false) =>
        Conv2D.BackwardInput(part, Math.Min(count, 1), dOutput, transposed, dInput, Rows(count, shape), accumulate);

    /// <summary>As <see cref="BackwardInput"/> and with the same bits, from the weights as they are, which are transposed block by block.</summary>
    /// <param name="part">The worker's share; its scratch memory holds the weights of 64 inputs.</param>
    /// <param name="count">The number of samples.</param>
    /// <param name="dOutput">The gradient of the output, (count, rows, outputs).</param>
    /// <param name="weight">The weights, in panels.</param>
    /// <param name="dInput">The gradient of the input, (count, rows, inputs).</param>
    /// <param name="shape">The layer, of no more than 544 outputs.</param>
    /// <param name="accumulate">Whether to add to <paramref name="dInput"/> rather than overwrite it.</param>
    public static unsafe void BackwardInputInBlocks(in Part part, int count, ReadOnlySpan<float> dOutput, ReadOnlySpan<float> weight, Span<float> dInput, in DenseShape shape, bool accumulate = false)
    {
        int rows = count * shape.Rows;
        Debug.Assert(dOutput.Length >= rows * shape.Outputs && dInput.Length >= rows * shape.Inputs && weight.Length >= shape.WeightLength, "Spans hold the rows and the weights.");
        Debug.Assert(shape.Outputs <= DenseInputGradient<Simd512, Vector512<float>>.MostOutputs, "A block fits in the scratch memory.");
        fixed (float* source = dOutput, weights = weight, result = dInput)
        {
            if (Vector512.IsHardwareAccelerated)
            {
                DenseInputGradient<Simd512, Vector512<float>>.Run(part, rows, shape.Inputs, shape.Outputs, source, weights, result, accumulate);
            }
            else if (Vector256.IsHardwareAccelerated)
            {
                DenseInputGradient<Simd256, Vector256<float>>.Run(part, rows, shape.Inputs, shape.Outputs, source, weights, result, accumulate);
            }
            else
            {
                DenseInputGradient<Simd128, Vector128<float>>.Run(part, rows, shape.Inputs, shape.Outputs, source, weights, result, accumulate);
            }
        }
    }

    /// <summary>The gradient of the weights, summed over samples and rows.</summary>
    /// <param name="part">The worker's share.</param>
    /// <param name="count">The number of samples.</param>
    /// <param name="input">The input of the forward pass.</param>
    /// <param name="dOutput">The gradient of the output.</param>
    /// <param name="dWeight">The gradient of the weights, in panels; what pads the panels stays zero.</param>
    /// <param name="shape">The layer.</param>
    /// <param name="accumulate">Whether to add to <paramref name="dWeight"/> rather than overwrite it.</param>
    public static unsafe void BackwardWeight(in Part part, int count, ReadOnlySpan<float> input, ReadOnlySpan<float> dOutput, Span<float> dWeight, in DenseShape shape, bool accumulate = true)
    {
        int rows = count * shape.Rows;
        Debug.Assert(input.Length >= rows * shape.Inputs && dOutput.Length >= rows * shape.Outputs && dWeight.Length >= shape.WeightLength, "Spans hold the rows and the weights.");
        if (rows == 0)
        {
            Debug.Assert(accumulate, "There are rows whose gradients overwrite.");
            return;
        }

        fixed (float* source = input, gradient = dOutput, result = dWeight)
        {
            if (Vector512.IsHardwareAccelerated)
            {
                DenseWeightGradient<Simd512, Vector512<float>>.Run(part, rows, shape.Inputs, shape.Outputs, source, gradient, result, accumulate);
            }
            else if (Vector256.IsHardwareAccelerated)
            {
                DenseWeightGradient<Simd256, Vector256<float>>.Run(part, rows, shape.Inputs, shape.Outputs, source, gradient, result, accumulate);
            }
            else
            {
                DenseWeightGradient<Simd128, Vector128<float>>.Run(part, rows, shape.Inputs, shape.Outputs, source, gradient, result, accumulate);
            }
        }
    }

    /// <summary>Adds the gradient of the bias, the sum of <paramref name="dOutput"/> over samples and rows, to <paramref name="dBias"/>.</summary>
    /// <param name="part">The worker's share.</param>
    /// <param name="count">The number of samples.</param>
    /// <param name="dOutput">The gradient of the output.</param>
    /// <param name="dBias">One number an output.</param>
    /// <param name="shape">The layer.</param>
    public static void BackwardBias(in Part part, int count, ReadOnlySpan<float> dOutput, Span<float> dBias, in DenseShape shape) =>
        Conv2D.BackwardBias(part, Math.Min(count, 1), dOutput, dBias, Rows(count, shape));

    /// <summary>Re-packs the weights for <see cref="BackwardInput"/>: <c>[panel of P inputs][output][P]</c>.</summary>
    /// <param name="part">The worker's share.</param>
    /// <param name="weight">The weights, in panels.</param>
    /// <param name="transposed">Overwritten, all of its <see cref="DenseShape.TransposedLength"/> floats.</param>
    /// <param name="shape">The layer.</param>
    public static void Transpose(in Part part, ReadOnlySpan<float> weight, Span<float> transposed, in DenseShape shape) =>
        Conv2D.Transpose(part, weight, transposed, Rows(1, shape));

    private static unsafe void Forward(in Part part, int count, ReadOnlySpan<float> input, ReadOnlySpan<float> weight, ReadOnlySpan<float> bias, Span<float> output, in DenseShape shape, float floor)
    {
        if (!IsNarrow(shape))
        {
            Conv2D.ForwardPass(part, Math.Min(count, 1), input, weight, bias, output, Rows(count, shape), floor);
            return;
        }

        Debug.Assert(input.Length >= count * shape.Inputs && output.Length >= count * shape.Outputs, "Spans hold the rows.");
        Debug.Assert(weight.Length >= shape.WeightLength && (bias.IsEmpty || bias.Length >= shape.Outputs), "Spans hold the parameters.");
        fixed (float* source = input, weights = weight, b = bias, result = output)
        {
            if (Vector512.IsHardwareAccelerated)
            {
                NarrowOutputs<Simd512, Vector512<float>>.Run(part, count, source, weights, b, result, shape.Inputs, shape.Outputs, floor);
            }
            else if (Vector256.IsHardwareAccelerated)
            {
                NarrowOutputs<Simd256, Vector256<float>>.Run(part, count, source, weights, b, result, shape.Inputs, shape.Outputs, floor);
            }
            else
            {
                NarrowOutputs<Simd128, Vector128<float>>.Run(part, count, source, weights, b, result, shape.Inputs, shape.Outputs, floor);
            }
        }
    }

    private static unsafe void Forward(in Part part, int count, ReadOnlySpan<float> input, ReadOnlySpan<float> weight, ReadOnlySpan<float> packed, ReadOnlySpan<float> bias, Span<float> output, in DenseShape shape, float floor)
    {
        int rows = count * shape.Rows;
        Debug.Assert(input.Length >= rows * shape.Inputs && output.Length >= rows * shape.Outputs, "Spans hold the rows.");
        Debug.Assert(weight.Length >= shape.WeightLength && packed.Length >= shape.PackedLength && (bias.IsEmpty || bias.Length >= shape.Outputs), "Spans hold the parameters.");
        if (rows == 0)
        {
            return;
        }

        if (IsNarrow(shape))
        {
            Forward(part, count, input, weight, bias, output, shape, floor);
            return;
        }

        fixed (float* source = input, weights = weight, copy = packed, b = bias, result = output)
        {
            if (Vector512.IsHardwareAccelerated)
            {
                DenseRow<Simd512, Vector512<float>>.Run(part, rows, source, weights, copy, b, result, shape, floor);
            }
            else if (Vector256.IsHardwareAccelerated)
            {
                DenseRow<Simd256, Vector256<float>>.Run(part, rows, source, weights, copy, b, result, shape, floor);
            }
            else
            {
                DenseRow<Simd128, Vector128<float>>.Run(part, rows, source, weights, copy, b, result, shape, floor);
            }
        }
    }

    private static bool IsNarrow(in DenseShape shape) => shape.Rows == 1 && TileSize.IsNarrow(shape.Inputs, shape.Outputs, VectorWidth.Floats);

    private static Conv2DShape Rows(int count, in DenseShape shape)
    {
        Debug.Assert(count >= 0 && shape.Inputs > 0 && shape.Outputs > 0 && shape.Rows > 0, "Sizes are positive.");
        return Conv2DShape.Rows(count * shape.Rows, shape.Inputs, shape.Outputs);
    }
}
