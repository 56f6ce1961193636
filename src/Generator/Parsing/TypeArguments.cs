using System.Linq;
using Espalier.Generator.Support;
using Microsoft.CodeAnalysis;

namespace Espalier.Generator.Parsing;

/// <summary>Turns the type argument of an attribute into text and numbers.</summary>
internal static class TypeArguments
{
    /// <returns>Null where the attribute is not generic or the argument did not bind.</returns>
    public static TypeArgumentSpec? Read(INamedTypeSymbol attribute)
    {
        if (attribute.TypeArguments.Length != 1 || attribute.TypeArguments[0] is not INamedTypeSymbol { TypeKind: not TypeKind.Error } type)
        {
            return null;
        }

        return new TypeArgumentSpec(
            type.ToDisplayString(SymbolDisplayFormat.MinimallyQualifiedFormat),
            type.ToDisplayString(SymbolDisplayFormat.FullyQualifiedFormat),
            type.IsValueType,
            type.AllInterfaces.Where(EspalierTypes.IsIn).Select(each => each.Name).Distinct().OrderBy(name => name, System.StringComparer.Ordinal).ToEquatableArray(),
            Reach(type),
            type.EnumUnderlyingType?.ToDisplayString() ?? "",
            Members(type));
    }

    /// <summary>How far a type can be seen, with the types around it.</summary>
    public static string Reach(INamedTypeSymbol type)
    {
        string reach = "public";
        for (INamedTypeSymbol? outer = type; outer is not null; outer = outer.ContainingType)
        {
            if (outer.IsFileLocal)
            {
                return "file";
            }

            reach = outer.DeclaredAccessibility switch
            {
                Accessibility.Public => reach,
                Accessibility.Internal or Accessibility.ProtectedOrInternal when reach is "public" or "internal" => "internal",
                _ => "private",
            };
        }

        return reach;
    }

    private static EquatableArray<long> Members(INamedTypeSymbol type) => type.TypeKind != TypeKind.Enum
        ? []
        : type.GetMembers().OfType<IFieldSymbol>()
            .Where(member => member.HasConstantValue)
            .Select(member => member.ConstantValue is ulong large ? (large > long.MaxValue ? long.MaxValue : (long)large) : System.Convert.ToInt64(member.ConstantValue, System.Globalization.CultureInfo.InvariantCulture))
            .Distinct().OrderBy(number => number)
            .ToEquatableArray();
}
