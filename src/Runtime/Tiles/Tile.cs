using System.Runtime.InteropServices;

namespace Espalier.Tiles;

/// <summary>
/// What one register tile computes. All steps are in floats. The reduction is a nest of three loops; the address of an
/// operand moves by its step, its middle step and its outer step.
/// </summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct Tile
{
    /// <summary>The first operand of the first row: one float a row and step, or vectors of them (<see cref="Lanes"/>).</summary>
    public float* A;
    public nint ARow, AStep, AMiddle, AOuter;

    /// <summary>The vectors that all rows share.</summary>
    public float* B;
    public nint BStep, BMiddle, BOuter;

    /// <summary>From the vectors of a column to those of the next, where two are computed at a time.</summary>
    public nint BColumn;

    /// <summary>The vectors of the column after this one, <see cref="BStep"/> apart, which are called for while the rows of this one are computed; null for none.</summary>
    public float* NextColumn;

    /// <summary>Trips of the inner, the middle and the outer loop of the reduction. A count of 0 leaves the bias alone.</summary>
    public int Count, MiddleCount, OuterCount;

    /// <summary>Steps of the whole reduction.</summary>
    public readonly long Steps => (long)Count * MiddleCount * OuterCount;

    /// <summary>Floats in the last vector of a row, 1…Width: nothing beyond them is stored, or read outside of B.</summary>
    public int Last;

    /// <summary>The first result.</summary>
    public float* C;
    public nint CRow;

    /// <summary>What the sums start from, the same in every row, in whole vectors; null for zero.</summary>
    public float* Bias;

    /// <summary>One number a vector, added to the sum of its lanes (<see cref="Dots"/>); null for zero.</summary>
    public float* LaneBias;

    /// <summary>What is added to the finished sums, row by row (C itself to accumulate); null for nothing.</summary>
    public float* Addend;
    public nint AddendRow;

    /// <summary>The least result: 0 for ReLU, else negative infinity. NaN passes.</summary>
    public float Floor;

    /// <summary>Room for the sums of the tallest tile, <see cref="SumsLength"/> floats.</summary>
    public float* Sums;

    /// <summary>Floats of 14 rows of 2 or 16 rows of 1 of the widest vectors.</summary>
    public const int SumsLength = 28 * 16;

    /// <summary>How A is read, as the size of a type argument: one float for all lanes of a row.</summary>
    public const int Scalars = 1;

    /// <summary>A float per lane, channel by channel.</summary>
    public const int Lanes = 2;

    /// <summary>A float per lane, of which the last vector may end where the memory ends.</summary>
    public const int LanesMasked = 3;

    /// <summary>
    /// A float per lane, the same for all vectors, and the lanes of a sum are added up at the end: a vector is one result.
    /// <see cref="Last"/> counts the floats of A that are left behind the last whole vector, for which B has one more.
    /// </summary>
    public const int Dots = 4;

    /// <summary>As <see cref="Scalars"/>, with an <see cref="AStep"/> of 1 and no more than six rows.</summary>
    public const int AdjacentScalars = 5;
}
