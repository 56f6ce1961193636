namespace Espalier.Training;

/// <summary>
/// <c>(x − mean) / deviation</c>, with a mean and a deviation for each value of a sample or for each channel:
/// standardisation, the subtraction of channel means, the subtraction of the mean image.
/// </summary>
public sealed class FeatureScaling : Preprocessing
{
    private readonly float[] _means;
    private readonly float[] _factors;

    private FeatureScaling(ReadOnlySpan<int> shape, float[] means, float[] factors)
        : base(shape, shape)
    {
        _means = means;
        _factors = factors;
    }

    /// <summary>What is subtracted from each value of a sample.</summary>
    public ReadOnlySpan<float> Means => _means;

    /// <summary>What each difference is multiplied by.</summary>
    public ReadOnlySpan<float> Factors => _factors;

    /// <summary>Standardisation: each value has mean 0 and deviation 1 over the samples. Values that never change become 0.</summary>
    /// <param name="training">The training data alone.</param>
    public static FeatureScaling Standardize(Dataset training) => Fit(training, byChannel: false, scales: true);

    /// <summary>Standardisation by channel: one mean and one deviation for all values of a channel, the last dimension of a sequence or the first of an image.</summary>
    /// <param name="training">The training data alone.</param>
    public static FeatureScaling StandardizeChannels(Dataset training) => Fit(training, byChannel: true, scales: true);

    /// <summary>Subtracts the mean of each channel, as VGG's networks do.</summary>
    /// <param name="training">The training data alone.</param>
    public static FeatureScaling SubtractChannelMeans(Dataset training) => Fit(training, byChannel: true, scales: false);

    /// <summary>Subtracts the mean image, as AlexNet does.</summary>
    /// <param name="training">The training data alone.</param>
    public static FeatureScaling SubtractMeanImage(Dataset training) => Fit(training, byChannel: false, scales: false);

    internal static FeatureScaling Read(TensorFile file, int[] shape) =>
        new(shape, file.Tensor("mean", Length(shape)), file.Tensor("factor", Length(shape)));

    private protected override void Change(ReadOnlySpan<float> sample, Span<float> result)
    {
        for (int i = 0; i < sample.Length; i++)
        {
            result[i] = (sample[i] - _means[i]) * _factors[i];
        }
    }

    private protected override void Write(TensorFile file)
    {
        file.Add("mean", _means);
        file.Add("factor", _factors);
    }

    private static FeatureScaling Fit(Dataset training, bool byChannel, bool scales)
    {
        ArgumentNullException.ThrowIfNull(training);
        Func<int, int> group = Group(training.Shape, byChannel);
        int groups = group(training.InputLength - 1) + 1;
        (double[] means, double[] deviations) = Moments(training, group, groups);
        float[] meanOfValue = new float[training.InputLength];
        float[] factors = new float[training.InputLength];
        for (int i = 0; i < factors.Length; i++)
        {
            meanOfValue[i] = (float)means[group(i)];
            factors[i] = scales && deviations[group(i)] > 0 ? (float)(1 / deviations[group(i)]) : 1;
        }

        return new FeatureScaling(training.Shape, meanOfValue, factors);
    }

    // Which values share a mean. The last value always belongs to the last group.
    private static Func<int, int> Group(ReadOnlySpan<int> shape, bool byChannel)
    {
        if (!byChannel || shape.Length == 1)
        {
            return i => i;
        }

        int features = shape[^1];
        int pixels = shape.Length == 3 ? shape[1] * shape[2] : 0;
        return shape.Length == 3 ? i => i / pixels : i => i % features;
    }

    // Two passes over the samples: first the means, then the squares about them.
    private static (double[] Means, double[] Deviations) Moments(Dataset data, Func<int, int> group, int groups)
    {
        float[] sample = new float[data.InputLength];
        double[] means = new double[groups];
        double[] squares = new double[groups];
        double perGroup = (double)data.Count * data.InputLength / groups;
        for (int s = 0; s < data.Count; s++)
        {
            data.CopyInput(s, sample);
            for (int i = 0; i < sample.Length; i++)
            {
                means[group(i)] += sample[i] / perGroup;
            }
        }

        for (int s = 0; s < data.Count; s++)
        {
            data.CopyInput(s, sample);
            for (int i = 0; i < sample.Length; i++)
            {
                double difference = sample[i] - means[group(i)];
                squares[group(i)] += difference * difference / perGroup;
            }
        }

        // What rounding leaves of a constant is no deviation.
        return (means, [.. squares.Select((square, g) => Math.Sqrt(square) is var deviation && deviation > 1e-6 * Math.Abs(means[g]) ? deviation : 0)]);
    }
}
