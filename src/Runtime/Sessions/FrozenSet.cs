namespace Espalier;

/// <summary>Which tensors an optimizer leaves alone.</summary>
internal sealed class FrozenSet
{
    private readonly NetworkDescription _description;
    private readonly bool[] _frozen;

    internal FrozenSet(NetworkDescription description)
    {
        _description = description;
        _frozen = new bool[description.Tensors.Length];
    }

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

    /// <summary>Whether the tensor of the given number is frozen.</summary>
    internal bool this[int tensor] => _frozen[tensor];

    /// <summary>Freezes or releases what bears the name, or is named by the pattern.</summary>
    internal void Set(string name, bool frozen)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        NamePattern.Require(name, _description, nameof(name));
        ReadOnlySpan<TensorInfo> tensors = _description.Tensors;
        for (int i = 0; i < tensors.Length; i++)
        {
            if (tensors[i].Trainable && NamePattern.Matches(name, tensors[i]))
            {
                _frozen[i] = frozen;
            }
        }
    }

    internal void Clear() => Array.Clear(_frozen);
}
