using System.Collections.Immutable;
using Espalier.Fuzz;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace Espalier.Generator.Tests;

/// <summary>
/// A slice of what <c>dotnet run --project tests/Fuzz -c Release -- --minutes 10</c> does: declarations drawn at random
/// give diagnostics in their place, or code that compiles and runs. And what such runs have found.
/// </summary>
public class FuzzTests
{
    private const int Slice = 40;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Drawn_declarations_break_nothing(int seed)
    {
        (Verdict Verdict, Failure? Failure)[] tried = [.. Enumerable.Range(seed * 1_000_000, Slice).Select(Campaign.Try)];

        Assert.True(tried.All(one => one.Failure is null), string.Join("\n", tried.Select(one => one.Failure).OfType<Failure>().Take(3)));
        string[] endings = [.. tried.Select(one => one.Verdict.Ending)];
        Assert.True(endings.Count(ending => ending == Verdict.Ran.Ending) > Slice / 6, "Few networks have run.");
        Assert.Contains(Verdict.Refused.Ending, endings);
        Assert.Contains(Verdict.HalfTyped.Ending, endings);
    }

    [Theory]
    [InlineData("[Network, Input(3), Dense(2)] partial class ")]
    [InlineData("[Network, BinaryCrossEntropy, MeanAbsoluteError(Name = \"Input\")] partial class Net;")]
    [InlineData("[Network, Input(3), Huber, Loss<Half>(Name = \"{0}\")] partial class Net;")]
    [InlineData("[Network, Input(3, Name = \"_0\"), Dense(2, Name = \"_1\"), MeanSquaredError(Name = \"_2\")] partial class Net;")]
    [InlineData("[Network, Input(3), InstanceNorm(affine: false, Nothing = 1)] partial class Net;")]
    [InlineData("[Network, Dense] partial class Net { int Dense1Tensors; }")]
    [InlineData("[Network, Input(3), Dense(2)] partial class Net { int Dense1Tensors; }")]
    [InlineData("[Network, Input(3), Dense(2), Dense(2, Name = \"Dense1Tensors\")] partial class Net;")]
    [InlineData("[Block, Dense(B)] partial class Piece { [Argument] const int\n[Argument] const int B = 2; }")]
    [InlineData("[Network, Tokens(16, 33), Embedding(3), SoftmaxCrossEntropy<Animal>(distributions: true)] partial class Net;")]
    [InlineData("[Network, Input(3), Dense(3, Name = \"a\"), SoftmaxCrossEntropy<Animal>(distributions: true), MeanSquaredError(From = \"a\")] partial class Net;")]
    [InlineData("[Network, Input(4), Dense(3), Output(\"\\0\", Name = \"Head6\")] partial class Net;")]
    [InlineData("[Network, MulticlassHinge(classWeights: [0.1f; 0.1f)] public sealed partial class Net,")]
    [InlineData("[Network] partial interface Net;")]
    [InlineData("[Network, Input(4), Use<int[]>] partial class Net;")]
    [InlineData("[Network, Input(6, 4), LastStep, Custom<Sums>([17, 8, 16])] partial class Net;")]
    [InlineData("[Network]\n[PReLU(slope: 2f; PenalizeBiases = true)]\npublic sealed partial class Net;")]
    [InlineData("[Network]\n[Input(4)] [PReLU(slope: 2f; PenalizeBiases = true)]\npublic sealed partial class Net;")]
    public void What_was_found_stays_mended(string declaration) =>
        Assert.Null(Oracle.Check("using Espalier;\nnamespace Drawn;\n" + declaration).Problem);

    [Theory]
    [InlineData(3, 28, "ran")]
    [InlineData(4, 28, "refused")]
    [InlineData(3, 27, "refused")]
    public void A_weight_file_stands_in_a_comment(int inputs, int bytes, string ending)
    {
        string source = $$$"""
            using Espalier;
            namespace Drawn;
            [Weights("net.safetensors")]
            [Network, Input(3), Dense(2, bias: false), Dense(1, bias: false, Name = "b", Key = "b.a")] partial class Net;
            //weights net.safetensors {{{bytes}}} {"dense1.weight":{"dtype":"F32","shape":[2,{{{inputs}}}],"data_offsets":[0,24]},"b.a.weight":{"dtype":"F16","shape":[1,2],"data_offsets":[24,28]}}
            """;

        Assert.Equal((ending, null), (Oracle.Check(source).Ending, Oracle.Check(source).Problem));
    }

