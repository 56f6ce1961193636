using Espalier.Convolution;
using Espalier.Kernels;
using Espalier.Simd;

namespace Espalier.Tiles;

/// <summary>
/// The gradient of the input of a dense layer from the weights as they lie: some inputs at a time, their weights are
/// transposed to scratch memory, where they stay near while all rows pass. The sums are those of weights that were
/// transposed as a whole, in the same order.
/// </summary>
internal static unsafe class DenseInputGradient<S, V>
    where S : struct, ISimd<S, V>
    where V : unmanaged
{
    /// <summary>Inputs of a block: two panels, so that wide tiles find two columns.</summary>
    private const int Block = 64;

    // Of fewer blocks a worker's share would be uneven.
    private const int FewestBlocks = 8;

    /// <summary>The most outputs for which the least scratch memory holds a block.</summary>
    public const int MostOutputs = Part.ScratchLength / Block;

    public static void Run(in Part part, int rows, int inputs, int outputs, float* dOutput, float* weights, float* dInput, bool accumulate)
    {
        int blocks = (inputs + Block - 1) / Block;
        (int first, int end) = (0, blocks);
        (int top, int bottom) = (0, rows);
        if (blocks >= FewestBlocks * part.Count)
        {
            (first, end) = part.Range(blocks);
        }
        else
        {
            (top, bottom) = part.Range(rows);
        }

        ConvolutionAxis y = ConvolutionAxis.Forward(rows, rows, 1, 1, 0, 1), x = ConvolutionAxis.Forward(1, 1, 1, 1, 0, 1);
        fixed (float* scratch = part.Scratch)
        {
            for (int block = first; block < end && top < bottom; block++)
            {
                int input = block * Block, length = Math.Min(Block, inputs - input);
                Transpose(weights + ((nint)input * Panels.Width(outputs)), inputs, outputs, length, scratch);
                ConvolutionData data = ConvolutionPasses<S, V>.ForwardData(
                    dOutput, scratch, null, dInput + input, Conv2DShape.Rows(rows, outputs, length), float.NegativeInfinity, accumulate);
                data.ResultRow = data.ResultPixel = inputs;
                data.ColumnEnd = Column.Count(length, S.Width);
                StripConvolution<S, V>.Run(data, y, x, 0, 1, top, bottom);
            }
        }
    }

    /// <summary>Packs the weights of some inputs: <c>[panel of outputs][input][P]</c> becomes <c>[panel of inputs][output][P]</c>.</summary>
    private static void Transpose(float* weights, int inputs, int outputs, int length, float* to)
    {
        int from = Panels.Width(outputs), panel = Panels.Width(length);
        for (int input = 0; input < length; input += panel, to += (nint)outputs * panel)
        {
            for (int output = 0; output < outputs; output += from)
            {
                PanelTranspose.Block(
                    weights + ((nint)output * inputs) + ((nint)input * from), from, Math.Min(panel, length - input), Math.Min(from, outputs - output),
                    to + ((nint)output * panel), panel);
            }
        }
    }
}
