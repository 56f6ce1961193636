using Espalier.Tiles;

namespace Espalier.Kernels;

/// <summary>
/// Transposed convolution of channels-last images: the gradient of the input of a convolution, taken as a layer of its own
/// (Zeiler et al. 2010, "Deconvolutional Networks"). Everything is the business of its mirror, the convolution that leads
/// back from output to input: the shape is the mirror's, so its channels are the outputs here and its filters the inputs,
/// and the weights lie as the mirror's do.
/// </summary>
public static class ConvTranspose2D
{
    /// <summary><c>output = mirrorᵀ · input + bias</c>.</summary>
    /// <param name="part">The worker's share.</param>
    /// <param name="count">The number of samples.</param>
    /// <param name="input">Images, laid out as the output of the mirror.</param>
    /// <param name="packed">What <see cref="Pack(ReadOnlySpan{float}, Span{float}, in Conv2DShape)"/> made of the weights; the weights themselves if depthwise.</param>
    /// <param name="bias">One number an output channel, or empty.</param>
    /// <param name="output">Overwritten: images, laid out as the input of the mirror.</param>
    /// <param name="mirror">The convolution from output to input.</param>
    public static void Forward(in Part part, int count, ReadOnlySpan<float> input, ReadOnlySpan<float> packed, ReadOnlySpan<float> bias, Span<float> output, in Conv2DShape mirror) =>
        Conv2D.BackwardPass(part, count, input, packed, bias, output, mirror, float.NegativeInfinity, accumulate: false);

    /// <summary><c>output = max(0, mirrorᵀ · input + bias)</c>; NaN stays NaN. The arguments are those of <see cref="Forward"/>.</summary>
    public static void ForwardReLU(in Part part, int count, ReadOnlySpan<float> input, ReadOnlySpan<float> packed, ReadOnlySpan<float> bias, Span<float> output, in Conv2DShape mirror) =>
        Conv2D.BackwardPass(part, count, input, packed, bias, output, mirror, 0, accumulate: false);

    /// <summary>The gradient of the input, from that of the output.</summary>
    /// <param name="part">The worker's share.</param>
    /// <param name="count">The number of samples.</param>
    /// <param name="dOutput">The gradient of the output, laid out as it.</param>
    /// <param name="weight">The weights, in panels.</param>
    /// <param name="dInput">The gradient of the input, laid out as it.</param>
    /// <param name="mirror">The convolution from output to input.</param>
    /// <param name="accumulate">Whether to add to <paramref name="dInput"/> rather than overwrite it.</param>
    public static void BackwardInput(in Part part, int count, ReadOnlySpan<float> dOutput, ReadOnlySpan<float> weight, Span<float> dInput, in Conv2DShape mirror, bool accumulate = false) =>
        Conv2D.ForwardPass(part, count, dOutput, weight, default, dInput, mirror, float.NegativeInfinity, accumulate);

    /// <summary>Adds the gradient of the weights, summed over the samples, to <paramref name="dWeight"/>.</summary>
    /// <param name="part">The worker's share.</param>
    /// <param name="count">The number of samples.</param>
    /// <param name="input">The input of the forward pass.</param>
    /// <param name="dOutput">The gradient of the output.</param>
    /// <param name="dWeight">The gradient of the weights, in panels; what pads the panels is left alone.</param>
    /// <param name="mirror">The convolution from output to input.</param>
    public static void BackwardWeight(in Part part, int count, ReadOnlySpan<float> input, ReadOnlySpan<float> dOutput, Span<float> dWeight, in Conv2DShape mirror) =>
        Conv2D.BackwardWeight(part, count, dOutput, input, dWeight, mirror);

    /// <summary>Adds the gradient of the bias, the sum of <paramref name="dOutput"/> over samples and pixels, to <paramref name="dBias"/>.</summary>
    /// <param name="part">The worker's share.</param>
    /// <param name="count">The number of samples.</param>
    /// <param name="dOutput">The gradient of the output.</param>
    /// <param name="dBias">One number an output channel.</param>
    /// <param name="mirror">The convolution from output to input.</param>
    public static void BackwardBias(in Part part, int count, ReadOnlySpan<float> dOutput, Span<float> dBias, in Conv2DShape mirror) =>
        ColumnSums.Accumulate(part, count * mirror.Height * mirror.Width, mirror.Channels, dOutput, dBias);

    /// <summary>Re-packs the weights for <see cref="Forward"/>. Does nothing for a depthwise convolution.</summary>
    /// <param name="part">The worker's share.</param>
    /// <param name="weight">The weights, in panels.</param>
    /// <param name="packed">Overwritten, all of its <see cref="Conv2DShape.TransposedLength"/> floats.</param>
    /// <param name="mirror">The convolution from output to input.</param>
    public static void Pack(in Part part, ReadOnlySpan<float> weight, Span<float> packed, in Conv2DShape mirror) =>
        Conv2D.Transpose(part, weight, packed, mirror);

    /// <summary>Re-packs the weights for <see cref="Forward"/>, on one thread.</summary>
    /// <param name="weight">The weights, in panels.</param>
    /// <param name="packed">Overwritten, all of its <see cref="Conv2DShape.TransposedLength"/> floats.</param>
    /// <param name="mirror">The convolution from output to input.</param>
    public static unsafe void Pack(ReadOnlySpan<float> weight, Span<float> packed, in Conv2DShape mirror) =>
        Conv2D.Transpose(new Part(0, 1, null, null), weight, packed, mirror);
}
