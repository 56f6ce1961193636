using System.Globalization;

namespace Espalier.Training.Searching;

/// <summary>What a search tries: ranges of numbers and lists of choices, by name.</summary>
/// <example><code>
/// SearchSpace space = new SearchSpace()
///     .Logarithmic("rate", 1e-4, 1e-1)
///     .Linear("dropout", 0, .6)
///     .Choice("net", ("narrow", Narrow), ("wide", Wide));
/// </code></example>
public sealed class SearchSpace
{
    private readonly List<Dimension> _dimensions = [];

    internal IReadOnlyList<Dimension> Dimensions => _dimensions;

    /// <summary>Adds numbers that are tried evenly.</summary>
    /// <param name="name">Its name, a C# identifier.</param>
    /// <param name="low">The smallest.</param>
    /// <param name="high">The greatest.</param>
    /// <exception cref="ArgumentException">The name is taken, or the range is empty.</exception>
    public SearchSpace Linear(string name, double low, double high) => Add(new Dimension(name, low, high, false, []));

    /// <summary>Adds numbers whose logarithms are tried evenly: rates, penalties.</summary>
    /// <param name="name">Its name, a C# identifier.</param>
    /// <param name="low">The smallest, above 0.</param>
    /// <param name="high">The greatest.</param>
    /// <exception cref="ArgumentException">The name is taken, or the range is empty or not above 0.</exception>
    public SearchSpace Logarithmic(string name, double low, double high) => low > 0
        ? Add(new Dimension(name, low, high, true, []))
        : throw new ArgumentOutOfRangeException(nameof(low), low, FormattableString.Invariant($"'{name}' begins at {low}; a logarithmic range is above 0."));

    /// <summary>Adds things to choose from: batch sizes, optimizers, compiled variants of a network.</summary>
    /// <param name="name">Its name, a C# identifier.</param>
    /// <param name="values">The choices and what they are called.</param>
    /// <exception cref="ArgumentException">The name is taken, or there are no choices.</exception>
    public SearchSpace Choice<T>(string name, params (string Label, T Value)[] values)
    {
        ArgumentNullException.ThrowIfNull(values);
        return values.Length > 0
            ? Add(new Dimension(name, 0, values.Length - 1, false, Array.ConvertAll(values, value => (value.Label, (object?)value.Value))))
            : throw new ArgumentException($"'{name}' has no choices; expected at least one.", nameof(values));
    }

    internal SearchSpace With(IEnumerable<Dimension> dimensions)
    {
        var space = new SearchSpace();
        space._dimensions.AddRange(dimensions);
        return space;
    }

    private SearchSpace Add(Dimension dimension)
    {
        ArgumentException.ThrowIfNullOrEmpty(dimension.Name, "name");
        if (_dimensions.Exists(other => other.Name == dimension.Name))
        {
            throw new ArgumentException($"The space has '{dimension.Name}' already.", "name");
        }

        if (!(dimension.Low <= dimension.High) || !double.IsFinite(dimension.Low) || !double.IsFinite(dimension.High))
        {
            throw new ArgumentException(string.Create(CultureInfo.InvariantCulture, $"'{dimension.Name}' goes from {dimension.Low} to {dimension.High}; expected finite numbers, the smaller first."), "low");
        }

        _dimensions.Add(dimension);
        return this;
    }

    /// <summary>One name of the space. Choices are numbered.</summary>
    internal sealed record Dimension(string Name, double Low, double High, bool IsLogarithmic, (string Label, object? Value)[] Choices)
    {
        /// <summary>The value at a share of the range, 0 … 1.</summary>
        internal double At(double share) => Choices.Length > 0 ? Math.Min(Math.Floor(share * Choices.Length), Choices.Length - 1)
            : IsLogarithmic ? Math.Exp(Math.Log(Low) + (share * (Math.Log(High) - Math.Log(Low))))
            : Low + (share * (High - Low));

        internal string Text(double value) => Choices.Length > 0 ? Choices[(int)value].Label : value.ToString("G4", CultureInfo.InvariantCulture);
    }
}
