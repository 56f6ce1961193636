using System.Runtime.InteropServices;

namespace Espalier.Tiles;

/// <summary>
/// What one register tile computes. All steps are in floats. The reduction is a nest of three loops; the address of an
/// operand moves by its step, its middle step and its outer step.
/// </summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct Tile
{
    /// <summary>The first operand of the first row: one float a row and step, or vectors of them (<see cref="IOperands.Lanes"/>).</summary>
    public float* A;
    public nint ARow, AStep, AMiddle, AOuter;

    /// <summary>The vectors that all rows share.</summary>
    public float* B;
    public nint BStep, BMiddle, BOuter;

    /// <summary>Trips of the inner, the middle and the outer loop of the reduction. A count of 0 leaves the bias alone.</summary>
    public int Count, MiddleCount, OuterCount;

    /// <summary>Floats in the last vector of a row, 1…Width: nothing beyond them is stored, or read outside of B.</summary>
    public int Last;

    /// <summary>The first result.</summary>
    public float* C;
    public nint CRow;

    /// <summary>What the sums start from, the same in every row, in whole vectors; null for zero.</summary>
    public float* Bias;

    /// <summary>What is added to the finished sums, row by row (C itself to accumulate); null for nothing.</summary>
    public float* Addend;
    public nint AddendRow;

    /// <summary>The least result: 0 for ReLU, else negative infinity. NaN passes.</summary>
    public float Floor;

    /// <summary>Room for the sums of the tallest tile, <see cref="SumsLength"/> floats.</summary>
    public float* Sums;

    /// <summary>Floats of 14 rows of 2 or 16 rows of 1 of the widest vectors.</summary>
    public const int SumsLength = 28 * 16;
}

/// <summary>How the operands of a tile are read.</summary>
internal interface IOperands
{
    /// <summary>Whether A holds a float per lane (channel by channel) rather than one for all lanes.</summary>
    static abstract bool Lanes { get; }

    /// <summary>Whether the last vector of a row may end where its memory ends, so that it is read with a mask.</summary>
    static abstract bool Masked { get; }
}

internal readonly struct Scalars : IOperands
{
    public static bool Lanes => false;
    public static bool Masked => false;
}

internal readonly struct ScalarsMasked : IOperands
{
    public static bool Lanes => false;
    public static bool Masked => true;
}

internal readonly struct Lanes : IOperands
{
    static bool IOperands.Lanes => true;
    public static bool Masked => false;
}

internal readonly struct LanesMasked : IOperands
{
    public static bool Lanes => true;
    public static bool Masked => true;
}
