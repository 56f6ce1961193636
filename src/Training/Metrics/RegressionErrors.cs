namespace Espalier.Training.Metrics;

/// <summary>How far predictions are from their targets.</summary>
/// <param name="MeanSquaredError">The mean of the squared differences.</param>
/// <param name="MeanAbsoluteError">The mean of the absolute differences.</param>
/// <param name="RSquared">1 − Σ(y − ŷ)² / Σ(y − mean)², the mean over the numbers of a target; NaN where a target never changes.</param>
public readonly record struct RegressionErrors(double MeanSquaredError, double MeanAbsoluteError, double RSquared)
{
    private const int MostOnStack = 256;

    /// <summary>Compares predictions with the targets of a data set.</summary>
    /// <param name="outputs">One prediction per sample, one after the other.</param>
    /// <param name="data">Samples with targets.</param>
    /// <exception cref="ArgumentException">The lengths do not fit, or the samples have classes.</exception>
    public static RegressionErrors Of(ReadOnlySpan<float> outputs, Dataset data)
    {
        ArgumentNullException.ThrowIfNull(data);
        int length = data.TargetLength;
        if (length == 0 || outputs.Length != (long)data.Count * length)
        {
            throw new ArgumentException($"There are {outputs.Length} outputs; expected {data.Count} samples × {length} numbers of a target.", nameof(outputs));
        }

        Span<float> target = length <= MostOnStack ? stackalloc float[length] : new float[length];
        Span<double> sums = length <= MostOnStack ? stackalloc double[3 * length] : new double[3 * length];
        sums.Clear();
        Span<double> mean = sums[..length];
        Span<double> squares = sums.Slice(length, length);
        Span<double> spread = sums[(2 * length)..];
        double absolute = 0;
        for (int i = 0; i < data.Count; i++)
        {
            data.CopyTarget(i, target);
            for (int k = 0; k < length; k++)
            {
                double error = target[k] - (double)outputs[(i * length) + k];
                squares[k] += error * error;
                absolute += Math.Abs(error);
                mean[k] += target[k] / (double)data.Count;
            }
        }

        for (int i = 0; i < data.Count; i++)
        {
            data.CopyTarget(i, target);
            for (int k = 0; k < length; k++)
            {
                spread[k] += (target[k] - mean[k]) * (target[k] - mean[k]);
            }
        }

        double total = 0;
        double explained = 0;
        for (int k = 0; k < length; k++)
        {
            total += squares[k];
            explained += spread[k] > 0 ? (1 - (squares[k] / spread[k])) / length : double.NaN;
        }

        return new RegressionErrors(total / outputs.Length, absolute / outputs.Length, explained);
    }
}
