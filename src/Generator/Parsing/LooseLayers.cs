using System.Collections.Immutable;
using System.Linq;
using Espalier.Generator.Diagnostics;
using Espalier.Generator.LayerKinds;
using Espalier.Generator.Support;
using Microsoft.CodeAnalysis;

namespace Espalier.Generator.Parsing;

/// <summary>Layers on a class that lacks [Network] and [Block]: nothing would be made of them without a word.</summary>
internal static class LooseLayers
{
    /// <summary>Whether layers that the user wrote on the class are nobody's.</summary>
    public static bool AreOn(INamedTypeSymbol type) =>
        UserCode.Location(type) is not null
        && type.GetAttributes().Any(LayerParser.IsBoundLayer)
        && !type.GetAttributes().Any(attribute => EspalierTypes.Is(attribute.AttributeClass, KnownNames.NetworkAttribute) || EspalierTypes.Is(attribute.AttributeClass, KnownNames.BlockAttribute));

    /// <summary>The mistake, under the name of the class. An input or a loss says that a network was meant.</summary>
    public static Diagnostic Diagnose(INamedTypeSymbol type)
    {
        ImmutableArray<string> kinds = [.. type.GetAttributes().Where(LayerParser.IsBoundLayer).Select(LayerParser.Kind)];
        bool hasInput = kinds.Any(kind => LayerKindRegistry.Find(kind) is SourceKind);
        bool isNetwork = hasInput || kinds.Any(kind => LayerKindRegistry.Find(kind) is LossKind);
        string layers = "[" + kinds[0] + "]" + (kinds.Length == 1 ? "" : InvariantString.Text($" and {kinds.Length - 1} more"));
        string them = kinds.Length == 1 ? "it" : "them";
        string mend = hasInput ? "[Network] above " + them
            : isNetwork ? "[Network] and an [Input] above " + them
            : "[Block] above " + them + ", for networks to use, or [Network] and an [Input]";
        ImmutableDictionary<string, string?> properties = ImmutableDictionary<string, string?>.Empty.Add(RemedyProperties.Attribute, isNetwork ? "Network" : "Block");
        return Diagnostic.Create(UsageDescriptors.LayersWithoutNetwork, UserCode.Location(type), properties, type.Name, layers, them, mend);
    }
}
