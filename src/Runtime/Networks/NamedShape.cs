namespace Espalier;

/// <summary>An input or an output of a network: its name in the declaration and its shape per sample.</summary>
public sealed class NamedShape
{
    private readonly int[] _shape;

    /// <summary>Names a shape.</summary>
    /// <param name="name">The name, as parameters of generated methods bear it.</param>
    /// <param name="shape">[features], [steps, features], or [channels, height, width].</param>
    /// <exception cref="ArgumentException">The name is empty, or a size is below 1.</exception>
    public NamedShape(string name, int[] shape)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentNullException.ThrowIfNull(shape);
        Name = name;
        _shape = [.. shape];
        Length = Shapes.Length(shape);
    }

    private NamedShape(string name, int length, int vocabulary, int least, int most)
        : this(name, [length])
    {
        Vocabulary = vocabulary;
        Least = least;
        Most = most;
    }

    /// <summary>An input of tokens: whole numbers from 0 to one below the vocabulary, a number a step.</summary>
    /// <param name="name">The name, as parameters of generated methods bear it.</param>
    /// <param name="steps">Tokens in a sample, at least 1.</param>
    /// <param name="vocabulary">How many different tokens there are, from 1 to 16 777 216.</param>
    /// <exception cref="ArgumentException">The name is empty, or a number is out of its range.</exception>
    public static NamedShape Tokens(string name, int steps, int vocabulary)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(vocabulary, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(vocabulary, WholeNumbers.LargestVocabulary);
        return new NamedShape(name, steps, vocabulary, 0, vocabulary - 1);
    }

    /// <summary>How many steps of another input count: a whole number from 1 to all of them for each sample.</summary>
    /// <param name="name">The name, as parameters of generated methods bear it.</param>
    /// <param name="steps">The steps of the other input, at least 1.</param>
    /// <exception cref="ArgumentException">The name is empty, or there are no steps.</exception>
    public static NamedShape Lengths(string name, int steps)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(steps, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(steps, WholeNumbers.LargestVocabulary);
        return new NamedShape(name, 1, 0, 1, steps);
    }

    /// <summary>The name in the declaration.</summary>
    public string Name { get; }

    /// <summary>The shape per sample: [features], [steps, features], or [channels, height, width].</summary>
    public ReadOnlySpan<int> Shape => _shape;

    /// <summary>Floats in a sample.</summary>
    public int Length { get; }

    /// <summary>How many different tokens there are; 0 for everything but an input of tokens.</summary>
    public int Vocabulary { get; }

    /// <summary>Whether its values are whole numbers of a range, tokens or lengths, which have no gradient.</summary>
    public bool IsWhole => Most > 0 || Vocabulary > 0;

    /// <summary>The least value of whole numbers.</summary>
    public int Least { get; }

    /// <summary>The greatest value of whole numbers.</summary>
    public int Most { get; }

    /// <summary>What its values are called in messages.</summary>
    internal string Unit => IsWhole ? "entries" : "floats";
}
