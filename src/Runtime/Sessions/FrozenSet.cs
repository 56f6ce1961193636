namespace Espalier;

/// <summary>Which tensors an optimizer leaves alone, and the ranges of the block that it does not.</summary>
internal sealed class FrozenSet
{
    private readonly NetworkDescription _description;
    private readonly bool[] _frozen;

    internal FrozenSet(NetworkDescription description)
    {
        _description = description;
        _frozen = new bool[description.Tensors.Length];
        Ranges = [(0, description.TrainableLength)];
    }

    /// <summary>Start and length of what is updated.</summary>
    internal (int Start, int Length)[] Ranges { get; private set; }

    /// <summary>The names of the frozen tensors, in the order of the network.</summary>
    internal string[] Names
    {
        get
        {
            var names = new List<string>();
            for (int i = 0; i < _frozen.Length; i++)
            {
                if (_frozen[i])
                {
                    names.Add(_description.Tensors[i].Name);
                }
            }

            return [.. names];
        }
    }

    /// <summary>Freezes or releases the tensor, or all tensors of the layer, with the given name.</summary>
    internal void Set(string name, bool frozen)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        if (!TrySet(name, frozen))
        {
            throw new ArgumentException($"name is '{name}'; expected a layer of {_description.Name} with trainable tensors, or one of these: {_description.TensorNames}.", nameof(name));
        }
    }

    /// <summary>As <see cref="Set"/>; false where nothing trainable has that name.</summary>
    internal bool TrySet(string name, bool frozen)
    {
        bool found = false;
        ReadOnlySpan<TensorInfo> tensors = _description.Tensors;
        for (int i = 0; i < tensors.Length; i++)
        {
            if (tensors[i].Trainable && (tensors[i].Name == name || tensors[i].Layer == name))
            {
                _frozen[i] = frozen;
                found = true;
            }
        }

        Ranges = FindRanges();
        return found;
    }

    internal void Clear()
    {
        Array.Clear(_frozen);
        Ranges = FindRanges();
    }

    private (int Start, int Length)[] FindRanges()
    {
        if (Array.IndexOf(_frozen, true) < 0)
        {
            return [(0, _description.TrainableLength)];
        }

        var ranges = new List<(int Start, int Length)>();
        for (int i = 0; i < _frozen.Length; i++)
        {
            TensorInfo tensor = _description.Tensors[i];
            if (tensor.Trainable && !_frozen[i])
            {
                ranges.Add((tensor.Offset, tensor.Layout.Length));
            }
        }

        return [.. ranges];
    }
}
