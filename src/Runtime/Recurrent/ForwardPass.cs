using Espalier.Kernels;
using Espalier.Simd;

namespace Espalier.Recurrent;

/// <summary>
/// A recurrent layer over all steps. Workers share the samples, so that they need not wait for one another at every step;
/// a worker takes as many samples at a time as stay in the second cache with all that a step reads and writes, and the
/// weights are read once a step for all of them. The products with the input are there already.
/// </summary>
internal unsafe struct ForwardPass<TCell> : IVectorKernel
    where TCell : struct, IRecurrentCell
{
    public Part Part;
    public int Count;
    public RecurrentShape Shape;

    /// <summary>(count, steps, gates · hidden): see <see cref="CellStep.Gates"/>.</summary>
    public float* Gates;

    /// <summary>The weights of the state, in panels, and their biases or null.</summary>
    public float* Weight, Bias;

    /// <summary>The states and cells at the start, (count, states, hidden), or null for zeros.</summary>
    public float* InitialState, InitialCell;

    /// <summary>(count, steps, directions · hidden).</summary>
    public float* Output;

    /// <summary>(count, steps, kept): see <see cref="CellStep.Kept"/>.</summary>
    public float* Kept;
    public int KeptLength;

    /// <summary>(gates + 1 or 2) · hidden floats a sample.</summary>
    public float* Workspace;

    /// <summary>How many steps of each sample count, or null where all do. Whatever a sample has of the steps beyond becomes zero.</summary>
    public float* Lengths;

    public readonly void Run<S, V>()
        where S : struct, ISimd<S, V>
        where V : struct
    {
        int hidden = Shape.Hidden, gates = TCell.Gates * hidden;
        float* products = Workspace, states = products + ((nint)Count * gates), cells = states + ((nint)Count * hidden);
        (int first, int last) = Part.Range(Count);
        int block = RecurrentBlock.Samples(last - first, gates + (2 * hidden));
        DenseShape shape = new(hidden, gates);
        for (; first < last; first += block)
        {
            int rows = Math.Min(block, last - first);
            RecurrentBlock.Start(states, InitialState, first, rows, Shape);
            if (TCell.HasCell)
            {
                RecurrentBlock.Start(cells, InitialCell, first, rows, Shape);
            }

            float* state = states + ((nint)first * hidden), cell = cells + ((nint)first * hidden), product = products + ((nint)first * gates);
            int longest = RecurrentBlock.Longest(Lengths, first, rows, Shape);
            for (int i = 0; i < longest; i++)
            {
                Dense.Forward(Part.Alone, rows, new(state, rows * hidden), new(Weight, shape.WeightLength), new(Bias, Bias == null ? 0 : gates), new(product, rows * gates), shape);
                for (int row = 0; row < rows; row++)
                {
                    int length = RecurrentBlock.LengthOf(Lengths, first + row, Shape);
                    if (i >= length)
                    {
                        continue;
                    }

                    nint place = ((nint)(first + row) * Shape.Steps) + (Shape.Direction == 0 ? i : length - 1 - i);
                    CellStep step = new()
                    {
                        Hidden = hidden,
                        Gates = Gates + (place * gates),
                        Product = product + (row * gates),
                        State = state + (row * hidden),
                        Cell = cell + (row * hidden),
                        Output = Output + (((place * Shape.Directions) + Shape.Direction) * hidden),
                        Kept = Kept == null ? null : Kept + (place * KeptLength),
                    };
                    TCell.Forward<S, V>(step);
                }
            }

            for (int sample = first; sample < first + rows; sample++)
            {
                ClearBeyond(sample, gates);
            }
        }
    }

    /// <summary>Zeros also where backward leaves gradients: what does not count has none.</summary>
    private readonly void ClearBeyond(int sample, int gates)
    {
        int length = RecurrentBlock.LengthOf(Lengths, sample, Shape), beyond = Shape.Steps - length;
        nint place = ((nint)sample * Shape.Steps) + length;
        for (int i = 0; i < beyond; i++)
        {
            new Span<float>(Output + ((((place + i) * Shape.Directions) + Shape.Direction) * Shape.Hidden), Shape.Hidden).Clear();
        }

        new Span<float>(Gates + (place * gates), beyond * gates).Clear();
        if (Kept != null)
        {
            new Span<float>(Kept + (place * KeptLength), beyond * KeptLength).Clear();
        }
    }
}
