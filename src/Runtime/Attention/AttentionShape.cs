namespace Espalier.Kernels;

/// <summary>The shape of self-attention.</summary>
/// <param name="Steps">Steps of a sample.</param>
/// <param name="Heads">Heads, each with queries, keys and values of its own.</param>
/// <param name="Size">Floats of a query, key or value of one head.</param>
public readonly record struct AttentionShape(int Steps, int Heads, int Size)
{
    /// <summary>Query rows that are worked on together.</summary>
    internal const int BlockRows = 24;

    /// <summary>Floats of a step: the heads side by side.</summary>
    public int Features => Heads * Size;

    /// <summary>Floats of statistics that forward keeps of each sample: the greatest score and the inverse sum of each row.</summary>
    public int StatisticsLength => 2 * Heads * Steps;

    /// <summary>Floats of scratch memory that each worker needs forward.</summary>
    public int ForwardScratch => (Size + BlockRows) * Padded;

    /// <summary>Floats of scratch memory that each worker needs backward.</summary>
    public int BackwardScratch => ((2 * Size) + (3 * BlockRows)) * Padded;

    /// <summary>Steps up to the next multiple of a cache line.</summary>
    internal int Padded => (Steps + 15) & ~15;
}
