using Espalier.Convolution;
using Espalier.Kernels;
using Espalier.Simd;

namespace Espalier.Tiles;

/// <summary>
/// A dense layer for one sample with weights packed for it: groups of vectors of outputs without what pads the panels, and
/// the last outputs by themselves. One sample reads every weight once, so that its time is that of reading them, and they
/// lie in the order in which they are read. Of weights that no near cache holds, only the last outputs are packed: whole
/// vectors are read as fast from the panels, and a second copy of all would cost memory. The sums are those of the panels,
/// in the same order.
/// </summary>
internal static unsafe class DenseRow<S, V>
    where S : struct, ISimd<S, V>
    where V : unmanaged
{
    /// <summary>Packs weights that lie in panels.</summary>
    public static void Pack(float* weights, float* packed, in DenseShape shape)
    {
        int tail = LastOutputs.Count(shape.Inputs, shape.Outputs, S.Width), outputs = shape.Outputs - tail, panel = Panels.Width(shape.Outputs);
        int vectors = shape.PacksAll ? Vectors(outputs) : 0;
        for (int first = 0; first < vectors; first = RowVectors.GroupEnd(first, vectors))
        {
            for (int k = 0; k < shape.Inputs; k++)
            {
                for (int v = first; v < RowVectors.GroupEnd(first, vectors); v++, packed += S.Width)
                {
                    int output = v * S.Width;
                    S.Store(packed, S.Load(weights + (((nint)(output / panel) * shape.Inputs) + k) * panel + (output % panel)));
                }
            }
        }

        TailOutputs<S, V>.Pack(weights + ((nint)(outputs / panel) * shape.Inputs * panel) + (outputs % panel), panel, shape.Inputs, tail, packed);
    }

    /// <summary>Computes this worker's share of some rows; more than one read only the last outputs' packed weights.</summary>
    public static void Run(in Part part, int rows, float* input, float* weights, float* packed, float* bias, float* result, in DenseShape shape, float floor)
    {
        int tail = LastOutputs.Count(shape.Inputs, shape.Outputs, S.Width), outputs = shape.Outputs - tail;
        float* lastOutputs = shape.PacksAll ? packed + ((nint)Vectors(outputs) * S.Width * shape.Inputs) : packed;
        if (rows > 1 || !shape.PacksAll)
        {
            ConvolutionPasses<S, V>.Forward(part, 1, input, weights, bias, result, Conv2DShape.Rows(rows, shape.Inputs, shape.Outputs), floor, lastOutputs: lastOutputs);
            return;
        }

        if (part.Count == 1 && RowWithLast<S, V>.Takes(Vectors(outputs), shape.Inputs))
        {
            int along = Math.Min(2, tail);
            RowWithLast<S, V>.Run(Vectors(outputs), input, shape.Inputs, packed, bias, result, outputs, along, lastOutputs, floor);
            if (tail > along)
            {
                TailOutputs<S, V>.PackedRow(
                    input, lastOutputs + TailOutputs<S, V>.PackedLength(shape.Inputs, along), bias == null ? null : bias + outputs + along, result + outputs + along, shape.Inputs,
                    tail - along, floor, accumulate: false);
            }

            return;
        }

        // First those that wait for one sum after the other: the others, which wait for memory, are fetched meanwhile.
        if (part.Index == 0)
        {
            TailOutputs<S, V>.PackedRow(input, lastOutputs, bias == null ? null : bias + outputs, result + outputs, shape.Inputs, tail, floor, accumulate: false);
        }

        Vectors(part, input, packed, bias, result, shape.Inputs, outputs, floor);
    }

    private static void Vectors(in Part part, float* input, float* packed, float* bias, float* result, int inputs, int outputs, float floor)
    {
        int vectors = Vectors(outputs);
        if (vectors == 0)
        {
            return;
        }

        (int own, int end) = part.Range(vectors, RowVectors.GroupEnd(0, vectors));
        for (int first = own; first < end; first = RowVectors.GroupEnd(first, vectors))
        {
            int output = first * S.Width, width = (RowVectors.GroupEnd(first, vectors) - first) * S.Width;
            RowProduct<S, V>.Run(
                new Part(0, 1, null, null), input, packed + ((nint)output * inputs), width, bias == null ? null : bias + output,
                result + output, inputs, Math.Min(width, outputs - output), floor, accumulate: false);
        }
    }

    private static int Vectors(int outputs) => (outputs + S.Width - 1) / S.Width;
}
