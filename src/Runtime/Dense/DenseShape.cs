using Espalier.Tiles;

namespace Espalier.Kernels;

/// <summary>The shape of a dense layer.</summary>
/// <param name="Inputs">Floats that a sample brings.</param>
/// <param name="Outputs">Floats that come out.</param>
public readonly record struct DenseShape(int Inputs, int Outputs)
{
    /// <summary>Floats of the weights in panels.</summary>
    public int WeightLength => Panels.Length(Outputs, Inputs);

    /// <summary>Floats of the transposed weights that the gradient of the input needs.</summary>
    public int TransposedLength => Panels.Length(Inputs, Outputs);
}
