using Espalier.Kernels;
using Espalier.Simd;

namespace Espalier.Tiles;

/// <summary>
/// A dense layer for one sample with weights packed for it: panels without what pads them, and the last outputs by
/// themselves. One sample reads every weight once, so that its time is that of reading them. The sums are those of the
/// panels, in the same order.
/// </summary>
internal static unsafe class DenseRow<S, V>
    where S : struct, ISimd<S, V>
    where V : unmanaged
{
    /// <summary>Packs weights that lie in panels.</summary>
    public static void Pack(float* weights, float* packed, in DenseShape shape)
    {
        int tail = TailOutputs<S, V>.Count(shape.Inputs, shape.Outputs), outputs = shape.Outputs - tail, width = Width(outputs), panel = Panels.Width(shape.Outputs);
        for (int first = 0; first < width; first += S.Width)
        {
            float* from = weights + ((nint)(first / panel) * shape.Inputs * panel) + (first % panel), to = packed + first;
            for (int k = 0; k < shape.Inputs; k++, from += panel, to += width)
            {
                S.Store(to, S.Load(from));
            }
        }

        packed += (nint)width * shape.Inputs;
        for (int i = 0; i < tail; i += 2)
        {
            int output = outputs + i, vectors = Math.Min(2, tail - i);
            TailOutputs<S, V>.Pack(weights + ((nint)(output / panel) * shape.Inputs * panel) + (output % panel), panel, shape.Inputs, vectors, packed);
            packed += TailOutputs<S, V>.PackedLength(shape.Inputs, vectors);
        }
    }

    /// <summary>Computes this worker's share of the outputs; the last few fall to the first worker.</summary>
    public static void Run(in Part part, float* input, float* packed, float* bias, float* output, in DenseShape shape, float floor)
    {
        int tail = TailOutputs<S, V>.Count(shape.Inputs, shape.Outputs), outputs = shape.Outputs - tail, width = Width(outputs);
        RowProduct<S, V>.Run(part, input, packed, width, bias, output, shape.Inputs, outputs, floor, accumulate: false);
        if (part.Index > 0)
        {
            return;
        }

        packed += (nint)width * shape.Inputs;
        for (int i = 0; i < tail; i += 2)
        {
            int vectors = Math.Min(2, tail - i);
            TailOutputs<S, V>.Pair(1, input, packed, bias == null ? null : bias + outputs + i, output + outputs + i, shape.Inputs, shape.Outputs, vectors, floor, accumulate: false);
            packed += TailOutputs<S, V>.PackedLength(shape.Inputs, vectors);
        }
    }

    private static int Width(int outputs) => (outputs + S.Width - 1) / S.Width * S.Width;
}
