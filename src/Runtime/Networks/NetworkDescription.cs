namespace Espalier;

/// <summary>Fills forms derived from the parameters, such as batch norms folded into the layers before them.</summary>
/// <param name="values">The block of parameters.</param>
/// <param name="prepared">The derived forms, all of them to be written.</param>
public delegate void PrepareAction(ReadOnlySpan<float> values, Span<float> prepared);

/// <summary>
/// What a declaration fixes about a network: its name, its shapes and the place of every tensor. There is one for
/// each type of network, and it never changes.
/// </summary>
public sealed class NetworkDescription
{
    private readonly int[] _inputShape;
    private readonly int[] _outputShape;
    private readonly TensorInfo[] _tensors;

    /// <summary>Describes a network.</summary>
    /// <param name="name">The name of its class.</param>
    /// <param name="fingerprint">A text that differs where the architecture differs.</param>
    /// <param name="inputShape">The shape of a sample.</param>
    /// <param name="outputShape">The shape of what <see cref="Network.Predict"/> gives for it.</param>
    /// <param name="tensors">The tensors, in the order of the declaration.</param>
    /// <param name="valueLength">Floats in the block of parameters.</param>
    /// <param name="trainableLength">Floats at its start that hold the trainable tensors, a multiple of 16.</param>
    /// <param name="preparedLength">Floats of the forms derived from the parameters.</param>
    /// <param name="prepare">What fills them; null where there are none.</param>
    /// <param name="summary">The table of layers, for people.</param>
    /// <exception cref="ArgumentException">Tensors overlap, leave the block, share a name, or lie on the wrong side of <paramref name="trainableLength"/>.</exception>
    public NetworkDescription(
        string name,
        string fingerprint,
        int[] inputShape,
        int[] outputShape,
        TensorInfo[] tensors,
        int valueLength,
        int trainableLength,
        int preparedLength = 0,
        PrepareAction? prepare = null,
        string summary = "")
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentException.ThrowIfNullOrEmpty(fingerprint);
        ArgumentNullException.ThrowIfNull(inputShape);
        ArgumentNullException.ThrowIfNull(outputShape);
        ArgumentNullException.ThrowIfNull(tensors);
        ArgumentOutOfRangeException.ThrowIfNegative(valueLength);
        ArgumentOutOfRangeException.ThrowIfNegative(trainableLength);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(trainableLength, valueLength);
        ArgumentOutOfRangeException.ThrowIfNegative(preparedLength);
        if (prepare is null != (preparedLength == 0))
        {
            throw new ArgumentException($"preparedLength is {preparedLength}; it must be above 0 exactly where prepare is given.", nameof(preparedLength));
        }

        Name = name;
        Fingerprint = fingerprint;
        _inputShape = [.. inputShape];
        _outputShape = [.. outputShape];
        InputLength = Shapes.Length(inputShape);
        OutputLength = Shapes.Length(outputShape);
        _tensors = [.. tensors];
        ValueLength = valueLength;
        TrainableLength = trainableLength;
        PreparedLength = preparedLength;
        Prepare = prepare;
        Summary = summary;
        CheckTensors();
    }

    /// <summary>The name of the network's class.</summary>
    public string Name { get; }

    /// <summary>A text that differs where the architecture differs; saved with the weights.</summary>
    public string Fingerprint { get; }

    /// <summary>The shape of a sample: [features], or [channels, height, width].</summary>
    public ReadOnlySpan<int> InputShape => _inputShape;

    /// <summary>The shape of what prediction gives for a sample.</summary>
    public ReadOnlySpan<int> OutputShape => _outputShape;

    /// <summary>The number of floats in a sample.</summary>
    public int InputLength { get; }

    /// <summary>The number of floats that prediction gives for a sample.</summary>
    public int OutputLength { get; }

    /// <summary>The tensors, in the order of the declaration.</summary>
    public ReadOnlySpan<TensorInfo> Tensors => _tensors;

    /// <summary>The number of trainable values.</summary>
    public long ParameterCount
    {
        get
        {
            long count = 0;
            foreach (TensorInfo tensor in _tensors)
            {
                count += tensor.Trainable ? tensor.Length : 0;
            }

            return count;
        }
    }

    /// <summary>The table of layers, for people.</summary>
    public string Summary { get; }

    /// <summary>Floats in the block of parameters.</summary>
    internal int ValueLength { get; }

    /// <summary>Floats at the start of the block that hold the trainable tensors.</summary>
    internal int TrainableLength { get; }

    /// <summary>Floats of the forms derived from the parameters.</summary>
    internal int PreparedLength { get; }

    internal PrepareAction? Prepare { get; }

    /// <summary>The names of the tensors, for messages.</summary>
    internal string TensorNames => _tensors.Length == 0 ? "none" : string.Join(", ", Array.ConvertAll(_tensors, tensor => tensor.Name));

    private void CheckTensors()
    {
        TensorInfo[] ordered = [.. _tensors];
        Array.Sort(ordered, (left, right) => left.Offset.CompareTo(right.Offset));
        var names = new HashSet<string>(StringComparer.Ordinal);
        long end = 0;
        foreach (TensorInfo tensor in ordered)
        {
            if (!names.Add(tensor.Name))
            {
                throw new ArgumentException($"Two tensors of {Name} are called {tensor.Name}.", "tensors");
            }

            long after = (long)tensor.Offset + tensor.Layout.Length;
            if (tensor.Offset < end || after > ValueLength)
            {
                throw new ArgumentException($"{tensor.Name} takes [{tensor.Offset}, {after}); it must start at {end} or later and end within {ValueLength}.", "tensors");
            }

            if (tensor.Trainable ? after > TrainableLength : tensor.Offset < TrainableLength)
            {
                throw new ArgumentException($"{tensor.Name} takes [{tensor.Offset}, {after}); trainable tensors, and only they, lie before {TrainableLength}.", "tensors");
            }

            end = after;
        }
    }
}
