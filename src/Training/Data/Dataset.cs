namespace Espalier.Training;

/// <summary>
/// Samples with class labels, all in memory. Reading never changes a data set, so that several threads may read one.
/// </summary>
public abstract class Dataset
{
    private readonly int[] _shape;

    /// <summary>Describes the samples.</summary>
    /// <param name="count">The number of samples, at least 1.</param>
    /// <param name="shape">The shape of one: (features) or (channels, height, width), each at least 1.</param>
    /// <param name="classes">The number of classes, at least 1.</param>
    /// <exception cref="ArgumentException">A number is below 1, or a sample is too large.</exception>
    protected Dataset(int count, ReadOnlySpan<int> shape, int classes)
    {
        if (count < 1)
        {
            throw new ArgumentException($"The data set holds {count} samples; expected at least 1.", nameof(count));
        }

        if (classes < 1)
        {
            throw new ArgumentException($"The data set has {classes} classes; expected at least 1.", nameof(classes));
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
        InputLength = (int)length;
        _shape = shape.ToArray();
    }

    /// <summary>The number of samples.</summary>
    public int Count { get; }

    /// <summary>The number of classes; labels lie in 0 … Classes − 1.</summary>
    public int Classes { get; }

    /// <summary>The shape of a sample: (features) or (channels, height, width).</summary>
    public ReadOnlySpan<int> Shape => _shape;

    /// <summary>Floats in a sample: the product of <see cref="Shape"/>.</summary>
    public int InputLength { get; }

    /// <summary>Writes a sample as a network reads it, in PyTorch's order, without allocating.</summary>
    /// <param name="index">The sample, 0 … Count − 1.</param>
    /// <param name="destination">Takes <see cref="InputLength"/> floats.</param>
    /// <exception cref="ArgumentException">The index or the length is out of range.</exception>
    public abstract void CopyInput(int index, Span<float> destination);

    /// <summary>The class of a sample.</summary>
    /// <param name="index">The sample, 0 … Count − 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such sample.</exception>
    public abstract int Label(int index);

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
