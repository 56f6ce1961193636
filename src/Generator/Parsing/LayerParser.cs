using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using System.Threading;
using Espalier.Generator.Diagnostics;
using Espalier.Generator.Support;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Espalier.Generator.Parsing;

/// <summary>Reads one attribute into a <see cref="LayerSpec"/>.</summary>
internal static class LayerParser
{
    private const string Suffix = "Attribute";

    private static readonly Dictionary<string, OptionValue> Closed = [];

    /// <summary>
    /// True for an attribute that is a line of the network. One that C# cannot resolve counts: it was meant to be
    /// something, and the lines below it are not known to follow the lines above.
    /// </summary>
    public static bool IsLayer(AttributeData attribute) =>
        attribute.AttributeClass is { TypeKind: TypeKind.Error } || IsBoundLayer(attribute);

    /// <summary>True for an attribute that is known to be a layer.</summary>
    public static bool IsBoundLayer(AttributeData attribute) =>
        attribute.AttributeClass is { } type && DerivesFromLayer(type);

    /// <summary>The name by which a layer is written: <c>Conv2D</c> for <c>Conv2DAttribute</c>.</summary>
    public static string Kind(AttributeData attribute) => Kind(attribute.AttributeClass!);

    /// <summary>Reads the attribute as the layer of the given index.</summary>
    /// <param name="attribute">The attribute.</param>
    /// <param name="index">Its position among the lines of its class.</param>
    /// <param name="blocks">Reads blocks that the line uses.</param>
    /// <param name="expressions">Finds what depends on arguments, inside a block.</param>
    /// <param name="problems">What is wrong.</param>
    /// <param name="cancellation">Stops it.</param>
    public static LayerSpec Parse(
        AttributeData attribute, int index, BlockParser blocks, ExpressionReader? expressions, List<Problem> problems, CancellationToken cancellation)
    {
        AttributeSyntax? syntax = attribute.ApplicationSyntaxReference?.GetSyntax(cancellation) as AttributeSyntax;
        INamedTypeSymbol type = attribute.AttributeClass!;
        IReadOnlyDictionary<string, OptionValue> open = expressions?.Read(syntax, index) ?? Closed;
        if (BlockParser.UseOf(type) is { } use && attribute.AttributeConstructor is not null)
        {
            return UseParser.Parse(attribute, use, index, blocks, open, problems);
        }

        LayerSpec layer = new(Kind(type), Options(attribute, syntax, open).ToEquatableArray()) { TypeArgument = TypeArguments.Read(type) };
        layer = attribute.NamedArguments.Aggregate(layer, (result, argument) =>
            result.With(argument.Key, open.TryGetValue(argument.Key, out OptionValue? value) ? value : OptionValues.Read(argument.Value)));

        if (type.TypeKind == TypeKind.Error || attribute.AttributeConstructor is null)
        {
            // Nothing is bound, but the names help: lines that refer to this one are not wrong.
            return layer with
            {
                Name = layer.Name ?? LiteralProperty(syntax, nameof(LayerSpec.Name)),
                From = layer.From ?? LiteralProperty(syntax, nameof(LayerSpec.From)),
                IsKnown = false,
                IsNamed = false,
            };
        }

        if (!EspalierTypes.IsIn(type))
        {
            problems.Add(new Problem(UsageDescriptors.ForeignLayer, index, [type.Name]));
            return layer with { IsKnown = false };
        }

        if (HasForeignProperty(attribute, syntax) || !AreInOrder(attribute.AttributeConstructor, attribute.ConstructorArguments))
        {
            return layer with { IsKnown = false, IsNamed = false };
        }

        bool isNamed = AreBound(attribute) && layer.Options.All(option => option.Value is not UnknownValue);
        layer = RefuseNull(layer, attribute.AttributeConstructor, index, problems);
        bool isKnown = isNamed && layer.Options.All(option => option.Value is not UnknownValue) && type.IsGenericType == layer.TypeArgument is not null;
        return isKnown ? layer : layer with { IsKnown = false, IsNamed = isNamed && layer.TryGet(LayerNames.NameOption)?.Value is not UnknownValue };
    }

    /// <summary>Whether C# understands the properties of an attribute.</summary>
    public static bool AreBound(AttributeData attribute) => attribute.NamedArguments.All(argument => argument.Value.Kind != TypedConstantKind.Error);

    private static bool DerivesFromLayer(INamedTypeSymbol type)
    {
        for (INamedTypeSymbol? ancestor = type.BaseType; ancestor is not null; ancestor = ancestor.BaseType)
        {
            if (EspalierTypes.Is(ancestor, KnownNames.LayerAttribute))
            {
                return true;
            }
        }

        return false;
    }

