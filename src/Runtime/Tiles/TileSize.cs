namespace Espalier.Tiles;

/// <summary>How many sums a register tile holds: rows by vectors. The compiler reads this file, too, for the plan.</summary>
internal static class TileSize
{
    // Shorter reductions would not pay for the way of a wide tile's sums over the stack.
    private const int ShortestReductionOfWide = 192;

    /// <summary>Rows of the tallest tile of one or two vectors: its sums, its vectors of B and one operand fill the registers.</summary>
    /// <param name="vectors">Vectors of a row.</param>
    /// <param name="hasManyRegisters">Whether there are 32 registers rather than 16.</param>
    public static int MaxHeight(int vectors, bool hasManyRegisters) => hasManyRegisters ? (vectors > 1 ? 14 : 16) : (vectors > 1 ? 6 : 12);

    /// <summary>Rows of the tallest tile of three or four vectors.</summary>
    public static int MaxHeightOfWide(int vectors) => vectors > 3 ? 6 : 9;

    /// <summary>Sums of each output of a narrow dense layer.</summary>
    public const int SumsOfNarrow = 4;

    /// <summary>Rows of the tallest tile of one vector with four sums for each output.</summary>
    public static int MaxHeightOfNarrow(bool hasManyRegisters) => hasManyRegisters ? 6 : 2;

    /// <summary>Whether a dense layer of single rows has four sums for each output: no more outputs than a vector holds, and weights that stay in the first cache.</summary>
    public static bool IsNarrow(int inputs, int outputs, int width) =>
        outputs <= width && inputs <= Reduction.Block && LastOutputs.Count(inputs, outputs, width) == 0;

    /// <summary>Whether a column, if another follows, is computed together with it.</summary>
    /// <param name="column">The column.</param>
    /// <param name="width">Floats in a vector.</param>
    /// <param name="hasManyRegisters">Whether there are 32 registers rather than 16.</param>
    /// <param name="steps">Steps of the reduction.</param>
    public static bool IsWide(in Column column, int width, bool hasManyRegisters, long steps) =>
        hasManyRegisters && column.Outputs(width) == 2 * width && steps >= ShortestReductionOfWide;
}
