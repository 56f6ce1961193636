using Espalier.Simd;

namespace Espalier.Kernels;

/// <summary>
/// Layer normalisation (Ba, Kiros and Hinton 2016): <c>y = (x − mean) / √(variance + epsilon) · weight + bias</c> with the
/// mean and the biased variance of each row. A row is a vector's features, those of a step, the channels of a pixel, or a
/// whole image.
/// </summary>
public static class LayerNorm
{
    /// <summary>Normalises every row. The output may be the input.</summary>
    /// <param name="part">The share of this worker.</param>
    /// <param name="count">Samples.</param>
    /// <param name="input">count·rows·features floats.</param>
    /// <param name="weight">A factor a feature; empty for 1.</param>
    /// <param name="bias">A summand a feature; empty for 0, as it is where there is no weight.</param>
    /// <param name="output">count·rows·features floats.</param>
    /// <param name="statistics">Receives what backward reads, 2·rows·count floats: inverse deviations, then means. May be empty.</param>
    /// <param name="rows">Rows in a sample.</param>
    /// <param name="features">Floats in a row.</param>
    /// <param name="epsilon">Added to the variance; above 0.</param>
    public static void Forward(in Part part, int count, ReadOnlySpan<float> input, ReadOnlySpan<float> weight, ReadOnlySpan<float> bias, Span<float> output, Span<float> statistics, int rows, int features, float epsilon) =>
        RowNorm.Forward<MeanCentre, Identity>(part, count, input, weight, bias, output, statistics, rows, features, epsilon);

    /// <summary>As <see cref="Forward"/>, and <c>max(…, 0)</c> of the result.</summary>
    /// <param name="part">The share of this worker.</param>
    /// <param name="count">Samples.</param>
    /// <param name="input">count·rows·features floats.</param>
    /// <param name="weight">A factor a feature; empty for 1.</param>
    /// <param name="bias">A summand a feature; empty for 0, as it is where there is no weight.</param>
    /// <param name="output">count·rows·features floats.</param>
    /// <param name="statistics">Receives what backward reads, 2·rows·count floats: inverse deviations, then means. May be empty.</param>
    /// <param name="rows">Rows in a sample.</param>
    /// <param name="features">Floats in a row.</param>
    /// <param name="epsilon">Added to the variance; above 0.</param>
    public static void ForwardReLU(in Part part, int count, ReadOnlySpan<float> input, ReadOnlySpan<float> weight, ReadOnlySpan<float> bias, Span<float> output, Span<float> statistics, int rows, int features, float epsilon) =>
        RowNorm.Forward<MeanCentre, ReLU.Function>(part, count, input, weight, bias, output, statistics, rows, features, epsilon);

    /// <summary>The gradient of the input, through the statistics of its row, too. <c>dInput</c> may be <c>dOutput</c>.</summary>
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
            RowNorm.BackwardInput<MeanCentre, Accumulate>(part, count, input, weight, statistics, dOutput, dInput, rows, features);
        }
        else
        {
            RowNorm.BackwardInput<MeanCentre, Overwrite>(part, count, input, weight, statistics, dOutput, dInput, rows, features);
        }
    }

    /// <summary>Adds the gradients of weight and bias to what is there.</summary>
    /// <param name="part">The share of this worker.</param>
    /// <param name="count">Samples.</param>
    /// <param name="input">What forward read: count·rows·features floats.</param>
    /// <param name="statistics">What forward left.</param>
    /// <param name="dOutput">The gradient of the output: count·rows·features floats.</param>
    /// <param name="dWeight">The gradient of the weight: a number a feature, added to.</param>
    /// <param name="dBias">The gradient of the bias: a number a feature, added to; empty where there is none.</param>
    /// <param name="rows">Rows in a sample.</param>
    /// <param name="features">Floats in a row.</param>
    public static void BackwardParameters(in Part part, int count, ReadOnlySpan<float> input, ReadOnlySpan<float> statistics, ReadOnlySpan<float> dOutput, Span<float> dWeight, Span<float> dBias, int rows, int features) =>
        RowNorm.BackwardParameters<MeanCentre>(part, count, input, statistics, dOutput, dWeight, dBias, rows, features);
}