    private static string Kind(INamedTypeSymbol type) =>
        type.Name.Length > Suffix.Length && type.Name.EndsWith(Suffix, System.StringComparison.Ordinal)
            ? type.Name[..^Suffix.Length]
            : type.Name;

    private static IEnumerable<OptionSpec> Options(AttributeData attribute, AttributeSyntax? syntax, IReadOnlyDictionary<string, OptionValue> open)
    {
        if (attribute.AttributeConstructor is not { } constructor)
        {
            yield break;
        }

        HashSet<string> given = GivenParameters(constructor, syntax);
        for (int i = 0; i < constructor.Parameters.Length; i++)
        {
            string name = constructor.Parameters[i].Name;
            OptionValue value = open.TryGetValue(name, out OptionValue? expression) ? expression
                : i < attribute.ConstructorArguments.Length && Fits(attribute.ConstructorArguments[i], constructor.Parameters[i])
                ? OptionValues.Read(attribute.ConstructorArguments[i])
                : new UnknownValue();
            yield return new OptionSpec(name, value, given.Contains(name));
        }
    }

    // Beside an argument typed half-way, C# may leave the others in the order of the text.
    private static bool Fits(TypedConstant value, IParameterSymbol parameter) =>
        SymbolEqualityComparer.Default.Equals(value.Type, parameter.Type) || parameter.Type.SpecialType == SpecialType.System_Object;

    // Where a property is not one of the attribute's, C# leaves it out and may leave the other arguments in the order of the text.
    private static bool HasForeignProperty(AttributeData attribute, AttributeSyntax? syntax) =>
        syntax?.ArgumentList is { } list && list.Arguments.Count(argument => argument.NameEquals is not null) != attribute.NamedArguments.Length;

    // The same may happen where a comma is missing.
    private static bool AreInOrder(IMethodSymbol constructor, ImmutableArray<TypedConstant> arguments) => arguments
        .Zip(constructor.Parameters, (argument, parameter) => argument.Kind == TypedConstantKind.Error || SymbolEqualityComparer.Default.Equals(argument.Type, parameter.Type))
        .All(isInOrder => isInOrder);

    // AttributeData holds the values with the defaults filled in, the syntax says which of them were written.
    private static HashSet<string> GivenParameters(IMethodSymbol constructor, AttributeSyntax? syntax)
    {
        HashSet<string> given = [];
        int position = 0;
        foreach (AttributeArgumentSyntax argument in syntax?.ArgumentList?.Arguments ?? default)
        {
            if (argument.NameColon is { } name)
            {
                given.Add(name.Name.Identifier.ValueText);
                position++;
            }
            else if (argument.NameEquals is null && position < constructor.Parameters.Length)
            {
                IParameterSymbol parameter = constructor.Parameters[position];
                given.Add(parameter.Name);
                position += parameter.IsParams ? 0 : 1;
            }
        }

        return given;
    }

    private static LayerSpec RefuseNull(LayerSpec layer, IMethodSymbol constructor, int index, List<Problem> problems)
    {
        List<OptionSpec> options = [];
        foreach ((OptionSpec option, IParameterSymbol parameter) in layer.Options.Zip(constructor.Parameters, (option, parameter) => (option, parameter)))
        {
            bool isNull = option.Value is NullValue && parameter.NullableAnnotation == NullableAnnotation.NotAnnotated;
            bool hasNull = option.Value is TextsValue texts && texts.Values.Any(text => text is null);
            if (isNull || hasNull)
            {
                problems.Add(new Problem(UsageDescriptors.NullOption, index, [option.Name, layer.Kind, Expected(parameter, hasNull)]));
            }

            options.Add(isNull || hasNull ? option with { Value = new UnknownValue() } : option);
        }

        return layer with { Options = options.ToEquatableArray() };
    }

    private static string Expected(IParameterSymbol parameter, bool hasNull) => parameter.Type switch
    {
        IArrayTypeSymbol { ElementType.SpecialType: SpecialType.System_String } => hasNull ? "texts, none of them null" : "one or more texts",
        IArrayTypeSymbol => "one or more numbers",
        _ => "a text",
    };

    private static string? LiteralProperty(AttributeSyntax? syntax, string property)
    {
        foreach (AttributeArgumentSyntax argument in syntax?.ArgumentList?.Arguments ?? default)
        {
            if (argument.NameEquals?.Name.Identifier.ValueText == property
                && argument.Expression is LiteralExpressionSyntax literal
                && literal.IsKind(SyntaxKind.StringLiteralExpression))
            {
                return literal.Token.ValueText;
            }
        }

        return null;
    }
}
