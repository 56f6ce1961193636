using Espalier.Tiles;

namespace Espalier.Kernels;

/// <summary>The shape of an embedding.</summary>
/// <param name="Steps">Tokens of a sample.</param>
/// <param name="Vocabulary">Vectors in the table.</param>
/// <param name="Size">Floats of a vector.</param>
/// <param name="Panel">Outputs of a panel, where the table lies as a dense layer that shares it reads it; 0 where it lies row by row.</param>
public readonly record struct EmbeddingShape(int Steps, int Vocabulary, int Size, int Panel = 0)
{
    /// <summary>Floats of the table.</summary>
    public int WeightLength => Panel > 0 ? Panels.Length(Vocabulary, Size) : Vocabulary * Size;
}
