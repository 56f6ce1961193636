using Espalier.Kernels;
using Espalier.Simd;

namespace Espalier.Tiles;

/// <summary>
/// A dense layer for one sample with weights packed for it: groups of vectors of outputs without what pads the panels, and
/// the last outputs by themselves. One sample reads every weight once, so that its time is that of reading them, and they
/// lie in the order in which they are read. The sums are those of the panels, in the same order.
/// </summary>
internal static unsafe class DenseRow<S, V>
    where S : struct, ISimd<S, V>
    where V : unmanaged
{
    /// <summary>Packs weights that lie in panels.</summary>
    public static void Pack(float* weights, float* packed, in DenseShape shape)
    {
        int tail = TailOutputs<S, V>.Count(shape.Inputs, shape.Outputs), outputs = shape.Outputs - tail, panel = Panels.Width(shape.Outputs);
        int vectors = Vectors(outputs);
        for (int first = 0; first < vectors; first = GroupEnd(first, vectors))
        {
            for (int k = 0; k < shape.Inputs; k++)
            {
                for (int v = first; v < GroupEnd(first, vectors); v++, packed += S.Width)
                {
                    int output = v * S.Width;
                    S.Store(packed, S.Load(weights + (((nint)(output / panel) * shape.Inputs) + k) * panel + (output % panel)));
                }
            }
        }

        for (int i = 0; i < tail; i += 2)
        {
            int output = outputs + i, pair = Math.Min(2, tail - i);
            TailOutputs<S, V>.Pack(weights + ((nint)(output / panel) * shape.Inputs * panel) + (output % panel), panel, shape.Inputs, pair, packed);
            packed += TailOutputs<S, V>.PackedLength(shape.Inputs, pair);
        }
    }

    /// <summary>Computes this worker's share of the outputs; the last few fall to the first worker.</summary>
    public static void Run(in Part part, float* input, float* packed, float* bias, float* result, in DenseShape shape, float floor)
    {
        int tail = TailOutputs<S, V>.Count(shape.Inputs, shape.Outputs), outputs = shape.Outputs - tail;
        int vectors = Vectors(outputs);
        (int own, int end) = part.Range(vectors, GroupEnd(0, vectors));
        for (int first = own; first < end; first = GroupEnd(first, vectors))
        {
            int output = first * S.Width, width = (GroupEnd(first, vectors) - first) * S.Width;
            RowProduct<S, V>.Run(
                new Part(0, 1, null, null), input, packed + ((nint)output * shape.Inputs), width, bias == null ? null : bias + output,
                result + output, shape.Inputs, Math.Min(width, outputs - output), floor, accumulate: false);
        }

        if (part.Index > 0)
        {
            return;
        }

        packed += (nint)vectors * S.Width * shape.Inputs;
        for (int i = 0; i < tail; i += 2)
        {
            int pair = Math.Min(2, tail - i);
            TailOutputs<S, V>.PackedRow(input, packed, bias == null ? null : bias + outputs + i, result + outputs + i, shape.Inputs, pair, floor);
            packed += TailOutputs<S, V>.PackedLength(shape.Inputs, pair);
        }
    }

    private static int Vectors(int outputs) => (outputs + S.Width - 1) / S.Width;

    /// <summary>The vector after the group that begins with <paramref name="first"/>: groups are as equal as whole vectors allow, the first ones the larger.</summary>
    private static int GroupEnd(int first, int vectors)
    {
        int groups = (vectors + RowProduct<S, V>.Group - 1) / RowProduct<S, V>.Group;
        return Math.Min(vectors, first + ((vectors + groups - 1) / Math.Max(1, groups)));
    }
}
