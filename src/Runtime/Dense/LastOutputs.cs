namespace Espalier.Tiles;

/// <summary>
/// Which of the last outputs of a dense layer are summed with the inputs as lanes, because a vector of them would be mostly
/// idle. The compiler reads this file, too, for the plan.
/// </summary>
internal static class LastOutputs
{
    /// <summary>Of more inputs, half a vector of outputs would not fit in the scratch memory.</summary>
    public const int MostInputs = 4352;

    /// <summary>Fewer rows would not pay for the gradient of the weights.</summary>
    public const int FewestRowsOfGradient = 16;

    // So few inputs are hardly more than the sum of the lanes. A narrow layer would wait for as many as a wide one without
    // packed weights.
    private const int FewestInputs = 64, MostInputsOfNarrow = 2048, Narrow = 32, FewestInputsOfGradient = 128;

    /// <summary>How many of the outputs are taken so: at most half a vector; else 0.</summary>
    public static int Count(int inputs, int outputs, int width)
    {
        int tail = outputs % width;
        return IsWorthIt(inputs, tail, width) && inputs >= FewestInputs && inputs <= (outputs > Narrow ? MostInputs : MostInputsOfNarrow) ? tail : 0;
    }

    /// <summary>Whether the gradient of the weights takes the outputs of a column's last vector so, from <see cref="FewestRowsOfGradient"/> rows on.</summary>
    public static bool IsWorthItForGradient(in Column column, int inputs, int width) => column.Last <= width / 2 && inputs >= FewestInputsOfGradient;

    /// <summary>Whether a row of them costs less than a vector of outputs of which most lanes are idle.</summary>
    private static bool IsWorthIt(int inputs, int tail, int width)
    {
        // Cycles: of each output, for a vector of inputs and for adding up the lanes; of a vector of outputs, for each input.
        const double Product = 0.75, Lanes = 22, Vector = 0.6;
        return tail <= width / 2 && tail * ((Product * inputs / width) + Lanes) < Vector * inputs;
    }
}
