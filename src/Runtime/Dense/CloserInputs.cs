namespace Espalier.Tiles;

/// <summary>
/// Whether the gradient of a dense layer's weights copies a block of its inputs closer: those that would leave the second cache
/// while the outputs pass, or meet in a few lines of the first. The compiler reads this file, too, for the plan.
/// </summary>
internal static class CloserInputs
{
    /// <summary>Rows of a block.</summary>
    public const int Rows = 128;

    /// <summary>Inputs that are copied at a time: with 32 outputs beside them, as many as the scratch memory holds of a block.</summary>
    public const int Width = 240;

    // Floats of the input that stay while the outputs pass.
    private const int SecondCache = 96 * 1024;

    /// <param name="inputs">All inputs.</param>
    /// <param name="rows">Rows of the block at hand.</param>
    public static bool AreCopied(int inputs, int rows) => inputs > Width && (inputs % 64 == 0 || (long)rows * inputs > SecondCache);
}
