namespace Espalier.Recurrent;

/// <summary>How many samples run through all steps of a recurrent layer together. The compiler reads this file, too, for the plan.</summary>
internal static class StepBlock
{
    // Floats of a step's products and states: a quarter of a megabyte, beside the weights in the second cache.
    private const int Length = 64 * 1024;

    // Rows of two register tiles of every width.
    private const int Least = 28;

    /// <summary>The most samples, of each of which a step has so many floats.</summary>
    public static int Most(int length) => Length / length > Least ? Length / length : Least;
}
