using System;
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

/// <summary>A network as declared, and where its lines stand.</summary>
internal sealed record Declaration(NetworkSpec Spec, SourceMap Map);

/// <summary>
/// The first stage: the attributes of a class become a <see cref="NetworkSpec"/>. The last place where symbols exist.
/// Generator and analyzer come through here and get equal specs of the same source.
/// </summary>
internal static class NetworkParser
{
    /// <summary>The part of the class that bears [Network]; null where none does.</summary>
    public static TypeDeclarationSyntax? NetworkPart(INamedTypeSymbol type, CancellationToken cancellation) => type.GetAttributes()
        .Where(attribute => EspalierTypes.Is(attribute.AttributeClass, KnownNames.NetworkAttribute))
        .Select(attribute => Part(attribute, cancellation))
        .FirstOrDefault(part => part is not null);

    /// <summary>Reads the network declared on a class.</summary>
    /// <param name="type">The class.</param>
    /// <param name="part">Its <see cref="NetworkPart"/>.</param>
    /// <param name="compilation">Where names are looked up.</param>
    /// <param name="cancellation">Stops it.</param>
    public static Declaration Parse(INamedTypeSymbol type, TypeDeclarationSyntax part, Compilation compilation, CancellationToken cancellation)
    {
        List<Problem> problems = [];
        var places = ImmutableArray.CreateBuilder<Location>();
        bool canHavePart = new HostChecks(type, problems, places, cancellation).Run();

        if (BlockParser.IsBlock(type))
        {
            problems.Add(Problems.At(UsageDescriptors.NetworkAndBlock, Problem.AtClass, [], type.Name));
        }

        BudgetSpec? budget = BudgetSpec.Of(type, problems, places);
        ImmutableArray<AttributeData> attributes = [.. type.GetAttributes().Where(LayerParser.IsLayer)];
        CheckParts(type, attributes, problems, cancellation);

        var blocks = new BlockParser(compilation, places, cancellation);
        List<LayerSpec> layers = [];
        foreach (AttributeData attribute in attributes)
        {
            cancellation.ThrowIfCancellationRequested();
            layers.Add(LayerParser.Parse(attribute, layers.Count, blocks, expressions: null, problems, cancellation));
        }

        layers = [.. LabelChecks.Check(layers, type.Name, TypeArguments.Reach(type), problems)];
        HashSet<string> memberNames = [.. UserCode.Members(type).Select(member => member.Name)];
        layers = new LayerNames(type.Name, memberNames, problems).Check(layers);
        HashSet<string> ownNames = [type.Name, .. memberNames, .. layers.Select(LayerNames.GivenName).OfType<string>()];

        WeightsSpec? weights = Weights(type, part, places, cancellation);
        NetworkSpec spec = new(
            Namespace: type.ContainingNamespace.IsGlobalNamespace ? "" : Escaped(type.ContainingNamespace),
            Containers: Containers.Of(type),
            Name: Identifiers.Escape(type.Name),
            MetadataName: Containers.MetadataName(type),
            Accessibility: SyntaxFacts.GetText(type.DeclaredAccessibility),
            IsSealed: type.IsSealed,
            Layers: layers.ToEquatableArray(),
            MemberNames: memberNames.OrderBy(name => name, StringComparer.Ordinal).ToEquatableArray(),
            ShadowedNames: ShadowedNames.Find(type, ownNames, part, compilation, cancellation).ToEquatableArray(),
            Problems: problems.ToEquatableArray())
        {
            CanHavePart = canHavePart,
            Blocks = blocks.Blocks,
            Winograd = !Settings(type).Any(setting => setting is { Key: "Winograd", Value.Value: false }),
            Stream = Settings(type).Any(setting => setting is { Key: "Stream", Value.Value: true }),
            Init = Settings(type).Aggregate(InitSpec.Unset, (init, setting) => init.With(setting.Key, OptionValues.Read(setting.Value))),
            Penalty = Settings(type).Aggregate(PenaltySpec.Unset, (penalty, setting) => penalty.With(setting.Key, OptionValues.Read(setting.Value))),
            Budget = budget,
            HintName = HintNames.For(type),
            Reach = TypeArguments.Reach(type),
            Weights = weights,
        };

        SourceMap map = new(
            part.Identifier.GetLocation(),
            [.. attributes.Select(attribute => LocationOf(attribute, part, cancellation))],
            places.ToImmutable());
        return new Declaration(spec, map);
    }

    /// <summary>What [Network] says of the whole.</summary>
    private static IEnumerable<KeyValuePair<string, TypedConstant>> Settings(INamedTypeSymbol type) => type.GetAttributes()
        .Where(attribute => EspalierTypes.Is(attribute.AttributeClass, KnownNames.NetworkAttribute))
        .SelectMany(attribute => attribute.NamedArguments);

    /// <summary>The weight file that [Weights] names, on whatever part of the class; an argument that did not bind is C#'s to report.</summary>
    private static WeightsSpec? Weights(INamedTypeSymbol type, TypeDeclarationSyntax part, ImmutableArray<Location>.Builder places, CancellationToken cancellation)
    {
        AttributeData? attribute = type.GetAttributes().FirstOrDefault(attribute => EspalierTypes.Is(attribute.AttributeClass, KnownNames.WeightsAttribute));
        if (attribute is not { AttributeConstructor: not null, ConstructorArguments: [{ Kind: TypedConstantKind.Primitive } name] })
        {
            return null;
        }

        places.Add(LocationOf(attribute, part, cancellation));
        return new WeightsSpec(name.Value as string ?? "", places.Count - 1);
    }

    private static string Escaped(INamespaceSymbol space) => space.ContainingNamespace.IsGlobalNamespace
        ? Identifiers.Escape(space.Name)
        : Escaped(space.ContainingNamespace) + "." + Identifiers.Escape(space.Name);

    private static TypeDeclarationSyntax? Part(AttributeData attribute, CancellationToken cancellation) =>
        attribute.ApplicationSyntaxReference?.GetSyntax(cancellation).FirstAncestorOrSelf<TypeDeclarationSyntax>();

    private static Location LocationOf(AttributeData attribute, TypeDeclarationSyntax part, CancellationToken cancellation) =>
        (attribute.ApplicationSyntaxReference?.GetSyntax(cancellation) ?? part).GetLocation();

    /// <summary>Reports layers on several parts of a class.</summary>
    public static void CheckParts(INamedTypeSymbol type, ImmutableArray<AttributeData> attributes, List<Problem> problems, CancellationToken cancellation)
    {
        List<TypeDeclarationSyntax?> parts = [.. attributes.Select(attribute => Part(attribute, cancellation))];
        int further = parts.FindIndex(part => part != parts[0]);
        if (further >= 0)
        {
            string count = Invariant.Text(parts.Distinct().Count());
            problems.Add(new Problem(
                UsageDescriptors.LayersInSeveralParts, further, [type.Name, count, LayerParser.Kind(attributes[further])], [0]));
        }
    }
}
