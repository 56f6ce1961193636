namespace Espalier.Tiles;

/// <summary>Whether weights are called for before they are needed. The compiler reads this file, too, for the plan.</summary>
internal static class ReadAhead
{
    /// <summary>Rows whose computation is long enough to hide the reading.</summary>
    public const int FewestRows = 24;

    // Floats of weights that the second cache keeps from one strip to the next.
    private const int KeptWeights = 64 * 1024;

    /// <summary>Of a column that leaves gaps in its panel, which the processor does not read ahead well by itself.</summary>
    /// <param name="outputs">All outputs.</param>
    /// <param name="inner">Weights of an output.</param>
    /// <param name="width">Floats in a vector.</param>
    public static bool IsWorthIt(int outputs, int inner, int width) =>
        2 * width < Panels.Width(outputs) && (long)inner * Panels.Padded(outputs) > KeptWeights;
}
