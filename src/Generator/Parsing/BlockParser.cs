using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using System.Threading;
using Espalier.Generator.Diagnostics;
using Espalier.Generator.Support;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Espalier.Generator.Parsing;

/// <summary>Reads the blocks that a network uses, each once, and those that they use.</summary>
internal sealed class BlockParser(Compilation compilation, ImmutableArray<Location>.Builder places, CancellationToken cancellation)
{
    private readonly Dictionary<INamedTypeSymbol, int> _indices = new(SymbolEqualityComparer.Default);
    private readonly List<BlockSpec?> _blocks = [];
    private readonly List<INamedTypeSymbol> _open = [];
    private readonly HashSet<string> _reported = [];

    public EquatableArray<BlockSpec> Blocks => _blocks.Select(block => block!).ToEquatableArray();

    /// <summary>Whether a class is declared to be a block.</summary>
    public static bool IsBlock(INamedTypeSymbol type) =>
        type.GetAttributes().Any(attribute => EspalierTypes.Is(attribute.AttributeClass, KnownNames.BlockAttribute));

    /// <summary>Whether an attribute writes out a block: <c>UseAttribute&lt;T&gt;</c>, or one that derives from it.</summary>
    public static INamedTypeSymbol? UseOf(INamedTypeSymbol? attribute)
    {
        for (INamedTypeSymbol? ancestor = attribute; ancestor is not null; ancestor = ancestor.BaseType)
        {
            if (ancestor is { Arity: 1 } && EspalierTypes.Is(ancestor, KnownNames.UseAttribute))
            {
                return ancestor;
            }
        }

        return null;
    }

    /// <summary>Whether something is said for the first time: what is wrong with an attribute is one mistake, however often it is used.</summary>
    public bool IsNew(INamedTypeSymbol attribute, string member) => _reported.Add(attribute.ToDisplayString() + "." + member);

    /// <summary>The block of a class, read at the first call; null where the class is none that can be used there.</summary>
    /// <param name="used">The class.</param>
    /// <param name="line">The line that uses it.</param>
    /// <param name="problems">Where that is reported.</param>
    public (int Index, BlockSpec? Block)? Use(ITypeSymbol used, int line, List<Problem> problems)
    {
        if (used.TypeKind == TypeKind.Error)
        {
            return null;
        }

        if (used is not INamedTypeSymbol type)
        {
            problems.Add(Problems.At(UsageDescriptors.NotABlock, line, [], used.ToDisplayString(), "no class", "Write a class with [Block] and layers"));
            return null;
        }

        if (_open.FindIndex(open => SymbolEqualityComparer.Default.Equals(open, type)) is >= 0 and int start)
        {
            string circle = string.Join(" → ", _open.Skip(start).Append(type).Select(open => open.Name));
            problems.Add(Problems.At(UsageDescriptors.BlockUsesItself, line, [], type.Name, circle));
            return null;
        }

        if (!SymbolEqualityComparer.Default.Equals(type.ContainingAssembly, compilation.Assembly))
        {
            problems.Add(Problems.At(UsageDescriptors.BlockElsewhere, line, [], type.Name, type.ContainingAssembly?.Name ?? ""));
            return null;
        }

        if (!IsBlock(type))
        {
            problems.Add(NotABlock(type, line));
            return null;
        }

        if (!_indices.TryGetValue(type, out int index))
        {
            index = _blocks.Count;
            _indices.Add(type, index);
            _blocks.Add(null);
            _blocks[index] = Parse(type);
        }

        return (index, _blocks[index]);
    }

    /// <summary>Layers that lack their [Block] are an error where they stand, one for all uses of them.</summary>
    private Problem NotABlock(INamedTypeSymbol type, int line)
    {
        bool hasLayers = LooseLayers.AreOn(type);
        (string what, string mend) = NetworkParser.NetworkPart(type, cancellation) is not null ? ("a network", "Move the lines that both need to a class with [Block]")
            : hasLayers ? ("not declared to be one", "Put [Block] above its layers")
            : ("not declared to be one and has no layers", "Put [Block] and layers above it");
        return Problems.At(UsageDescriptors.NotABlock, line, [], type.Name, what, mend) with { IsShownAtBlock = hasLayers };
    }

