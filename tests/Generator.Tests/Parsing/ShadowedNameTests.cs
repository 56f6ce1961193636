using Espalier.Generator.Parsing;
using Espalier.Generator.Tests.TestHelpers;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Espalier.Generator.Tests.Parsing;

/// <summary>Generated code means the runtime's types, whatever the user calls theirs.</summary>
public class ShadowedNameTests : ParsingTest
{
    private const string Lines = "[Network, Input(1, 8, 8), Conv2D(4, kernel: 3), BatchNorm, ReLU, MaxPool2D(2), Dropout, Dense(3), SoftmaxCrossEntropy]";

    [Theory]
    [InlineData("namespace A; {0} partial class Net;", "")]
    [InlineData("namespace A; {0} partial class Net {{ int Dense; void Math() {{ }} class Stream; }}", "Dense Math Stream")]
    [InlineData("namespace A; {0} [Dense(2, Name = \"Scale\")] [Tap(\"Add\")] partial class Net;", "Add Scale")]
    [InlineData("namespace A; {0} partial class ReLU;", "ReLU")]
    [InlineData("namespace A; class Conv2D; {0} partial class Net;", "Conv2D")]
    [InlineData("namespace A.B {{ {0} partial class Net; }} namespace A {{ class Network<T>; }}", "Network")]
    [InlineData("namespace A {{ {0} partial class Net; }} namespace A.Kernels {{ class Dense; }}", "")]
    [InlineData("namespace A {{ {0} partial class Net; }} namespace A.Dense {{ class Other; }}", "Dense")]
    [InlineData("namespace A {{ {0} partial class Net; }} namespace B {{ class Dense; }}", "")]
    [InlineData("namespace A {{ {0} partial class Net; }} class Optimizer;", "Optimizer")]
    [InlineData("{0} partial class Net; enum Part;", "Part")]
    [InlineData("namespace A; partial class Dense {{ partial struct Outer {{ int Span; {0} partial class Net; }} }}", "Dense Span")]
    [InlineData("namespace A; class Base {{ protected int Softmax; }} partial class Outer : Base {{ {0} partial class Net; }}", "Softmax")]
    [InlineData("namespace A {{ using Tanh = System.String; {0} partial class Net; }}", "Tanh")]
    [InlineData("namespace A {{ using B; {0} partial class Net; }} namespace B {{ class Sigmoid; }}", "Sigmoid")]
    [InlineData("namespace Espalier.Mine {{ {0} partial class Net; class TensorView; }}", "TensorView")]
    public void Names_that_mean_something_else(string source, string expected)
    {
        string type = source.Contains("ReLU;") ? "A.ReLU" : source.Contains("Outer") ? "Net" : "";
        NetworkSpec spec = ParseOnly("using Espalier;\n" + string.Format(source, Lines), type);

        Assert.Equal(expected, string.Join(" ", spec.ShadowedNames));
    }

    [Fact]
    public void A_global_import_counts() => Assert.Equal(["Optimizer"], ParseOnly(
        "using Espalier;\n" + Lines + " partial class Net;",
        "",
        "global using Other;",
        "namespace Other { public class Optimizer; }").ShadowedNames);

    [Fact]
    public void Generated_code_compiles_among_types_of_the_same_names()
    {
        string types = string.Join(" ", KnownNames.Runtime.Keys.Select(name => $"public class {name} {{ public class Nested; }}"));

        foreach (string place in new[] { "namespace A {{ {0} }}", "{0}", "namespace A {{ public class Base {{ {0} }} }}" })
        {
            Generated generated = InMemory.Generate(
                "namespace A { public class Base; }".Replace("public class Base;", place.Contains("Base") ? "" : "public class Base;")
                    + string.Format(place, types),
                $"namespace A {{ using Espalier; partial class Outer : Base {{ {Lines} partial class Net; }} }}");

            Assert.Empty(generated.Compilation.GetDiagnostics().Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error));
        }
    }

    [Fact]
    public void Every_name_that_generated_code_uses_is_known()
    {
        Compilation compilation = InMemory.Generate($"using Espalier; {Lines} partial class Net;", "using Espalier; [Network, Input(4), Dense(2), MeanSquaredError] partial class Other;").Compilation;
        SortedSet<string> unknown = [];
        foreach (SyntaxTree tree in compilation.SyntaxTrees.Where(tree => tree.FilePath.EndsWith(".g.cs", StringComparison.Ordinal)))
        {
            SemanticModel model = compilation.GetSemanticModel(tree);
            foreach (SimpleNameSyntax name in tree.GetRoot().DescendantNodes().OfType<SimpleNameSyntax>())
            {
                if (name.Parent is not QualifiedNameSyntax && model.GetSymbolInfo(name).Symbol is INamedTypeSymbol { ContainingType: null } type
                    && type.Locations[0].IsInMetadata && !KnownNames.Runtime.ContainsKey(type.Name))
                {
                    unknown.Add(type.Name);
                }
            }
        }

        Assert.Empty(unknown);
    }

    private static NetworkSpec ParseOnly(string source, string type, params string[] others)
    {
        Compilation compilation = InMemory.Compile([source, .. others]);
        INamedTypeSymbol symbol = compilation.GetSymbolsWithName(name => type is "" or "Net" ? name == "Net" : name == type[2..], SymbolFilter.Type).OfType<INamedTypeSymbol>().Single();
        return NetworkParser.Parse(symbol, NetworkParser.NetworkPart(symbol, default)!, compilation, default).Spec;
    }
}
