namespace Espalier.Generator.Parsing;

/// <summary>What large weights cost, as far as a line or the network says.</summary>
/// <param name="L1">The factor of Σ |w|; null where none is given.</param>
/// <param name="L2">The factor of Σ w²; null where none is given.</param>
/// <param name="Biases">Whether biases and the parameters of norms cost the same; null where nothing is said.</param>
internal sealed record PenaltySpec(double? L1 = null, double? L2 = null, bool? Biases = null)
{
    public static PenaltySpec Unset { get; } = new();

    /// <summary>The same with a property of an attribute; what is no such property is left out.</summary>
    public PenaltySpec With(string property, OptionValue value) => (property, value) switch
    {
        ("L1", NumberValue number) => this with { L1 = number.Value },
        ("L2", NumberValue number) => this with { L2 = number.Value },
        ("PenalizeBiases", FlagValue flag) => this with { Biases = flag.Value },
        _ => this,
    };

    /// <summary>What a line says, or else the network, each setting by itself.</summary>
    public PenaltySpec Or(PenaltySpec network) => new(L1 ?? network.L1, L2 ?? network.L2, Biases ?? network.Biases);
}
