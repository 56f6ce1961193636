namespace Espalier.Training.Searching;

/// <summary>One point of a search space, and what came of it.</summary>
public sealed class Trial
{
    private readonly SearchSpace _space;
    private readonly double[] _values;

    internal Trial(SearchSpace space, int number, double[] values)
    {
        _space = space;
        Number = number;
        _values = values;
    }

    /// <summary>Its number, from 0; a good seed for what is random in it.</summary>
    public int Number { get; }

    /// <summary>What it scored, greater is better; −∞ where it failed.</summary>
    public double Score { get; internal set; } = double.NegativeInfinity;

    /// <summary>Why it failed, or null.</summary>
    public string? Failure { get; internal set; }

    /// <summary>How long it took.</summary>
    public TimeSpan Time { get; internal set; }

    /// <summary>A number of the trial.</summary>
    /// <param name="name">A range of the space.</param>
    /// <exception cref="ArgumentException">There is no such range.</exception>
    public float this[string name] => (float)Value(name);

    /// <summary>A choice of the trial.</summary>
    /// <param name="name">A list of choices of the space.</param>
    /// <exception cref="ArgumentException">There is no such list, or its choices are of another type.</exception>
    public T Choice<T>(string name)
    {
        SearchSpace.Dimension dimension = _space.Dimensions[Index(name)];
        return dimension.Choices.Length > 0 && dimension.Choices[(int)Value(name)].Value is T value
            ? value
            : throw new ArgumentException($"'{name}' is no list of choices of type {typeof(T).Name}.", nameof(name));
    }

    internal double Value(string name) => _values[Index(name)];

    internal string Text(int dimension) => _space.Dimensions[dimension].Text(_values[dimension]);

    private int Index(string name)
    {
        for (int i = 0; i < _values.Length; i++)
        {
            if (_space.Dimensions[i].Name == name)
            {
                return i;
            }
        }

        throw new ArgumentException($"The space has no '{name}'; it has {string.Join(", ", _space.Dimensions.Select(dimension => dimension.Name))}.", nameof(name));
    }
}