    /// <summary>Reads a block.</summary>
    public BlockSpec Parse(INamedTypeSymbol type)
    {
        cancellation.ThrowIfCancellationRequested();
        _open.Add(type);
        List<Problem> problems = [];
        ImmutableArray<AttributeData> attributes = [.. type.GetAttributes().Where(LayerParser.IsLayer)];
        Location name = UserCode.Location(type) ?? Location.None;
        int firstPlace = places.Count;
        places.Add(name);
        places.AddRange(attributes.Select(attribute => attribute.ApplicationSyntaxReference?.GetSyntax(cancellation).GetLocation() ?? name));
        var further = new List<Location>();
        CheckClass(type, attributes, problems);
        NetworkParser.CheckParts(type, attributes, problems, cancellation);
        List<ArgumentSpec> arguments = Arguments(type, problems, further);
        places.AddRange(further);

        var expressions = new ExpressionReader(type, arguments.Select(argument => argument.Name), compilation, problems, cancellation);
        List<LayerSpec> layers = [];
        foreach (AttributeData attribute in attributes)
        {
            LayerSpec layer = LayerParser.Parse(attribute, layers.Count, this, expressions, problems, cancellation);
            layers.Add(CheckLayer(layer, attribute, layers.Count, problems));
        }

        layers = LayerNames.InBlock(problems).Check(layers);
        _open.RemoveAt(_open.Count - 1);
        return new BlockSpec(type.Name, arguments.ToEquatableArray(), layers.ToEquatableArray(), problems.ToEquatableArray(), firstPlace);
    }

    private static void CheckClass(INamedTypeSymbol type, ImmutableArray<AttributeData> attributes, List<Problem> problems)
    {
        for (INamedTypeSymbol? outer = type; outer is not null; outer = outer.ContainingType)
        {
            if (outer.TypeParameters.Length > 0)
            {
                problems.Add(Problems.At(UsageDescriptors.GenericBlock, Problem.AtClass, [], type.Name, outer.Equals(type, SymbolEqualityComparer.Default) ? "its class" : $"'{outer.Name}'"));
            }
        }

        if (attributes.Length == 0)
        {
            problems.Add(Problems.At(UsageDescriptors.EmptyBlock, Problem.AtClass, [], type.Name));
        }
    }

    // A network's ends are its own.
    private static LayerSpec CheckLayer(LayerSpec layer, AttributeData attribute, int line, List<Problem> problems)
    {
        bool isEnd = LayerKinds.LayerKindRegistry.Find(layer.Kind) is LayerKinds.SourceKind or LayerKinds.LossKind;
        if (!isEnd)
        {
            return layer;
        }

        problems.Add(Problems.At(UsageDescriptors.EndInBlock, line, [], LayerParser.Kind(attribute)));
        return layer with { IsKnown = false };
    }

    private List<ArgumentSpec> Arguments(INamedTypeSymbol type, List<Problem> problems, List<Location> further)
    {
        List<ArgumentSpec> arguments = [];
        foreach (IFieldSymbol field in type.GetMembers().OfType<IFieldSymbol>())
        {
            if (field.Name.Length == 0
                || field.GetAttributes().FirstOrDefault(attribute => EspalierTypes.Is(attribute.AttributeClass, KnownNames.ArgumentAttribute)) is not { } marked)
            {
                continue;
            }

            bool firstOnly = marked.NamedArguments.Any(argument => argument is { Key: "FirstRepeatOnly", Value.Value: true });
            if (!field.IsConst)
            {
                Report(field, firstOnly, UsageDescriptors.ArgumentNotConst, field.Name, type.Name, field.Type.ToDisplayString());
            }
            else if (!CanBeArgument(field.Type))
            {
                Report(field, firstOnly, UsageDescriptors.ArgumentType, field.Name, type.Name, field.Type.ToDisplayString());
            }
            else
            {
                OptionValue value = field.HasConstantValue ? OptionValues.Read(field.ConstantValue, field.Type) : new UnknownValue();
                arguments.Add(new ArgumentSpec(field.Name, value is NullValue ? new UnknownValue() : value, firstOnly));
            }
        }

        return arguments;

        // It was meant for an argument: uses that set it are not wrong.
        void Report(IFieldSymbol field, bool firstOnly, DiagnosticDescriptor descriptor, params string[] texts)
        {
            problems.Add(Problems.At(descriptor, Problem.AtPlace(further.Count), [], texts));
            further.Add(UserCode.Location(field) ?? Location.None);
            arguments.Add(new ArgumentSpec(field.Name, new UnknownValue(), firstOnly));
        }
    }

    private static bool CanBeArgument(ITypeSymbol type) => type.TypeKind is TypeKind.Enum or TypeKind.Error || type.SpecialType
        is SpecialType.System_Int32 or SpecialType.System_Int64 or SpecialType.System_Boolean
        or SpecialType.System_Single or SpecialType.System_Double or SpecialType.System_String;
}
