using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using Espalier.Generator.Diagnostics;
using Espalier.Generator.Support;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Espalier.Generator.Parsing;

/// <summary>Reads a line that writes out a block: its options become the block's arguments.</summary>
internal static class UseParser
{
    public const string Kind = "Use";

    /// <summary>Reads the attribute as the line of the given index.</summary>
    /// <param name="attribute">An attribute of the class <c>UseAttribute&lt;T&gt;</c>, or of one that derives from it.</param>
    /// <param name="use">That <c>UseAttribute&lt;T&gt;</c>.</param>
    /// <param name="line">The index.</param>
    /// <param name="blocks">Reads the block.</param>
    /// <param name="open">Values that depend on the arguments of the block in which the line itself stands.</param>
    /// <param name="problems">What is wrong.</param>
    public static LayerSpec Parse(
        AttributeData attribute,
        INamedTypeSymbol use,
        int line,
        BlockParser blocks,
        IReadOnlyDictionary<string, OptionValue> open,
        List<Problem> problems)
    {
        var layer = new LayerSpec(Kind, []);
        ITypeSymbol type = use.TypeArguments[0];
        if (blocks.Use(type, line, problems) is not (int index, var block))
        {
            layer = WithProperties(layer);
            return layer with { IsKnown = false, IsNamed = layer.Name is not null && LayerParser.AreBound(attribute) };
        }

        layer = WithProperties(layer with { Use = new UseSpec(index, type.Name, Repeat: null) });
        if (block is null)
        {
            return layer with { IsKnown = false };
        }

        Dictionary<string, IFieldSymbol> fields = block.Arguments
            .ToDictionary(argument => argument.Name, argument => type.GetMembers(argument.Name).OfType<IFieldSymbol>().First(), StringComparer.Ordinal);
        var values = new Dictionary<string, OptionValue>(StringComparer.Ordinal);
        bool isSound = SymbolEqualityComparer.Default.Equals(attribute.AttributeClass, use) ? Positional() : Named();
        IEnumerable<OptionSpec> options = block.Arguments.Select(argument => values.TryGetValue(argument.Name, out OptionValue? value)
            ? new OptionSpec(argument.Name, value, IsGiven: true)
            : new OptionSpec(argument.Name, argument.Default, IsGiven: false));
        return layer with
        {
            Options = options.ToEquatableArray(),
            IsKnown = isSound && LayerParser.AreBound(attribute),
            IsNamed = LayerParser.AreBound(attribute),
        };

        LayerSpec WithProperties(LayerSpec bare) => attribute.NamedArguments
            .Where(argument => !IsAdded(argument.Key))
            .Aggregate(bare, (result, argument) => result.With(argument.Key, open.TryGetValue(argument.Key, out OptionValue? value) ? value : OptionValues.Read(argument.Value)));

        // Whether a property is that of a derived attribute, and so an argument.
        bool IsAdded(string property)
        {
            INamedTypeSymbol? type = attribute.AttributeClass;
            while (type is not null && !SymbolEqualityComparer.Default.Equals(type, use) && type.GetMembers(property).IsEmpty)
            {
                type = type.BaseType;
            }

            return !SymbolEqualityComparer.Default.Equals(type, use);
        }

        bool Positional()
        {
            TypedConstant given = attribute.ConstructorArguments.FirstOrDefault();
            if (given.Kind != TypedConstantKind.Array)
            {
                return false;
            }

            ImmutableArray<TypedConstant> items = given.IsNull ? [given] : given.Values;
            if (items.Length > block.Arguments.Length)
            {
                string takes = block.Arguments.Length == 0 ? "no arguments" : Count(block.Arguments.Length) + " (" + List(fields.Keys) + ")";
                problems.Add(Problems.At(UsageDescriptors.TooManyArguments, line, [], type.Name, takes, Invariant.Text(items.Length)));
                return false;
            }

            OpenListValue? list = open.TryGetValue(attribute.AttributeConstructor!.Parameters[0].Name, out OptionValue? value) ? value as OpenListValue : null;
            if (value is not null && list is null)
            {
                return false; // It was reported.
            }

            bool isFitting = true;
            for (int i = 0; i < items.Length; i++)
            {
                isFitting &= Set(block.Arguments[i].Name, items[i], list is null ? null : new OpenValue(list.Items[i]));
            }

            return isFitting;
        }

        bool Named()
        {
            bool isFitting = true;
            IEnumerable<(string Name, TypedConstant Value)> given = attribute.AttributeConstructor!.Parameters
                .Zip(attribute.ConstructorArguments, (parameter, constant) => (parameter.Name, constant))
                .Concat(attribute.NamedArguments.Where(argument => IsAdded(argument.Key)).Select(argument => (argument.Key, argument.Value)));
            foreach ((string name, TypedConstant constant) in given)
            {
                string? argument = fields.Keys.FirstOrDefault(candidate => string.Equals(candidate, name, StringComparison.OrdinalIgnoreCase));
                if (argument is null)
                {
                    if (blocks.IsNew(attribute.AttributeClass!, name))
                    {
                        problems.Add(Unknown(name, fields.Keys));
                    }

                    isFitting = false;
                }
                else
                {
                    isFitting &= Set(argument, constant, open.TryGetValue(name, out OptionValue? value) ? value : null);
                }
            }

            return isFitting;
        }

        // An argument that is set already was not meant.
        Problem Unknown(string name, IReadOnlyCollection<string> arguments)
        {
            bool isProperty = attribute.NamedArguments.Any(argument => argument.Key == name);
            string? meant = NearNames.Nearest(name, arguments).FirstOrDefault(argument =>
                !attribute.AttributeConstructor!.Parameters.Any(parameter => string.Equals(parameter.Name, argument, StringComparison.OrdinalIgnoreCase))
                && attribute.AttributeClass!.GetMembers(argument).IsEmpty);
            string renamed = meant is null || isProperty ? meant ?? "" : char.ToLowerInvariant(meant[0]) + meant.Substring(1);
            string has = arguments.Count == 0 ? "has no arguments" : "has the argument" + (arguments.Count == 1 ? " " : "s ") + List(arguments);
            string mend = arguments.Count == 0 ? "Remove it" : meant is null ? "Give it the name of an argument" : "Did you mean '" + renamed + "'? Rename it";
            return Problems.At(UsageDescriptors.UnknownArgument, line, [], LayerParser.Kind(attribute), (isProperty ? "the property '" : "the parameter '") + name + "'", type.Name, has, mend, name).With(
                meant is null ? [] : [new Remedy("Rename '" + name + "' to '" + renamed + "'", Change.RenameMember, line, name, renamed)]);
        }

        bool Set(string argument, TypedConstant constant, OptionValue? expression)
        {
            // What is wrong with the argument itself was reported.
            if (constant.Kind == TypedConstantKind.Error || expression is UnknownValue || block.Arguments.Any(known => known.Name == argument && known.Default is UnknownValue))
            {
                return false;
            }

            ITypeSymbol declared = fields[argument].Type;
            if (declared.TypeKind == TypeKind.Error)
            {
                return false;
            }

            if (constant.IsNull || !Fits(constant.Type, declared) || OptionValues.Read(constant) is UnknownValue)
            {
                string given = constant.IsNull ? "null" : constant.ToCSharpString() + ", a value of the type '" + constant.Type!.ToDisplayString() + "'";
                problems.Add(Problems.At(UsageDescriptors.WrongArgument, line, [], argument, type.Name, declared.ToDisplayString(), given));
                return false;
            }

            values[argument] = expression ?? OptionValues.Read(constant);
            return true;
        }
    }

    // As C# would convert it without a word, and a double to a float too.
    private static bool Fits(ITypeSymbol? given, ITypeSymbol declared) =>
        SymbolEqualityComparer.Default.Equals(given, declared) || declared.SpecialType switch
        {
            SpecialType.System_Single or SpecialType.System_Double => IsInteger(given) || given?.SpecialType is SpecialType.System_Single or SpecialType.System_Double,
            SpecialType.System_Int64 => IsInteger(given),
            SpecialType.System_Int32 => IsInteger(given) && given!.SpecialType is not (SpecialType.System_Int64 or SpecialType.System_UInt32),
            _ => false,
        };

    private static bool IsInteger(ITypeSymbol? type) => type?.SpecialType is >= SpecialType.System_SByte and <= SpecialType.System_Int64;

    private static string Count(int count) => Invariant.Text(count) + (count == 1 ? " argument" : " arguments");

    private static string List(IEnumerable<string> names) => string.Join(", ", names);
}
