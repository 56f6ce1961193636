using System.Diagnostics;
using System.Runtime.Intrinsics;
using Espalier.Convolution;
using Espalier.Simd;
using Espalier.Tiles;

namespace Espalier.Kernels;

/// <summary>
/// Convolutions with 3×3 kernels, stride 1, dilation 1 and one group by Winograd's minimal filtering F(4×4, 3×3), with a
/// quarter of the multiplications of <see cref="Conv2D"/> (Lavin and Gray 2016, "Fast Algorithms for Convolutional Neural
/// Networks"). Results differ from the definition by a few more rounding errors, and one that is not finite takes the
/// others of its square of 4×4 with it. Weights are transformed ahead:
/// <c>[panel of P filters][point of 36][channel][P]</c>, P as of <see cref="Conv2D"/>.
/// </summary>
public static class WinogradConv2D
{
    private const int Taps = 9, Points = 36;

    /// <summary><c>output = input ∗ weight + bias</c>.</summary>
    /// <param name="part">The worker's share; its scratch memory holds at least 36 · (channels + 64) floats.</param>
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

    /// <summary>The gradient of the input, from that of the output.</summary>
    /// <param name="part">The worker's share; its scratch memory holds at least 36 · (filters + 64) floats.</param>
    /// <param name="count">The number of samples.</param>
    /// <param name="dOutput">The gradient of the output, laid out as it.</param>
    /// <param name="transposed">What <see cref="Transpose"/> made of the weights.</param>
    /// <param name="dInput">The gradient of the input, laid out as it.</param>
    /// <param name="shape">The convolution.</param>
    /// <param name="accumulate">Whether to add to <paramref name="dInput"/> rather than overwrite it.</param>
    public static unsafe void BackwardInput(in Part part, int count, ReadOnlySpan<float> dOutput, ReadOnlySpan<float> transposed, Span<float> dInput, in Conv2DShape shape, bool accumulate = false)
    {
        Debug.Assert(dOutput.Length >= count * shape.OutputLength && dInput.Length >= count * shape.InputLength, "Spans hold the batch.");
        Debug.Assert(transposed.Length >= shape.WinogradTransposedLength, "The span holds the weights.");
        fixed (float* source = dOutput, weights = transposed, result = dInput)
        {
            Run(part, count, new WinogradData
            {
                Source = source,
                SourceHeight = shape.OutputHeight,
                SourceWidth = shape.OutputWidth,
                SourceChannels = shape.Filters,
                Result = result,
                ResultHeight = shape.Height,
                ResultWidth = shape.Width,
                ResultChannels = shape.Channels,
                PadTop = 2 - shape.PadTop,
                PadLeft = 2 - shape.PadLeft,
                Weights = weights,
                Floor = float.NegativeInfinity,
                Accumulate = accumulate,
            });
        }
    }

    /// <summary>Transforms weights, by one worker alone.</summary>
    /// <param name="weight">The weights, in panels.</param>
    /// <param name="transformed">Overwritten, all of its <see cref="Conv2DShape.WinogradLength"/> floats.</param>
    /// <param name="shape">The convolution.</param>
    public static unsafe void Transform(ReadOnlySpan<float> weight, Span<float> transformed, in Conv2DShape shape) =>
        Transform(new Part(0, 1, null, null), weight, transformed, shape);

    /// <summary>Transforms weights.</summary>
    /// <param name="part">The worker's share.</param>
    /// <param name="weight">The weights, in panels.</param>
    /// <param name="transformed">Overwritten, all of its <see cref="Conv2DShape.WinogradLength"/> floats.</param>
    /// <param name="shape">The convolution.</param>
    public static unsafe void Transform(in Part part, ReadOnlySpan<float> weight, Span<float> transformed, in Conv2DShape shape)
    {
        Debug.Assert(weight.Length >= shape.WeightLength && transformed.Length >= shape.WinogradLength, "Spans hold the weights.");
        int panel = Panels.Width(shape.Filters), channels = shape.Channels;
        (int entry, int end) = part.Range(Panels.Padded(shape.Filters) / panel * channels);
        fixed (float* source = weight, result = transformed)
        {
            while (entry < end)
            {
                (int p, int k) = Math.DivRem(entry, channels);
                int count = Math.Min(end - entry, channels - k);
                float* taps = source + ((((nint)p * Taps * channels) + k) * panel), values = result + ((((nint)p * Points * channels) + k) * panel);
                TransformEntries(taps, (nint)channels * panel, count * panel, values, (nint)channels * panel);
                entry += count;
            }
        }
    }

