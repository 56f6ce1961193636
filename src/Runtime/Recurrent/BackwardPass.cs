using Espalier.Kernels;
using Espalier.Simd;

namespace Espalier.Recurrent;

/// <summary>
/// The gradients of a recurrent layer, from the last step that ran to the first. The products' gradients of all steps are
/// left for the gradients of weights and input, which are then large products over all steps and samples.
/// </summary>
internal unsafe struct BackwardPass<TCell> : IVectorKernel
    where TCell : struct, IRecurrentCell
{
    public Part Part;
    public int Count;
    public RecurrentShape Shape;

    /// <summary>(count, steps, gates · hidden): see <see cref="CellGradient.Gates"/>.</summary>
    public float* Gates;

    /// <summary>What <see cref="Dense.Transpose"/> made of the weights of the state.</summary>
    public float* Transposed;

    public float* InitialState, InitialCell;

    /// <summary>(count, steps, directions · hidden).</summary>
    public float* Output, OutputGradient;

    /// <summary>(count, steps, kept): see <see cref="CellGradient.Kept"/>.</summary>
    public float* Kept;
    public int KeptLength;

    /// <summary>Overwritten: the state before every step, (count, steps, hidden); null where nobody asks.</summary>
    public float* Previous;

    /// <summary>Overwritten: this layer's vectors of the gradients of the initial states and cells, (count, states, hidden); null where nobody asks.</summary>
    public float* InitialStateGradient, InitialCellGradient;

    /// <summary>(gates + 1 or 2) · hidden floats a sample.</summary>
    public float* Workspace;

    /// <summary>How many steps of each sample count, or null where all do; forward left zeros beyond.</summary>
    public float* Lengths;

    public readonly void Run<S, V>()
        where S : struct, ISimd<S, V>
        where V : struct
    {
        int hidden = Shape.Hidden, gates = TCell.Gates * hidden, steps = Shape.Steps;
        float* products = Workspace, states = products + ((nint)Count * gates), cells = states + ((nint)Count * hidden);
        (int first, int last) = Part.Range(Count);
        int block = RecurrentBlock.Samples(last - first, gates + (2 * hidden));
        DenseShape shape = new(hidden, gates);
        for (; first < last; first += block)
        {
            int rows = Math.Min(block, last - first);
            float* dState = states + ((nint)first * hidden), dCell = cells + ((nint)first * hidden), dProduct = products + ((nint)first * gates);
            new Span<float>(dState, rows * hidden).Clear();
            if (TCell.HasCell)
            {
                new Span<float>(dCell, rows * hidden).Clear();
            }

            for (int sample = first; sample < first + rows && Previous != null; sample++)
            {
                int length = RecurrentBlock.LengthOf(Lengths, sample, Shape);
                new Span<float>(Previous + ((((nint)sample * steps) + length) * hidden), (steps - length) * hidden).Clear();
            }

            for (int i = RecurrentBlock.Longest(Lengths, first, rows, Shape) - 1; i >= 0; i--)
            {
                int before = Shape.Direction == 0 ? -1 : 1;
                for (int row = 0; row < rows; row++)
                {
                    int length = RecurrentBlock.LengthOf(Lengths, first + row, Shape);
                    if (i >= length)
                    {
                        new Span<float>(dProduct + (row * gates), gates).Clear();
                        continue;
                    }

                    nint place = ((nint)(first + row) * steps) + (Shape.Direction == 0 ? i : length - 1 - i);
                    float* output = Output + (((place * Shape.Directions) + Shape.Direction) * hidden);
                    CellGradient step = new()
                    {
                        Hidden = hidden,
                        Gates = Gates + (place * gates),
                        Kept = Kept == null ? null : Kept + (place * KeptLength),
                        Output = output,
                        OutputGradient = OutputGradient + (((place * Shape.Directions) + Shape.Direction) * hidden),
                        ProductGradient = dProduct + (row * gates),
                        StateGradient = dState + (row * hidden),
                        CellGradients = dCell + (row * hidden),
                        StateBefore = i == 0 ? RecurrentBlock.InitialOf(InitialState, first + row, Shape) : output + (before * Shape.Directions * hidden),
                        CellBefore = i == 0 ? RecurrentBlock.InitialOf(InitialCell, first + row, Shape) : Kept + ((place + before) * KeptLength),
                    };
                    TCell.Backward<S, V>(step);
                    if (Previous != null)
                    {
                        Take(step.StateBefore, Previous + (place * hidden), hidden);
                    }
                }

                Dense.BackwardInput(
                    Part.Alone, rows, new(dProduct, rows * gates), new(Transposed, shape.TransposedLength), new(dState, rows * hidden), shape, TCell.PassesState);
            }

            for (int row = 0; row < rows && InitialStateGradient != null; row++)
            {
                Take(dState + (row * hidden), RecurrentBlock.InitialOf(InitialStateGradient, first + row, Shape), hidden);
            }

            for (int row = 0; row < rows && InitialCellGradient != null; row++)
            {
                Take(dCell + (row * hidden), RecurrentBlock.InitialOf(InitialCellGradient, first + row, Shape), hidden);
            }
        }
    }

    private static void Take(float* from, float* to, int length)
    {
        if (from == null)
        {
            new Span<float>(to, length).Clear();
        }
        else
        {
            new ReadOnlySpan<float>(from, length).CopyTo(new Span<float>(to, length));
        }
    }
}
