namespace Espalier.Tiles;

/// <summary>How long sums are cut into pieces. The compiler reads this file, too, for the plan.</summary>
internal static class Reduction
{
    /// <summary>Steps done at a time over all rows, so that their weights stay in the first cache.</summary>
    public const int Block = 512;

    /// <summary>The length of the nearly equal pieces of a long reduction: whole cache lines, so that all pieces begin as the first.</summary>
    public static int Piece(int count)
    {
        int pieces = (count + Block - 1) / Block;
        return (((count + pieces - 1) / pieces) + 15) / 16 * 16;
    }
}
