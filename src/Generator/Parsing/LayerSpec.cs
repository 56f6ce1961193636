using System;
using System.Linq;
using Espalier.Generator.Support;

namespace Espalier.Generator.Parsing;

/// <summary>One layer attribute.</summary>
/// <param name="Kind">The attribute's class without "Attribute": <c>Conv2D</c>, <c>Input</c>, <c>SoftmaxCrossEntropy</c>.</param>
/// <param name="Options">The parameters of the constructor in their order, defaults filled in.</param>
/// <param name="Name">The name the user gave, a valid and free identifier; null where there is none.</param>
/// <param name="From">The name of the output that it reads; null for the line above.</param>
/// <param name="Frozen">Its parameters stay as they are.</param>
/// <param name="Key">The prefix of its tensors in weight files; null for the name.</param>
internal sealed record LayerSpec(
    string Kind,
    EquatableArray<OptionSpec> Options,
    string? Name = null,
    string? From = null,
    bool Frozen = false,
    string? Key = null)
{
    /// <summary>How its weights start, as far as the line says.</summary>
    public InitSpec Init { get; init; } = InitSpec.Unset;

    /// <summary>What its large weights cost, as far as the line says.</summary>
    public PenaltySpec Penalty { get; init; } = PenaltySpec.Unset;

    /// <summary>
    /// False where an argument did not bind, because the code is half typed or has an error of C#: the layer's shape is
    /// unknown, and no problem of ours is reported for it.
    /// </summary>
    public bool IsKnown { get; init; } = true;

    /// <summary>False where nobody knows what the line is called: it may bear the name that another line asks for.</summary>
    public bool IsNamed { get; init; } = true;

    /// <summary>The type argument of a generic attribute; null where there is none.</summary>
    public TypeArgumentSpec? TypeArgument { get; init; }

    /// <summary>The block that the line writes out; null for a layer.</summary>
    public UseSpec? Use { get; init; }

    /// <summary>Properties whose values depend on the arguments of the block in which the line stands.</summary>
    public EquatableArray<OptionSpec> OpenProperties { get; init; }

    /// <summary>The option of that name, or null.</summary>
    public OptionSpec? TryGet(string option)
    {
        foreach (OptionSpec candidate in Options)
        {
            if (candidate.Name == option)
            {
                return candidate;
            }
        }

        return null;
    }

    /// <summary>True where the user wrote the option, false where its default holds.</summary>
    public bool IsGiven(string option) => TryGet(option) is { IsGiven: true };

    /// <summary>True where the constructor that was used takes the option.</summary>
    public bool Has(string option) => TryGet(option) is not null;

    /// <summary>True where the option is an array: <c>[3, 5]</c>.</summary>
    public bool IsList(string option) => TryGet(option)?.Value is IntegersValue;

    /// <summary>A whole number.</summary>
    public long Int(string option) => Get<IntegerValue>(option).Value;

    /// <summary>Whole numbers. A single one gives one element, none at all (null) gives none.</summary>
    public EquatableArray<long> Ints(string option) => Get(option) switch
    {
        IntegersValue integers => integers.Values,
        IntegerValue integer => [integer.Value],
        NullValue => [],
        OptionValue value => throw Unexpected(option, "whole numbers", value),
    };

    /// <summary>A number.</summary>
    public double Number(string option) => Get(option) switch
    {
        NumberValue number => number.Value,
        IntegerValue integer => integer.Value,
        OptionValue value => throw Unexpected(option, "a number", value),
    };

    /// <summary>Numbers. A single one gives one element, none at all (null) gives none.</summary>
    public EquatableArray<double> Numbers(string option) => Get(option) switch
    {
        NumbersValue numbers => numbers.Values,
        NullValue => [],
        _ => [Number(option)],
    };

    /// <summary>True or false.</summary>
    public bool Flag(string option) => Get<FlagValue>(option).Value;

    /// <summary>A text.</summary>
    public string Text(string option) => Get<TextValue>(option).Value;

    /// <summary>Texts. None at all (null) gives none.</summary>
    public EquatableArray<string> Texts(string option) => Get(option) switch
    {
        TextsValue texts => texts.Values,
        TextValue text => [text.Value],
        NullValue => [],
        OptionValue value => throw Unexpected(option, "texts", value),
    };

    /// <summary>The name of a member of an enum.</summary>
    public string Member(string option) => Get<MemberValue>(option).Name;

    /// <summary>The line with another value for an option of its constructor.</summary>
    public LayerSpec WithOption(string option, OptionValue value) => this with
    {
        Options = Options.Select(own => own.Name == option ? own with { Value = value, IsGiven = true } : own).ToEquatableArray(),
    };

    /// <summary>The line with a property set; what is no property of lines, or no value for it, is left out.</summary>
    public LayerSpec With(string property, OptionValue value) => (property, value) switch
    {
        (nameof(Name), TextValue name) => this with { Name = name.Value },
        (nameof(From), TextValue from) => this with { From = from.Value },
        (nameof(Frozen), FlagValue frozen) => this with { Frozen = frozen.Value },
        (nameof(Key), TextValue key) => this with { Key = key.Value },
        (nameof(UseSpec.Repeat), IntegerValue or OpenValue) when Use is not null => this with { Use = Use with { Repeat = value } },
        (_, OpenValue) => this with { OpenProperties = OpenProperties.Append(new OptionSpec(property, value, IsGiven: true)).ToEquatableArray() },
        _ => this with { Init = Init.With(property, value), Penalty = Penalty.With(property, value) },
    };

    private OptionValue Get(string option) =>
        TryGet(option)?.Value ?? throw new InvalidOperationException($"{Kind} has no option '{option}'.");

    private T Get<T>(string option)
        where T : OptionValue => Get(option) is T value ? value : throw Unexpected(option, typeof(T).Name, Get(option));

    private InvalidOperationException Unexpected(string option, string expected, OptionValue value) =>
        new($"The option '{option}' of {Kind} holds {value}, not {expected}. Ask IsKnown before reading options.");
}

/// <summary>One argument of a layer's constructor.</summary>
/// <param name="Name">The parameter's name: <c>kernel</c>.</param>
/// <param name="Value">What was given, or the default.</param>
/// <param name="IsGiven">The user wrote it.</param>
internal sealed record OptionSpec(string Name, OptionValue Value, bool IsGiven);

/// <summary>The type between the angle brackets of an attribute: <c>[SoftmaxCrossEntropy&lt;Animal&gt;]</c>.</summary>
/// <param name="Name">As people write it: <c>Animal</c>.</param>
/// <param name="FullName">As generated code writes it: <c>global::Zoo.Animal</c>.</param>
/// <param name="IsStruct">It is a struct or an enum.</param>
/// <param name="Interfaces">The names of the interfaces of Espalier that it implements.</param>
/// <param name="Accessibility">How far it can be seen: "public", "internal", "private", or "file".</param>
/// <param name="Underlying">The integer below an enum: <c>int</c>; empty for other types.</param>
/// <param name="Members">The numbers of an enum's members, sorted, each once.</param>
internal sealed record TypeArgumentSpec(
    string Name,
    string FullName,
    bool IsStruct,
    EquatableArray<string> Interfaces,
    string Accessibility,
    string Underlying,
    EquatableArray<long> Members);
