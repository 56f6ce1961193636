namespace Espalier;

/// <summary>
/// The values of a network's tensors, one after the other in one aligned block: its parameters, or their gradients.
/// One thread at a time may write.
/// </summary>
public abstract class TensorBlock
{
    private readonly AlignedBuffer _buffer;
    private readonly TensorView?[] _views;
    private long _version;

    private protected TensorBlock(NetworkDescription description, AlignedBuffer buffer, int length)
    {
        Description = description;
        _buffer = buffer;
        Length = length;
        _views = new TensorView?[description.Tensors.Length];
        for (int i = 0; i < _views.Length; i++)
        {
            TensorInfo tensor = description.Tensors[i];
            _views[i] = tensor.Offset < length ? new TensorView(this, tensor) : null;
        }
    }

    /// <summary>The network that the tensors belong to.</summary>
    public NetworkDescription Description { get; }

    /// <summary>
    /// All values in the order of the block, which is the planner's: made for kernels. Use the views for PyTorch's
    /// order and for writing.
    /// </summary>
    public ReadOnlySpan<float> Values => _buffer.Span[..Length];

    /// <summary>Moves with every write, step or load.</summary>
    public long Version => Volatile.Read(ref _version);

    /// <summary>The tensor with the given number.</summary>
    /// <param name="tensor">A position in <see cref="NetworkDescription.Tensors"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such tensor.</exception>
    /// <exception cref="ArgumentException">This block holds gradients, and the tensor is not trainable.</exception>
    public TensorView this[int tensor]
    {
        get
        {
            if ((uint)tensor >= (uint)_views.Length)
            {
                throw new ArgumentOutOfRangeException(nameof(tensor), tensor, $"tensor is {tensor}; {Description.Name} has {_views.Length} tensors, expected 0 to {_views.Length - 1}.");
            }

            return View(tensor, nameof(tensor));
        }
    }

    /// <summary>The tensor with the given name in files, such as <c>conv1.weight</c>.</summary>
    /// <param name="name">One of the names in <see cref="NetworkDescription.Tensors"/>.</param>
    /// <exception cref="ArgumentException">There is no tensor of that name, or this block holds gradients and the tensor is not trainable.</exception>
    public TensorView this[string name]
    {
        get
        {
            for (int i = 0; i < _views.Length; i++)
            {
                if (Description.Tensors[i].Name == name)
                {
                    return View(i, nameof(name));
                }
            }

            throw new ArgumentException($"name is '{name}'; the tensors of {Description.Name} are {Description.TensorNames}.", nameof(name));
        }
    }

    /// <summary>The number of floats in <see cref="Values"/>.</summary>
    internal int Length { get; }

    internal Span<float> Storage => _buffer.Span[..Length];

    private protected AlignedBuffer Buffer => _buffer;

    /// <summary>Says that values have been written.</summary>
    internal void Touch() => Volatile.Write(ref _version, _version + 1);

    private TensorView View(int tensor, string argument)
        => _views[tensor] ?? throw new ArgumentException($"{Description.Tensors[tensor].Name} is not trainable, so it has no gradient.", argument);
}
