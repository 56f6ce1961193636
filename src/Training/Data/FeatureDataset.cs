namespace Espalier.Training;

/// <summary>Samples with classes or targets, held as floats, as they come from a table or a computation.</summary>
public sealed class FeatureDataset : Dataset
{
    private readonly float[] _features;
    private readonly int[] _labels;
    private readonly float[] _targets;

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
        CheckFeatures(features);
        for (int i = 0; i < labels.Length; i++)
        {
            CheckLabel(i, labels[i], classes);
        }

        _features = features;
        _labels = labels;
        _targets = [];
    }

    /// <summary>Wraps samples with targets; the arrays are used as they are, not copied.</summary>
    /// <param name="shape">The shape of a sample: (features) or (channels, height, width).</param>
    /// <param name="features">The samples, one after the other; finite numbers.</param>
    /// <param name="targets">The targets, one after the other; finite numbers.</param>
    /// <param name="targetLength">The numbers of a target, at least 1.</param>
    /// <exception cref="ArgumentException">A size is below 1, features or targets do not make up whole samples, or one is NaN or infinite.</exception>
    public FeatureDataset(ReadOnlySpan<int> shape, float[] features, float[] targets, int targetLength = 1)
        : base((targets?.Length ?? 0) / Math.Max(1, targetLength), shape, 0, targetLength)
    {
        ArgumentNullException.ThrowIfNull(features);
        ArgumentNullException.ThrowIfNull(targets);
        CheckFeatures(features);
        if (targets.Length % targetLength != 0)
        {
            throw new ArgumentException($"There are {targets.Length} target numbers; expected a multiple of {targetLength}.", nameof(targets));
        }

        int wrong = Array.FindIndex(targets, value => !float.IsFinite(value));
        if (wrong >= 0)
        {
            throw new ArgumentException($"Number {wrong % targetLength} of target {wrong / targetLength} is {targets[wrong]}; expected a finite number.", nameof(targets));
        }

        _features = features;
        _labels = [];
        _targets = targets;
    }

    /// <summary>The samples, one after the other.</summary>
    internal ReadOnlySpan<float> Features => _features;

    /// <inheritdoc/>
    public override int Label(int index)
    {
        CheckIndex(index);
        return Classes > 0 ? _labels[index] : throw new InvalidOperationException("The samples have targets; there are no classes.");
    }

    /// <inheritdoc/>
    public override void CopyTarget(int index, Span<float> destination)
    {
        CheckTarget(index, destination.Length);
        _targets.AsSpan(index * TargetLength, TargetLength).CopyTo(destination);
    }

    /// <inheritdoc/>
    public override void CopyInput(int index, Span<float> destination)
    {
        CheckSample(index, destination.Length);
        _features.AsSpan(index * InputLength, InputLength).CopyTo(destination);
    }

    /// <summary>Reads a whole data set.</summary>
    internal static FeatureDataset CopyOf(Dataset data)
    {
        long length = (long)data.Count * data.InputLength;
        if (length > Array.MaxLength)
        {
            throw new ArgumentException($"{data.Count} samples of {data.InputLength} floats were asked for at once; expected at most {Array.MaxLength} floats.", nameof(data));
        }

        float[] features = new float[length];
        int[] labels = new int[data.Classes > 0 ? data.Count : 0];
        float[] targets = new float[data.Count * data.TargetLength];
        Parallel.For(0, data.Count, i =>
        {
            data.CopyInput(i, features.AsSpan(i * data.InputLength, data.InputLength));
            if (data.Classes > 0)
            {
                labels[i] = data.Label(i);
            }
            else
            {
                data.CopyTarget(i, targets.AsSpan(i * data.TargetLength, data.TargetLength));
            }
        });
        return data.Classes > 0
            ? new FeatureDataset(data.Shape, features, labels, data.Classes)
            : new FeatureDataset(data.Shape, features, targets, data.TargetLength);
    }

    private void CheckFeatures(float[] features)
    {
        if (features.Length != (long)Count * InputLength)
        {
            throw new ArgumentException($"There are {features.Length} features; expected {Count} samples × {InputLength} = {(long)Count * InputLength}.", nameof(features));
        }

        int wrong = Array.FindIndex(features, value => !float.IsFinite(value));
        if (wrong >= 0)
        {
            throw new ArgumentException($"Feature {wrong % InputLength} of sample {wrong / InputLength} is {features[wrong]}; expected a finite number.", nameof(features));
        }
    }
}
