using Espalier.Generator.Emission;
using Espalier.Generator.Graph;
using Espalier.Generator.Parsing;
using Espalier.Generator.Planning;
using Espalier.Generator.Shapes;
using Espalier.Generator.Tests.TestHelpers;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Text;

namespace Espalier.Generator.Tests;

/// <summary>Every stage stops when the next keystroke has made its work vain.</summary>
public class CancellationTests
{
    private static readonly CSharpCompilation Compilation = InMemory.Compile("""
        using Espalier;
        [Network, Weights("net.safetensors"), Input(1, 8, 8), Conv2D(4, kernel: 3), BatchNorm, ReLU, Use<Piece>(Repeat = 2), Dense(3), SoftmaxCrossEntropy]
        partial class Net;
        [Block, Tap("in"), Conv2D(4, kernel: 3, padding: 1), ReLU, Add("in")]
        class Piece;
        """);

    private static readonly NetworkSpec Spec = Parse(CancellationToken.None);

    private static readonly Dictionary<string, Action<CancellationToken>> Stages = new()
    {
        ["parsing"] = token => Parse(token),
        ["weight files"] = token => WeightFiles.Read(new Header(), token),
        ["blocks"] = token => BlockExpander.Run(Spec, [], token),
        ["graph"] = token => GraphBuilder.Build(Spec, [], token),
        ["shapes"] = token => ShapeInference.Run(GraphBuilder.Build(Spec, [], CancellationToken.None), [], token),
        ["planning of prediction"] = token => Plan(training: false, token),
        ["planning of training"] = token => Plan(training: true, token),
        ["emission"] = token => NetworkEmitter.Emit(NetworkCompiler.Plan(Spec with { Weights = null }, [], CancellationToken.None)!, token),
        ["the surface of a network with errors"] = token => SurfaceEmitter.Emit(Spec, token),
        ["all of them"] = token => NetworkCompiler.CompileAnew(Spec, token),
    };

    public static TheoryData<string> Names => [.. Stages.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void A_stage_that_is_cancelled_stops(string stage)
    {
        Stages[stage](CancellationToken.None);

        Assert.ThrowsAny<OperationCanceledException>(() => Stages[stage](new CancellationToken(canceled: true)));
    }

    [Fact]
    public void What_was_cancelled_is_not_remembered()
    {
        NetworkSpec fresh = Spec with { Name = "CancelledFirst" };
        Assert.ThrowsAny<OperationCanceledException>(() => NetworkCompiler.Compile(fresh, new CancellationToken(canceled: true)));

        Assert.Contains("partial class CancelledFirst", NetworkCompiler.Compile(fresh, CancellationToken.None).Source);
    }

    private static NetworkSpec Parse(CancellationToken token)
    {
        INamedTypeSymbol type = Compilation.GetTypeByMetadataName("Net")!;
        return NetworkParser.Parse(type, NetworkParser.NetworkPart(type, CancellationToken.None)!, Compilation, token).Spec;
    }

    private static object Plan(bool training, CancellationToken token)
    {
        NetworkGraph graph = NetworkCompiler.Plan(Spec with { Weights = null }, [], CancellationToken.None)!.Graph;
        return ProgramPlanner.Plan(graph, new ParameterPlan(graph), training, token);
    }

    private sealed class Header : AdditionalText
    {
        public override string Path => "net.safetensors.espalier-weights.txt";

        public override SourceText GetText(CancellationToken cancellationToken = default) => SourceText.From("espalier-weights 1\nname\tnet.safetensors\n");
    }
}
