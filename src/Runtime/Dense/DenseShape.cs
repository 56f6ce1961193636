using Espalier.Tiles;

namespace Espalier.Kernels;

/// <summary>The shape of a dense layer.</summary>
/// <param name="Inputs">Floats that a row brings.</param>
/// <param name="Outputs">Floats that come out of a row.</param>
/// <param name="Rows">Rows of a sample, each of which passes the layer by itself: the steps of a sequence.</param>
public readonly record struct DenseShape(int Inputs, int Outputs, int Rows = 1)
{
    /// <summary>Floats of the weights in panels.</summary>
    public int WeightLength => Panels.Length(Outputs, Inputs);

    /// <summary>Floats of the transposed weights that the gradient of the input needs.</summary>
    public int TransposedLength => Panels.Length(Inputs, Outputs);

    /// <summary>Floats of the weights packed for single rows, whatever the width of vectors.</summary>
    public int PackedLength => PacksAll ? Inputs * RoundUp(Outputs) : RoundUp(Inputs) * (Outputs % Vector);

    /// <summary>Whether all weights are packed for single rows: as many as the second cache holds; else those of the last outputs.</summary>
    internal bool PacksAll => RowVectors.PacksAll(Inputs, Outputs);

    private const int Vector = 16;

    private static int RoundUp(int length) => (length + Vector - 1) / Vector * Vector;
}
