using System.Globalization;

namespace Espalier;

/// <summary>How gradients are bounded before an update: not at all, by their norm, or one by one.</summary>
public readonly record struct Clipping
{
    private readonly Rule _rule;
    private readonly float _bound;

    private Clipping(Rule rule, float bound)
    {
        _rule = rule;
        _bound = bound;
    }

    private enum Rule
    {
        None,
        Norm,
        Value,
    }

    /// <summary>Gradients are used as they are.</summary>
    public static Clipping None => default;

    /// <summary>
    /// Where the Euclidean norm over all gradients together is above the bound, all are multiplied by
    /// <c>bound / (norm + 1e-6)</c>: their direction stays. As PyTorch's <c>clip_grad_norm_</c>.
    /// </summary>
    /// <param name="bound">Finite, above 0.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="bound"/> is outside its range.</exception>
    public static Clipping ByNorm(float bound) => new(Rule.Norm, SettingCheck.AboveZero(bound, nameof(bound)));

    /// <summary>Every gradient is brought between −bound and bound. As PyTorch's <c>clip_grad_value_</c>.</summary>
    /// <param name="bound">Finite, above 0.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="bound"/> is outside its range.</exception>
    public static Clipping ByValue(float bound) => new(Rule.Value, SettingCheck.AboveZero(bound, nameof(bound)));

    /// <summary>What gradients of the given norm are multiplied by.</summary>
    internal float Factor(double norm) => _rule == Rule.Norm ? (float)Math.Min(1, _bound / (norm + 1e-6)) : 1;

    /// <summary>What each of them must not exceed.</summary>
    internal float MaximumValue => _rule == Rule.Value ? _bound : float.MaxValue;

    /// <inheritdoc/>
    public override string ToString() => _rule == Rule.None ? "None" : string.Create(CultureInfo.InvariantCulture, $"By{_rule}({_bound})");
}
