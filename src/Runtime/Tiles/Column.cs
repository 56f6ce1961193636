namespace Espalier.Tiles;

/// <summary>
/// One or two vectors of outputs side by side: what a register tile computes of every row. The compiler reads this file, too,
/// for the plan.
/// </summary>
/// <param name="First">The first output.</param>
/// <param name="Vectors">1 or 2.</param>
/// <param name="Last">Outputs in the last vector.</param>
internal readonly record struct Column(int First, int Vectors, int Last)
{
    /// <summary>The number of columns of some outputs.</summary>
    public static int Count(int outputs, int width) => (outputs + (2 * width) - 1) / (2 * width);

    /// <summary>The column of a number below <see cref="Count"/>.</summary>
    public static Column At(int index, int outputs, int width)
    {
        int first = index * 2 * width;
        int left = outputs - first;
        return left >= 2 * width ? new Column(first, 2, width)
            : left > width ? new Column(first, 2, left - width)
            : new Column(first, 1, left);
    }

    /// <summary>Outputs in the column.</summary>
    public int Outputs(int width) => ((Vectors - 1) * width) + Last;

    /// <summary>Where the column begins in a group of panels whose k has <paramref name="inner"/> entries.</summary>
    public nint Offset(int panel, int inner) => ((nint)(First / panel) * inner * panel) + (First % panel);
}
