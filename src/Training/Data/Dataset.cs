namespace Espalier.Training;

/// <summary>
/// Samples in memory, each with its answer: a class, or numbers (targets). Reading never changes a data set, so that
/// several threads may read one.
/// </summary>
public abstract class Dataset
{
    private readonly int[] _shape;

    /// <summary>Describes samples with classes.</summary>
    /// <param name="count">The number of samples, at least 1.</param>
    /// <param name="shape">The shape of one: (features), (steps, features) or (channels, height, width), each at least 1.</param>
    /// <param name="classes">The number of classes, at least 1.</param>
    /// <exception cref="ArgumentException">A number is below 1, or a sample is too large.</exception>
    protected Dataset(int count, ReadOnlySpan<int> shape, int classes)
        : this(count, shape, classes, 0)
    {
    }

    /// <summary>Describes samples with classes or with targets.</summary>
    /// <param name="count">The number of samples, at least 1.</param>
    /// <param name="shape">The shape of one: (features), (steps, features) or (channels, height, width), each at least 1.</param>
    /// <param name="classes">The number of classes, at least 1; 0 where the samples have targets.</param>
    /// <param name="targetLength">The numbers of a target, at least 1; 0 where the samples have classes.</param>
    /// <exception cref="ArgumentException">A number is below 1, or a sample is too large.</exception>
    protected Dataset(int count, ReadOnlySpan<int> shape, int classes, int targetLength)
    {
        if (count < 1)
        {
            throw new ArgumentException($"The data set holds {count} samples; expected at least 1.", nameof(count));
        }

        if (classes < 0 || targetLength < 0 || classes > 0 == targetLength > 0)
        {
            throw new ArgumentException(
                targetLength == 0 ? $"The data set has {classes} classes; expected at least 1." : $"The data set has {classes} classes and targets of {targetLength} numbers; expected either.",
                nameof(classes));
        }

        long length = 1;
        foreach (int size in shape)
        {
            length = size >= 1 && length <= Array.MaxLength ? length * size : -1;
        }

        if (shape.IsEmpty || length < 1 || length > Array.MaxLength)
        {
            throw new ArgumentException($"The shape of a sample is [{string.Join(", ", shape.ToArray())}]; expected sizes of at least 1 and at most {Array.MaxLength} values.", nameof(shape));
        }

        Count = count;
        Classes = classes;
        TargetLength = targetLength;
        InputLength = (int)length;
        _shape = shape.ToArray();
    }

    /// <summary>The number of samples.</summary>
    public int Count { get; }

    /// <summary>The number of classes; labels lie in 0 … Classes − 1. 0 where the samples have targets.</summary>
    public int Classes { get; }

    /// <summary>The numbers of a target; 0 where the samples have classes.</summary>
    public int TargetLength { get; }

    /// <summary>The shape of a sample: (features), (steps, features) or (channels, height, width).</summary>
    public ReadOnlySpan<int> Shape => _shape;

    /// <summary>Floats in a sample: the product of <see cref="Shape"/>.</summary>
    public int InputLength { get; }

    /// <summary>Writes a sample as a network reads it, in PyTorch's order, without allocating.</summary>
    /// <param name="index">The sample, 0 … Count − 1.</param>
    /// <param name="destination">Takes <see cref="InputLength"/> floats.</param>
    /// <exception cref="ArgumentException">The index or the length is out of range.</exception>
    public abstract void CopyInput(int index, Span<float> destination);

    /// <summary>
    /// Writes a sample as training is to see it this time, without allocating. Views that change samples at random use
    /// the random numbers; all else is <see cref="CopyInput"/>.
    /// </summary>
    /// <param name="index">The sample, 0 … Count − 1.</param>
    /// <param name="random">Where the random numbers come from.</param>
    /// <param name="destination">Takes <see cref="InputLength"/> floats.</param>
    public virtual void DrawInput(int index, ref SeededRandom random, Span<float> destination) => CopyInput(index, destination);

