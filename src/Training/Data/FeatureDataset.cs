namespace Espalier.Training;

/// <summary>Samples with class labels, held as floats, as they come from a table or a computation.</summary>
public sealed class FeatureDataset : Dataset
{
    private readonly float[] _features;
    private readonly int[] _labels;

    /// <summary>Wraps samples; the arrays are used as they are, not copied.</summary>
    /// <param name="shape">The shape of a sample: (features) or (channels, height, width).</param>
    /// <param name="features">The samples, one after the other; finite numbers.</param>
    /// <param name="labels">One label per sample, each in 0 … classes − 1.</param>
    /// <param name="classes">The number of classes, at least 1.</param>
    /// <exception cref="ArgumentException">A size is below 1, the features do not make up whole samples, samples and labels differ in number, a label is not a class, or a feature is NaN or infinite.</exception>
    public FeatureDataset(ReadOnlySpan<int> shape, float[] features, int[] labels, int classes)
        : base(labels?.Length ?? 0, shape, classes)
    {
        ArgumentNullException.ThrowIfNull(features);
        ArgumentNullException.ThrowIfNull(labels);
        if (features.Length != (long)labels.Length * InputLength)
        {
            throw new ArgumentException($"There are {features.Length} features; expected {labels.Length} samples × {InputLength} = {(long)labels.Length * InputLength}.", nameof(features));
        }

        for (int i = 0; i < features.Length; i++)
        {
            if (!float.IsFinite(features[i]))
            {
                throw new ArgumentException($"Feature {i % InputLength} of sample {i / InputLength} is {features[i]}; expected a finite number.", nameof(features));
            }
        }

        for (int i = 0; i < labels.Length; i++)
        {
            CheckLabel(i, labels[i], classes);
        }

        _features = features;
        _labels = labels;
    }

    /// <inheritdoc/>
    public override int Label(int index)
    {
        CheckIndex(index);
        return _labels[index];
    }

    /// <inheritdoc/>
    public override void CopyInput(int index, Span<float> destination)
    {
        CheckSample(index, destination.Length);
        _features.AsSpan(index * InputLength, InputLength).CopyTo(destination);
    }
}