    /// <summary>Transforms weights for <see cref="BackwardInput"/>: <c>[panel of P channels][point of 36][filter][P]</c>.</summary>
    /// <param name="part">The worker's share.</param>
    /// <param name="weight">The weights, in panels.</param>
    /// <param name="transposed">Overwritten, all of its <see cref="Conv2DShape.WinogradTransposedLength"/> floats.</param>
    /// <param name="shape">The convolution.</param>
    public static unsafe void Transpose(in Part part, ReadOnlySpan<float> weight, Span<float> transposed, in Conv2DShape shape)
    {
        Debug.Assert(weight.Length >= shape.WeightLength && transposed.Length >= shape.WinogradTransposedLength, "Spans hold the weights.");
        int filters = shape.Filters, channels = shape.Channels, sourcePanel = Panels.Width(filters), panel = Panels.Width(channels);
        int sourcePanels = Panels.Padded(filters) / sourcePanel;
        (int first, int end) = part.Range(Panels.Padded(channels) / panel * sourcePanels);
        fixed (float* source = weight, result = transposed, block = part.Scratch)
        {
            for (int item = first; item < end; item++)
            {
                (int p, int q) = Math.DivRem(item, sourcePanels);
                int rows = Math.Min(panel, channels - (p * panel)), columns = Math.Min(sourcePanel, filters - (q * sourcePanel));
                for (int tap = 0; tap < Taps; tap++)
                {
                    float* from = source + ((((nint)q * Taps * channels) + ((nint)(Taps - 1 - tap) * channels) + (p * panel)) * sourcePanel);
                    PanelTranspose.Block(from, sourcePanel, rows, columns, block + (tap * columns * panel), panel);
                }

                float* values = result + ((((nint)p * Points * filters) + (q * sourcePanel)) * panel);
                TransformEntries(block, columns * panel, columns * panel, values, (nint)filters * panel);
            }
        }
    }

    private static unsafe void Forward(in Part part, int count, ReadOnlySpan<float> input, ReadOnlySpan<float> transformed, ReadOnlySpan<float> bias, Span<float> output, in Conv2DShape shape, float floor)
    {
        Debug.Assert(input.Length >= count * shape.InputLength && output.Length >= count * shape.OutputLength, "Spans hold the batch.");
        Debug.Assert(transformed.Length >= shape.WinogradLength && (bias.IsEmpty || bias.Length >= shape.Filters), "Spans hold the parameters.");
        fixed (float* source = input, weights = transformed, b = bias, result = output)
        {
            Run(part, count, new WinogradData
            {
                Source = source,
                SourceHeight = shape.Height,
                SourceWidth = shape.Width,
                SourceChannels = shape.Channels,
                Result = result,
                ResultHeight = shape.OutputHeight,
                ResultWidth = shape.OutputWidth,
                ResultChannels = shape.Filters,
                PadTop = shape.PadTop,
                PadLeft = shape.PadLeft,
                Weights = weights,
                Bias = b,
                Floor = floor,
            });
        }
    }

    private static void Run(in Part part, int count, in WinogradData data)
    {
        if (Vector512.IsHardwareAccelerated)
        {
            Winograd<Simd512, Vector512<float>>.Run(part, count, data);
        }
        else if (Vector256.IsHardwareAccelerated)
        {
            Winograd<Simd256, Vector256<float>>.Run(part, count, data);
        }
        else
        {
            Winograd<Simd128, Vector128<float>>.Run(part, count, data);
        }
    }

    private static unsafe void TransformEntries(float* taps, nint tapStep, int length, float* values, nint pointStep)
    {
        if (Vector512.IsHardwareAccelerated)
        {
            Winograd<Simd512, Vector512<float>>.TransformWeights(taps, tapStep, length, values, pointStep);
        }
        else if (Vector256.IsHardwareAccelerated)
        {
            Winograd<Simd256, Vector256<float>>.TransformWeights(taps, tapStep, length, values, pointStep);
        }
        else
        {
            Winograd<Simd128, Vector128<float>>.TransformWeights(taps, tapStep, length, values, pointStep);
        }
    }
}
