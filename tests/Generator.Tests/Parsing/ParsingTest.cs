using Espalier.Generator.Parsing;
using Espalier.Generator.Tests.TestHelpers;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Espalier.Generator.Tests.Parsing;

/// <summary>Helpers for tests of the first stage alone.</summary>
public abstract class ParsingTest
{
    private protected static NetworkSpec Parse(string type, params string[] sources) => Declare(type, sources).Spec;

    private protected static Declaration Declare(string type, params string[] sources)
    {
        CSharpCompilation compilation = InMemory.Compile(sources);
        INamedTypeSymbol symbol = compilation.GetTypeByMetadataName(type)!;
        return NetworkParser.Parse(symbol, NetworkParser.NetworkPart(symbol, default)!, compilation, default);
    }

    /// <summary>The layers of a class with the given attributes.</summary>
    private protected static LayerSpec[] Layers(string attributes) =>
        [.. Parse("Net", $"using Espalier;\n[Network]\n{attributes}\npublic partial class Net;").Layers];

    private protected static LayerSpec Layer(string attribute) => Assert.Single(Layers(attribute));
}
