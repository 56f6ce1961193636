using Espalier.Tiles;

namespace Espalier.Kernels;

/// <summary>The shape of an embedding.</summary>
/// <param name="Steps">Tokens of a sample.</param>
/// <param name="Vocabulary">Vectors in the table.</param>
/// <param name="Size">Floats of a vector.</param>
/// <param name="InPanels">Whether the table lies in panels of outputs, as a dense layer that shares it reads it; row by row otherwise.</param>
public readonly record struct EmbeddingShape(int Steps, int Vocabulary, int Size, bool InPanels = false)
{
    /// <summary>Floats of the table.</summary>
    public int WeightLength => InPanels ? Panels.Length(Vocabulary, Size) : Vocabulary * Size;
}