    /// <summary>The class of a sample.</summary>
    /// <param name="index">The sample, 0 … Count − 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such sample.</exception>
    /// <exception cref="InvalidOperationException">The samples have targets, not classes.</exception>
    public abstract int Label(int index);

    /// <summary>Writes the target of a sample.</summary>
    /// <param name="index">The sample, 0 … Count − 1.</param>
    /// <param name="destination">Takes <see cref="TargetLength"/> floats.</param>
    /// <exception cref="ArgumentException">The index or the length is out of range.</exception>
    /// <exception cref="InvalidOperationException">The samples have classes, not targets.</exception>
    public virtual void CopyTarget(int index, Span<float> destination) => throw new InvalidOperationException("The samples have classes; there are no targets.");

    /// <summary>Some of the samples, in any order; what they hold is shared.</summary>
    /// <param name="indices">Which samples; at least one.</param>
    /// <exception cref="ArgumentException">There are none, or one is not there.</exception>
    public Dataset Subset(params ReadOnlySpan<int> indices) => new SubsetView(this, indices.ToArray());

    /// <summary>The first samples.</summary>
    /// <param name="count">How many, 1 … Count.</param>
    /// <exception cref="ArgumentOutOfRangeException">There are not as many.</exception>
    public Dataset First(int count)
    {
        if (count < 1 || count > Count)
        {
            throw new ArgumentOutOfRangeException(nameof(count), count, $"{count} samples were asked for; expected 1 … {Count}.");
        }

        return new SubsetView(this, [.. Enumerable.Range(0, count)]);
    }

    /// <summary>The samples, changed at random each time training reads them; measurements read them as they are.</summary>
    /// <param name="augmentation">What changes them.</param>
    /// <exception cref="ArgumentException">The samples are no images.</exception>
    public Dataset Augmented(Augmentation augmentation) => new AugmentedView(this, augmentation);

    /// <summary>The samples as a preprocessing gives them; computed anew at each reading, after augmentation.</summary>
    /// <param name="preprocessing">What was fitted, on training data.</param>
    /// <exception cref="ArgumentException">It was fitted on samples of another shape.</exception>
    public Dataset With(Preprocessing preprocessing) => new PreprocessedView(this, preprocessing);

    /// <summary>The samples, computed once and held as floats, by all cores.</summary>
    public FeatureDataset InMemory() => FeatureDataset.CopyOf(this);

    /// <summary>Throws unless the index and the length fit this data set.</summary>
    /// <param name="index">The sample asked for.</param>
    /// <param name="length">The length of the span that takes it.</param>
    protected void CheckSample(int index, int length)
    {
        CheckIndex(index);
        if (length != InputLength)
        {
            throw new ArgumentException($"The destination has {length} floats; a sample has {InputLength}.", "destination");
        }
    }

    /// <summary>Throws unless the index and the length fit the targets of this data set.</summary>
    /// <param name="index">The sample asked for.</param>
    /// <param name="length">The length of the span that takes its target.</param>
    protected void CheckTarget(int index, int length)
    {
        CheckIndex(index);
        if (TargetLength == 0)
        {
            throw new InvalidOperationException("The samples have classes; there are no targets.");
        }

        if (length != TargetLength)
        {
            throw new ArgumentException($"The destination has {length} floats; a target has {TargetLength}.", "destination");
        }
    }

    /// <summary>Throws unless there is such a sample.</summary>
    /// <param name="index">The sample asked for.</param>
    protected void CheckIndex(int index)
    {
        if ((uint)index >= (uint)Count)
        {
            throw new ArgumentOutOfRangeException(nameof(index), index, $"There is no sample {index}; the data set has the samples 0 … {Count - 1}.");
        }
    }

    /// <summary>Throws unless a label is a class.</summary>
    /// <param name="index">The sample.</param>
    /// <param name="label">Its label.</param>
    /// <param name="classes">The number of classes.</param>
    private protected static void CheckLabel(int index, int label, int classes)
    {
        if ((uint)label >= (uint)classes)
        {
            throw new ArgumentException($"The label of sample {index} is {label}; expected 0 … {classes - 1}.", "labels");
        }
    }
}