    [Theory]
    [InlineData("new float[6], new float[4]", "ran", null)]
    [InlineData("new float[7], new float[4]", "ran", null)]
    [InlineData("Given(7), new float[4]", "broken", "call")]
    public void A_call_that_is_warned_of_throws_and_no_other(string spans, string ending, string? kind)
    {
        Verdict verdict = Oracle.Check($$"""
            using Espalier;
            namespace Drawn;
            [Network, Input(3), Dense(2)] public partial class Net;
            public static class Calls
            {
                public static void Call0(Net net) => net.Predict({{spans}});
                private static float[] Given(int length) => new float[length];
            }
            """);

        Assert.Equal((ending, kind), (verdict.Ending, verdict.Kind));
    }

    [Fact]
    public void Sound_and_broken_weight_files_are_drawn()
    {
        string[] drawn = [.. Enumerable.Range(0, 3000).Select(Campaign.Draw).Where(source => source.Contains("//weights ", StringComparison.Ordinal)).Take(24)];
        string[] endings = [.. drawn.Select(source => Oracle.Check(source).Ending)];

        Assert.Contains(Verdict.Ran.Ending, endings);
        Assert.Contains(Verdict.Refused.Ending, endings);
    }

    [Fact]
    public void A_seed_draws_the_same_again() => Assert.Equal(Campaign.Draw(7), Campaign.Draw(7));

    [Fact]
    public void Every_layer_is_drawn()
    {
        HashSet<string> drawn = [];
        for (int seed = 0; seed < 3000 && drawn.Count < Catalogue.Layers.Length; seed++)
        {
            string source = new Declarations(new Random(seed), _ => true, _ => null).Draw();
            drawn.UnionWith(Catalogue.Layers.Select(Catalogue.Name).Where(name => source.Contains("[" + name, StringComparison.Ordinal)));
        }

        Assert.Empty(Catalogue.Layers.Select(Catalogue.Name).Except(drawn));
    }

    [Fact]
    public void What_throws_is_noticed_and_made_short()
    {
        ImmutableArray<DiagnosticAnalyzer> analyzers = [new Throwing()];
        const string Source = "using Espalier;\nnamespace Drawn;\n[Network]\n[Input(3, Frozen = true)]\n[Dense(2)]\npartial class Net;";

        Verdict verdict = Oracle.Check(Source, analyzers);
        string shortest = Shrinker.Shrink(Source, source => Oracle.Check(source, analyzers).Kind == verdict.Kind);

        Assert.Equal("analyzer threw", verdict.Kind);
        Assert.Equal("partial class Net;", shortest);
    }

    [Fact]
    public void A_misplaced_diagnostic_is_noticed() =>
        Assert.Equal("misplaced", Oracle.Check("using Espalier;\nnamespace Other;\npartial class Net;", [new Misplacing()]).Kind);

#pragma warning disable RS1001, RS1036, RS1038, RS2008 // These two are called by name; no compiler loads them.
    private sealed class Throwing : DiagnosticAnalyzer
    {
        public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics => [Descriptor];

        public override void Initialize(AnalysisContext context)
        {
            context.EnableConcurrentExecution();
            context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
            context.RegisterSymbolAction(symbol => _ = symbol.Symbol.Name == "Net" ? throw new InvalidOperationException() : 0, SymbolKind.NamedType);
        }
    }

    private sealed class Misplacing : DiagnosticAnalyzer
    {
        public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics => [Descriptor];

        public override void Initialize(AnalysisContext context)
        {
            context.EnableConcurrentExecution();
            context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
            context.RegisterSymbolAction(
                symbol => Report(symbol, Diagnostic.Create(Descriptor, Location.Create(symbol.Symbol.Locations[0].SourceTree!, new(0, 5)))), SymbolKind.NamedType);
        }

        private static void Report(SymbolAnalysisContext symbol, Diagnostic diagnostic)
        {
            if (symbol.Symbol.Name == "Net")
            {
                symbol.ReportDiagnostic(diagnostic);
            }
        }
    }

    private static readonly DiagnosticDescriptor Descriptor = new("TEST1", "title", "message", "Test", DiagnosticSeverity.Warning, isEnabledByDefault: true);
}
