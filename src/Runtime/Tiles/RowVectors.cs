namespace Espalier.Tiles;

/// <summary>How many vectors of outputs a single row sums at a time. The compiler reads this file, too, for the plan.</summary>
internal static class RowVectors
{
    /// <summary>The most: enough to hide the latency of the sums.</summary>
    public const int Most = 8;

    // Floats of weights that a second cache holds with room to spare.
    private const int SecondCache = 96 * 1024;

    /// <summary>Whether all weights of a dense layer are packed without gaps for single rows: as many as the second cache holds.</summary>
    public static bool PacksAll(int inputs, int outputs) => (long)inputs * outputs <= SecondCache;

    /// <summary>Whether two pieces of the reduction are summed side by side, which keeps as many sums going as twice the vectors.</summary>
    public static bool TakesPieces(int vectors, int inner) => vectors <= Most / 2 && Reduction.Piece(inner) < inner;

    /// <summary>The vector after the group that begins with <paramref name="first"/>: groups are as equal as whole vectors allow, the first ones the larger.</summary>
    public static int GroupEnd(int first, int vectors)
    {
        int groups = (vectors + Most - 1) / Most, group = groups == 0 ? 0 : (vectors + groups - 1) / groups;
        return first + group < vectors ? first + group : vectors;
    }
}
