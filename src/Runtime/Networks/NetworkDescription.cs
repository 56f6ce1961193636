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
    private readonly NamedShape[] _inputs;
    private readonly NamedShape[] _outputs;
    private readonly TensorInfo[] _tensors;

    /// <summary>Describes a network with one input and one output.</summary>
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
        : this(name, fingerprint, [new NamedShape("input", inputShape)], [new NamedShape("output", outputShape)], tensors, valueLength, trainableLength, preparedLength, prepare, summary)
    {
    }

    /// <summary>Describes a network with any number of inputs and outputs.</summary>
    /// <param name="name">The name of its class.</param>
    /// <param name="fingerprint">A text that differs where the architecture differs.</param>
    /// <param name="inputs">The inputs, in the order of the declaration; at least one.</param>
    /// <param name="outputs">The outputs, in the order of the declaration; at least one.</param>
    /// <param name="tensors">The tensors, in the order of the declaration.</param>
    /// <param name="valueLength">Floats in the block of parameters.</param>
    /// <param name="trainableLength">Floats at its start that hold the trainable tensors, a multiple of 16.</param>
    /// <param name="preparedLength">Floats of the forms derived from the parameters.</param>
    /// <param name="prepare">What fills them; null where there are none.</param>
    /// <param name="summary">The table of layers, for people.</param>
    /// <exception cref="ArgumentException">Inputs or outputs are missing or share a name, or tensors do not fit as said for the other constructor.</exception>
    public NetworkDescription(
        string name,
        string fingerprint,
        NamedShape[] inputs,
        NamedShape[] outputs,
        TensorInfo[] tensors,
        int valueLength,
        int trainableLength,
        int preparedLength = 0,
        PrepareAction? prepare = null,
        string summary = "")
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentException.ThrowIfNullOrEmpty(fingerprint);
        ArgumentNullException.ThrowIfNull(inputs);
        ArgumentNullException.ThrowIfNull(outputs);
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
        _inputs = [.. inputs];
        _outputs = [.. outputs];
        InputLength = Length(_inputs, nameof(inputs));
        OutputLength = Length(_outputs, nameof(outputs));
        HasWholeInputs = Array.Exists(_inputs, input => input.IsWhole);
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

    /// <summary>The inputs, in the order of the declaration.</summary>
    public ReadOnlySpan<NamedShape> Inputs => _inputs;

    /// <summary>The outputs, in the order of the declaration.</summary>
    public ReadOnlySpan<NamedShape> Outputs => _outputs;

    /// <summary>The shape of a sample of the first input: [features], [steps, features], or [channels, height, width].</summary>
    public ReadOnlySpan<int> InputShape => _inputs[0].Shape;

    /// <summary>The shape of what prediction gives for a sample as its first output.</summary>
    public ReadOnlySpan<int> OutputShape => _outputs[0].Shape;

    /// <summary>The number of floats in a sample, all inputs together.</summary>
    public int InputLength { get; }

    /// <summary>Whether an input is of tokens or lengths.</summary>
    public bool HasWholeInputs { get; }

    /// <summary>The number of floats that prediction gives for a sample, all outputs together.</summary>
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

    /// <summary>The index of an output.</summary>
    /// <exception cref="ArgumentException">No output has the name.</exception>
    internal int IndexOfOutput(string name) => IndexOf(_outputs, name, "output");

    /// <summary>The index of an input.</summary>
    /// <exception cref="ArgumentException">No input has the name.</exception>
    internal int IndexOfInput(string name) => IndexOf(_inputs, name, "input");

    private int IndexOf(NamedShape[] shapes, string name, string what)
    {
        for (int i = 0; i < shapes.Length; i++)
        {
            if (shapes[i].Name == name)
            {
                return i;
            }
        }

        throw new ArgumentException($"name is '{name}'; {Name} has the {what}s {string.Join(", ", Array.ConvertAll(shapes, shape => shape.Name))}.", nameof(name));
    }

    private static int Length(NamedShape[] shapes, string argument)
    {
        long length = 0;
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (NamedShape shape in shapes)
        {
            length += shape.Length;
            if (!names.Add(shape.Name))
            {
                throw new ArgumentException($"Two of the {argument} are called {shape.Name}.", argument);
            }
        }

        return length is > 0 and <= int.MaxValue
            ? (int)length
            : throw new ArgumentException($"The {argument} hold {length} floats a sample together; expected 1 to {int.MaxValue}.", argument);
    }

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
