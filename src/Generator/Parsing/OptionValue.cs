using Espalier.Generator.Support;

namespace Espalier.Generator.Parsing;

/// <summary>The value of an option.</summary>
internal abstract record OptionValue;

/// <summary>A whole number, of any integral type.</summary>
internal sealed record IntegerValue(long Value) : OptionValue;

/// <summary>An array of whole numbers: <c>[3, 5]</c>.</summary>
internal sealed record IntegersValue(EquatableArray<long> Values) : OptionValue;

/// <summary>A <c>float</c> or <c>double</c>.</summary>
internal sealed record NumberValue(double Value) : OptionValue;

/// <summary>An array of <c>float</c> or <c>double</c>.</summary>
internal sealed record NumbersValue(EquatableArray<double> Values) : OptionValue;

/// <summary>True or false.</summary>
internal sealed record FlagValue(bool Value) : OptionValue;

/// <summary>A text.</summary>
internal sealed record TextValue(string Value) : OptionValue;

/// <summary>An array of texts.</summary>
internal sealed record TextsValue(EquatableArray<string> Values) : OptionValue;

/// <summary>A member of an enum, by its name; a value without a member is written as its number.</summary>
internal sealed record MemberValue(string Name) : OptionValue;

/// <summary>An explicit or default null.</summary>
internal sealed record NullValue : OptionValue;

/// <summary>What did not bind, or has a type that layers do not use.</summary>
internal sealed record UnknownValue : OptionValue;

/// <summary>An expression over the arguments of the block in which the line stands.</summary>
internal sealed record OpenValue(Expression Expression) : OptionValue;

/// <summary>An array of such: <c>[Kernel, 1]</c>.</summary>
internal sealed record OpenListValue(EquatableArray<Expression> Items) : OptionValue;
