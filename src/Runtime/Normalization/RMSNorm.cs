using Espalier.Simd;

namespace Espalier.Kernels;

/// <summary>
/// Normalisation by the root of the mean of squares (Zhang and Sennrich 2019): <c>y = x / √(mean of x² + epsilon) ·
/// weight</c>, with the mean of each row. A row is a vector's features, those of a step, the channels of a pixel, or a whole
/// image.
/// </summary>
public static class RMSNorm
{
    /// <summary>Normalises every row. The output may be the input.</summary>
    /// <param name="part">The share of this worker.</param>
    /// <param name="count">Samples.</param>
    /// <param name="input">count·rows·features floats.</param>
    /// <param name="weight">A factor a feature; empty for 1.</param>
    /// <param name="output">count·rows·features floats.</param>
    /// <param name="statistics">Receives what backward reads, rows·count floats: the inverse roots. May be empty.</param>
    /// <param name="rows">Rows in a sample.</param>
    /// <param name="features">Floats in a row.</param>
    /// <param name="epsilon">Added to the mean of squares; above 0.</param>
    public static void Forward(in Part part, int count, ReadOnlySpan<float> input, ReadOnlySpan<float> weight, Span<float> output, Span<float> statistics, int rows, int features, float epsilon) =>
        RowNorm.Forward<NoCentre, Identity>(part, count, input, weight, default, output, statistics, rows, features, epsilon);

    /// <summary>As <see cref="Forward"/>, and <c>max(…, 0)</c> of the result.</summary>
    /// <param name="part">The share of this worker.</param>
    /// <param name="count">Samples.</param>
    /// <param name="input">count·rows·features floats.</param>
    /// <param name="weight">A factor a feature; empty for 1.</param>
    /// <param name="output">count·rows·features floats.</param>
    /// <param name="statistics">Receives what backward reads, rows·count floats: the inverse roots. May be empty.</param>
    /// <param name="rows">Rows in a sample.</param>
    /// <param name="features">Floats in a row.</param>
    /// <param name="epsilon">Added to the mean of squares; above 0.</param>
    public static void ForwardReLU(in Part part, int count, ReadOnlySpan<float> input, ReadOnlySpan<float> weight, Span<float> output, Span<float> statistics, int rows, int features, float epsilon) =>
        RowNorm.Forward<NoCentre, ReLU.Function>(part, count, input, weight, default, output, statistics, rows, features, epsilon);

    /// <summary>The gradient of the input, through the root of its row, too. <c>dInput</c> may be <c>dOutput</c>.</summary>
    /// <param name="part">The share of this worker.</param>
    /// <param name="count">Samples.</param>
    /// <param name="input">What forward read: count·rows·features floats.</param>
    /// <param name="weight">A factor a feature; empty for 1.</param>
    /// <param name="statistics">What forward left.</param>
    /// <param name="dOutput">The gradient of the output: count·rows·features floats.</param>
    /// <param name="dInput">Receives the gradient of the input: count·rows·features floats.</param>
    /// <param name="rows">Rows in a sample.</param>
    /// <param name="features">Floats in a row.</param>
    /// <param name="accumulate">Whether to add to <paramref name="dInput"/> instead of overwriting it.</param>
    public static void BackwardInput(in Part part, int count, ReadOnlySpan<float> input, ReadOnlySpan<float> weight, ReadOnlySpan<float> statistics, ReadOnlySpan<float> dOutput, Span<float> dInput, int rows, int features, bool accumulate = false)
    {
        if (accumulate)
        {
            RowNorm.BackwardInput<NoCentre, Accumulate>(part, count, input, weight, statistics, dOutput, dInput, rows, features);
        }
        else
        {
            RowNorm.BackwardInput<NoCentre, Overwrite>(part, count, input, weight, statistics, dOutput, dInput, rows, features);
        }
    }

    /// <summary>Adds the gradient of the weight to what is there.</summary>
    /// <param name="part">The share of this worker.</param>
    /// <param name="count">Samples.</param>
    /// <param name="input">What forward read: count·rows·features floats.</param>
    /// <param name="statistics">What forward left.</param>
    /// <param name="dOutput">The gradient of the output: count·rows·features floats.</param>
    /// <param name="dWeight">The gradient of the weight: a number a feature, added to.</param>
    /// <param name="rows">Rows in a sample.</param>
    /// <param name="features">Floats in a row.</param>
    public static void BackwardParameters(in Part part, int count, ReadOnlySpan<float> input, ReadOnlySpan<float> statistics, ReadOnlySpan<float> dOutput, Span<float> dWeight, int rows, int features) =>
        RowNorm.BackwardParameters<NoCentre>(part, count, input, statistics, dOutput, dWeight, default, rows, features);
}
