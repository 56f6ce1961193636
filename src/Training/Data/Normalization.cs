namespace Espalier.Training;

/// <summary>
/// What a network reads in place of a pixel's byte: <c>(pixel / 255 − mean) / deviation</c>, with a mean and a
/// deviation per channel. Fit it on the training set, use it on both.
/// </summary>
public sealed class Normalization
{
    private readonly float[] _means;
    private readonly float[] _deviations;

    /// <summary>A normalisation with given values.</summary>
    /// <param name="means">The mean of each channel, on the scale 0…1.</param>
    /// <param name="deviations">The standard deviation of each channel, on the scale 0…1, above 0.</param>
    /// <exception cref="ArgumentException">The lengths differ, or a value is not finite, or a deviation is not above 0.</exception>
    public Normalization(ReadOnlySpan<float> means, ReadOnlySpan<float> deviations)
    {
        if (means.Length != deviations.Length || means.IsEmpty)
        {
            throw new ArgumentException($"There are {means.Length} means and {deviations.Length} deviations; expected one of each per channel.", nameof(deviations));
        }

        for (int channel = 0; channel < means.Length; channel++)
        {
            if (!float.IsFinite(means[channel]) || !float.IsFinite(deviations[channel]) || deviations[channel] <= 0)
            {
                throw new ArgumentException($"Channel {channel} has the mean {means[channel]} and the deviation {deviations[channel]}; expected finite numbers and a deviation above 0.", nameof(deviations));
            }
        }

        _means = means.ToArray();
        _deviations = deviations.ToArray();
    }

    /// <summary>The mean of each channel, on the scale 0…1.</summary>
    public ReadOnlySpan<float> Means => _means;

    /// <summary>The standard deviation of each channel, on the scale 0…1.</summary>
    public ReadOnlySpan<float> Deviations => _deviations;

    /// <summary>Pixels in 0…1: mean 0, deviation 1.</summary>
    /// <param name="channels">The number of channels.</param>
    public static Normalization ZeroToOne(int channels)
    {
        float[] ones = new float[channels];
        Array.Fill(ones, 1f);
        return new Normalization(new float[channels], ones);
    }

    /// <summary>
    /// Standardisation: the mean and the standard deviation of each channel over all pixels of all images. A channel
    /// whose pixels are all alike keeps the deviation 1.
    /// </summary>
    /// <param name="training">The images to fit on: the training set, never the test set.</param>
    public static Normalization Fit(ImageDataset training)
    {
        ArgumentNullException.ThrowIfNull(training);
        float[] means = new float[training.Channels];
        float[] deviations = new float[training.Channels];
        Span<long> counts = stackalloc long[256];
        for (int channel = 0; channel < means.Length; channel++)
        {
            training.CountValues(channel, counts);
            (means[channel], deviations[channel]) = Moments(counts);
        }

        return new Normalization(means, deviations);
    }

    // Bytes take 256 values: moments of the counts are exact, whatever the size of the set.
    private static (float Mean, float Deviation) Moments(ReadOnlySpan<long> counts)
    {
        double total = 0;
        double sum = 0;
        for (int value = 0; value < counts.Length; value++)
        {
            total += counts[value];
            sum += counts[value] * (double)value;
        }

        double mean = sum / total;
        double squares = 0;
        for (int value = 0; value < counts.Length; value++)
        {
            squares += counts[value] * (value - mean) * (value - mean);
        }

        double deviation = Math.Sqrt(squares / total);
        return ((float)(mean / 255), deviation > 0 ? (float)(deviation / 255) : 1f);
    }
}
