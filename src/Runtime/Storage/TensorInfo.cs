namespace Espalier;

/// <summary>One tensor of a network: its name in files, its shape as PyTorch has it, its place, and how it starts.</summary>
public sealed class TensorInfo
{
    private readonly int[] _shape;

    /// <summary>Describes a tensor.</summary>
    /// <param name="name">The name in files, such as <c>conv1.weight</c>.</param>
    /// <param name="shape">The public shape, as PyTorch has it.</param>
    /// <param name="offset">Where the tensor starts in the network's block of values, a multiple of 16.</param>
    /// <param name="layout">The order of the values from there on.</param>
    /// <param name="initializer">How the values start.</param>
    /// <param name="trainable">False for running statistics and for layers declared frozen.</param>
    /// <param name="fanIn">Inputs of one output, for the initialisers that ask.</param>
    /// <param name="fanOut">Outputs that one input reaches, for the initialisers that ask.</param>
    /// <param name="initialValue">What all values start as, or what random ones lie around, for the initialisers that ask.</param>
    /// <param name="initialScale">What deviations, bounds and matrices are multiplied by.</param>
    /// <param name="byFanOut">Whether the fan-out takes the place of the fan-in where an initialiser asks for one of them.</param>
    /// <param name="layer">The declared name of the layer; unset, what stands before the last point of the name.</param>
    /// <param name="decays">Whether the tensor holds weights, to which weight decay applies; unset, whether it has more than one dimension.</param>
    /// <exception cref="ArgumentException">The name is empty, the shape holds another number of values than the layout, the offset is not a multiple of 16, or a fan is below 1.</exception>
    public TensorInfo(
        string name,
        int[] shape,
        int offset,
        TensorLayout layout,
        Initializer initializer,
        bool trainable = true,
        int fanIn = 1,
        int fanOut = 1,
        float initialValue = 0,
        float initialScale = 1,
        bool byFanOut = false,
        string layer = "",
        bool? decays = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentNullException.ThrowIfNull(shape);
        ArgumentNullException.ThrowIfNull(layout);
        ArgumentNullException.ThrowIfNull(layer);
        if (Shapes.Length(shape) != layout.Count)
        {
            throw new ArgumentException($"The shape of {name}, {Shapes.Text(shape)}, holds {Shapes.Length(shape)} values; its layout holds {layout.Count}.", nameof(shape));
        }

        if (offset < 0 || offset % AlignedBuffer.Alignment != 0)
        {
            throw new ArgumentException($"The offset of {name} is {offset}; it must be a multiple of {AlignedBuffer.Alignment}, not negative.", nameof(offset));
        }

        if (fanIn < 1 || fanOut < 1)
        {
            throw new ArgumentException($"{name} starts by {initializer} with fan-in {fanIn} and fan-out {fanOut}; both must be at least 1.", nameof(fanIn));
        }

        Name = name;
        _shape = [.. shape];
        Offset = offset;
        Layout = layout;
        Initializer = initializer;
        Trainable = trainable;
        FanIn = fanIn;
        FanOut = fanOut;
        InitialValue = initialValue;
        InitialScale = initialScale;
        ByFanOut = byFanOut;
        Decays = decays ?? shape.Length > 1;
        Layer = layer.Length > 0 ? layer : name[..Math.Max(0, name.LastIndexOf('.'))];
    }

    /// <summary>The name in files, such as <c>conv1.weight</c>.</summary>
    public string Name { get; }

    /// <summary>The declared name of the layer that the tensor belongs to.</summary>
    public string Layer { get; }

    /// <summary>The shape as PyTorch has it: [units, inputs], [filters, channels, height, width], [features].</summary>
    public ReadOnlySpan<int> Shape => _shape;

    /// <summary>The number of values.</summary>
    public int Length => Layout.Count;

    /// <summary>Where the tensor starts in its network's block of values.</summary>
    public int Offset { get; }

    /// <summary>The order of the values from <see cref="Offset"/> on.</summary>
    public TensorLayout Layout { get; }

    /// <summary>How the values start.</summary>
    public Initializer Initializer { get; }

    /// <summary>False for running statistics and for layers declared frozen: no gradient is computed for them.</summary>
    public bool Trainable { get; }

    /// <summary>Inputs of one output.</summary>
    public int FanIn { get; }

    /// <summary>Outputs that one input reaches.</summary>
    public int FanOut { get; }

    /// <summary>What all values start as, or what random ones lie around, for the initialisers that ask.</summary>
    public float InitialValue { get; }

    /// <summary>What deviations, bounds and matrices are multiplied by.</summary>
    public float InitialScale { get; }

    /// <summary>Whether initial values are scaled by the fan-out rather than by the fan-in.</summary>
    public bool ByFanOut { get; }

    /// <summary>Whether weight decay applies: true of weights, false of biases, of the scales and shifts of norms and of learnt slopes.</summary>
    public bool Decays { get; }

    /// <inheritdoc/>
    public override string ToString() => $"{Name} {Shapes.Text(_shape)}";
}
