using System.Collections.Concurrent;
using System.Threading;
using Espalier.Generator.Parsing;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace Espalier.Generator.CallSites;

/// <summary>The networks of a compilation, each parsed and compiled when its first call is seen.</summary>
internal sealed class KnownNetworks(Compilation compilation, AnalyzerOptions options)
{
    private readonly ConcurrentDictionary<INamedTypeSymbol, PortSizes?> _sizes = new(SymbolEqualityComparer.Default);

    /// <summary>The network of an object that is one, or of a session nested in one; null for others.</summary>
    public static INamedTypeSymbol? NetworkOf(ITypeSymbol? type) =>
        IsNetwork(type) ? (INamedTypeSymbol)type! : IsSession(type) && IsNetwork(type!.ContainingType) ? type.ContainingType : null;

    public static bool IsNetwork(ITypeSymbol? type) => EspalierTypes.Is(type?.BaseType, KnownNames.Network);

    /// <summary>Whether the type is a session of training or prediction.</summary>
    public static bool IsSession(ITypeSymbol? type)
    {
        for (INamedTypeSymbol? ancestor = type as INamedTypeSymbol; ancestor is not null; ancestor = ancestor.BaseType)
        {
            if (EspalierTypes.Is(ancestor, "TrainingSession") || EspalierTypes.Is(ancestor, "PredictionSession"))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>The sizes; null for a network of another project, or one with errors.</summary>
    public PortSizes? SizesOf(INamedTypeSymbol network, CancellationToken cancellation) => _sizes.GetOrAdd(network, type =>
        NetworkParser.NetworkPart(type, cancellation) is { } part && compilation.ContainsSyntaxTree(part.SyntaxTree)
            ? NetworkCompiler.Compile(WeightFiles.Attach(NetworkParser.Parse(type, part, compilation, cancellation).Spec, options, cancellation), cancellation).Sizes
            : null);
}
