using System.Collections.Generic;
using System.Linq;
using Espalier.Generator.Support;
using Microsoft.CodeAnalysis;

namespace Espalier.Generator.Parsing;

/// <summary>Turns bound constants into values of our own.</summary>
internal static class OptionValues
{
    public static OptionValue Read(TypedConstant constant) => constant switch
    {
        { Kind: TypedConstantKind.Error } => new UnknownValue(),
        { IsNull: true } => new NullValue(),
        { Kind: TypedConstantKind.Enum } => new MemberValue(MemberName(constant.Value!, constant.Type!)),
        { Kind: TypedConstantKind.Primitive } => Primitive(constant.Value),
        { Kind: TypedConstantKind.Array, Type: IArrayTypeSymbol type } => Array(type, constant.Values),
        _ => new UnknownValue(),
    };

    /// <summary>A constant of the given type.</summary>
    public static OptionValue Read(object? value, ITypeSymbol type) =>
        value is null ? new NullValue() : type.TypeKind == TypeKind.Enum ? new MemberValue(MemberName(value, type)) : Primitive(value);

    private static OptionValue Primitive(object? value) => value switch
    {
        bool flag => new FlagValue(flag),
        string text => new TextValue(text),
        float number => new NumberValue(number),
        double number => new NumberValue(number),
        _ when Integer(value) is long integer => new IntegerValue(integer),
        _ => new UnknownValue(),
    };

    private static long? Integer(object? value) => value switch
    {
        sbyte integer => integer,
        byte integer => integer,
        short integer => integer,
        ushort integer => integer,
        int integer => integer,
        uint integer => integer,
        long integer => integer,
        _ => null,
    };

    private static OptionValue Array(IArrayTypeSymbol type, IEnumerable<TypedConstant> elements)
    {
        if (elements.Any(element => element.Kind == TypedConstantKind.Error))
        {
            return new UnknownValue();
        }

        if (type.ElementType.SpecialType == SpecialType.System_String)
        {
            return new TextsValue(elements.Select(element => (string)element.Value!).ToEquatableArray());
        }

        if (type.ElementType.SpecialType is SpecialType.System_Single or SpecialType.System_Double)
        {
            return new NumbersValue(elements.Select(element => System.Convert.ToDouble(element.Value, System.Globalization.CultureInfo.InvariantCulture)).ToEquatableArray());
        }

        long?[] integers = [.. elements.Select(element => Integer(element.Value))];
        return integers.All(integer => integer is not null)
            ? new IntegersValue(integers.Select(integer => integer!.Value).ToEquatableArray())
            : new UnknownValue();
    }

    private static string MemberName(object value, ITypeSymbol type)
    {
        foreach (IFieldSymbol member in type.GetMembers().OfType<IFieldSymbol>())
        {
            if (member.HasConstantValue && member.ConstantValue.Equals(value))
            {
                return member.Name;
            }
        }

        return Invariant.Text(value);
    }
}
