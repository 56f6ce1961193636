namespace Espalier.Generator.Parsing;

/// <summary>How weights start, as far as a line or the network says.</summary>
/// <param name="Kind">The name of a member of <c>Espalier.Init</c>; null where none is given.</param>
/// <param name="Value"><c>InitValue</c>.</param>
/// <param name="Scale"><c>InitScale</c>.</param>
/// <param name="Fan">The name of a member of <c>Espalier.Fan</c>: <c>InitFan</c>.</param>
/// <param name="Bias"><c>InitBias</c>.</param>
internal sealed record InitSpec(string? Kind = null, double? Value = null, double? Scale = null, string? Fan = null, double? Bias = null)
{
    public static InitSpec Unset { get; } = new();

    /// <summary>The same with a property of an attribute; what is no such property is left out.</summary>
    public InitSpec With(string property, OptionValue value) => (property, value) switch
    {
        ("Init", MemberValue kind) => this with { Kind = kind.Name },
        ("InitValue", NumberValue number) => this with { Value = number.Value },
        ("InitScale", NumberValue number) => this with { Scale = number.Value },
        ("InitFan", MemberValue fan) => this with { Fan = fan.Name },
        ("InitBias", NumberValue number) => this with { Bias = number.Value },
        _ => this,
    };

    /// <summary>What a line says, or else the network: an initialiser of a line's own takes none of the network's numbers.</summary>
    public InitSpec Or(InitSpec network) => Kind is not null
        ? this
        : this with { Kind = network.Kind, Value = Value ?? network.Value, Scale = Scale ?? network.Scale, Fan = Fan ?? network.Fan };
}
