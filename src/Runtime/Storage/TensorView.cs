namespace Espalier;

/// <summary>
/// One tensor of a block, in PyTorch's order and shape, whatever the layout inside. Reading and writing go to the
/// block itself; every write moves the version of the block, so that forms derived from it follow. A block has one view
/// of each of its tensors, so that reaching it allocates nothing.
/// </summary>
public sealed class TensorView
{
    private readonly TensorBlock _block;
    private readonly TensorInfo _tensor;

    internal TensorView(TensorBlock block, TensorInfo tensor)
    {
        _block = block;
        _tensor = tensor;
    }

    /// <summary>The name of the tensor in files, such as <c>conv1.weight</c>.</summary>
    public string Name => _tensor.Name;

    /// <summary>The shape as PyTorch has it: [units, inputs], [filters, channels, height, width], [features].</summary>
    public ReadOnlySpan<int> Shape => _tensor.Shape;

    /// <summary>The number of values.</summary>
    public int Length => _tensor.Length;

    /// <summary>One value.</summary>
    /// <param name="index">One position for each dimension of <see cref="Shape"/>, from 0.</param>
    /// <exception cref="ArgumentException">There are more or fewer positions than dimensions.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A position lies outside its dimension.</exception>
    public float this[params ReadOnlySpan<int> index]
    {
        get => _block.Storage[Place(index)];
        set
        {
            _block.Storage[Place(index)] = value;
            _block.Touch();
        }
    }

    /// <summary>Copies the values out, in PyTorch's order.</summary>
    /// <param name="destination"><see cref="Length"/> floats.</param>
    /// <exception cref="ArgumentException"><paramref name="destination"/> has another length.</exception>
    public void CopyTo(Span<float> destination)
    {
        CheckLength(destination.Length, nameof(destination));
        _tensor.Layout.ToPublic(Part, destination);
    }

    /// <summary>Replaces the values by others in PyTorch's order.</summary>
    /// <param name="source"><see cref="Length"/> floats.</param>
    /// <exception cref="ArgumentException"><paramref name="source"/> has another length.</exception>
    public void CopyFrom(ReadOnlySpan<float> source)
    {
        CheckLength(source.Length, nameof(source));
        _tensor.Layout.FromPublic(source, Part);
        _block.Touch();
    }

    /// <summary>The values in PyTorch's order, as a new array.</summary>
    public float[] ToArray()
    {
        var values = new float[Length];
        CopyTo(values);
        return values;
    }

    /// <inheritdoc/>
    public override string ToString() => _tensor.ToString();

    private Span<float> Part => _block.Storage.Slice(_tensor.Offset, _tensor.Layout.Length);

    private int Place(ReadOnlySpan<int> index)
    {
        ReadOnlySpan<int> shape = _tensor.Shape;
        if (index.Length != shape.Length)
        {
            throw new ArgumentException($"{Name} is {Shapes.Text(shape)}: its index has {index.Length} positions, expected {shape.Length}.", nameof(index));
        }

        int linear = 0;
        for (int d = 0; d < shape.Length; d++)
        {
            if ((uint)index[d] >= (uint)shape[d])
            {
                throw new ArgumentOutOfRangeException(nameof(index), index[d], $"{Name} is {Shapes.Text(shape)}: position {index[d]} of dimension {d} must be from 0 to {shape[d] - 1}.");
            }

            linear = linear * shape[d] + index[d];
        }

        return _tensor.Offset + _tensor.Layout.Offset(linear);
    }

    private void CheckLength(int length, string argument)
    {
        if (length != Length)
        {
            throw new ArgumentException($"{argument} has {length} floats; {Name} is {Shapes.Text(Shape)} and needs {Length}.", argument);
        }
    }
}
