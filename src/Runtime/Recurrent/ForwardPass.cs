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
            for (int i = 0; i < Shape.Steps; i++)
            {
                int t = Shape.Direction == 0 ? i : Shape.Steps - 1 - i;
                Dense.Forward(Part.Alone, rows, new(state, rows * hidden), new(Weight, shape.WeightLength), new(Bias, Bias == null ? 0 : gates), new(product, rows * gates), shape);
                for (int row = 0; row < rows; row++)
                {
                    nint place = ((nint)(first + row) * Shape.Steps) + t;
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
        }
    }
}
