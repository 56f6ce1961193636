using System.Runtime.CompilerServices;

namespace Espalier.Streams;

/// <summary>How a step of a stream is computed, by its sizes. The compiler reads this file, too, for the plan.</summary>
internal static class StepForm
{
    /// <summary>Vectors of sums that a row keeps going: where a panel has fewer, they belong to several inputs.</summary>
    public const int Sums = 8;

    /// <summary>The most outputs that are stored one by one, since a masked store costs some processors as much as all the sums.</summary>
    public const int FewOutputs = 4;

    /// <summary>Whether each gate of a cell is one whole vector, so that nothing leaves the registers.</summary>
    /// <param name="hidden">Units.</param>
    /// <param name="width">Floats in the widest vector.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool KeepsCellInRegisters(int hidden, int width) => hidden is 4 or 8 or 16 && hidden <= width;
}
