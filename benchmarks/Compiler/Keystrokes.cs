using System.Collections.Immutable;
using System.Text;
using BenchmarkDotNet.Attributes;
using Espalier.Generator;
using Espalier.Generator.CallSites;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;

namespace Espalier.Compiler;

/// <summary>
/// What the analyzers cost beside the generator when somebody types in a file: their diagnostics of this file, as an editor
/// asks for them. <see cref="Nothing"/> is an analyzer that looks at the same calls and classes and does nothing: Roslyn's share.
/// </summary>
public class Keystrokes
{
    private const int Variants = 96;
    private const int Calls = 50;

    private readonly CSharpCompilation[] _edited = new CSharpCompilation[Variants];
    private int _tree;
    private int _next;

    /// <summary>Fifty calls of ResNet-20 and no network; or the file with ResNet-20 or ResNet-50 itself.</summary>
    [Params("calls", "ResNet20", "ResNet50")]
    public string Typing { get; set; } = "";

    [GlobalSetup]
    public void Load()
    {
        CSharpCompilation compilation = Source.Compilation("ResNets.cs");
        SyntaxTree[] trees = [.. compilation.SyntaxTrees];
        Source.Driver().RunGeneratorsAndUpdateCompilation(compilation, out Compilation generated, out _);
        _tree = Typing == "calls" ? 2 : 1;
        for (int i = 0; i < Variants; i++)
        {
            _edited[i] = (CSharpCompilation)generated.ReplaceSyntaxTree(
                trees[_tree], Typing == "calls" ? Source.Parse(CallingCode(i)) : Source.Edit("ResNets.cs", Typing, i + 1));
        }
    }

    [Benchmark(Baseline = true)]
    public Task<int> Nothing() => Analyze(new IdleAnalyzer());

    [Benchmark]
    public Task<int> Network() => Analyze(new NetworkAnalyzer());

    [Benchmark]
    public Task<int> CallSite() => Analyze(new CallSiteAnalyzer());

    private async Task<int> Analyze(DiagnosticAnalyzer analyzer)
    {
        CSharpCompilation compilation = _edited[_next++ % Variants].Clone();
        SemanticModel model = compilation.GetSemanticModel(compilation.SyntaxTrees[_tree]);
        ImmutableArray<Diagnostic> found = await new CompilationWithAnalyzers(compilation, [analyzer], new AnalyzerOptions([]))
            .GetAnalyzerSemanticDiagnosticsAsync(model, filterSpan: null, CancellationToken.None).ConfigureAwait(false);
        return found.Length;
    }

    private static string CallingCode(int number)
    {
        var text = new StringBuilder("using Espalier.EndToEnd.Tests.Architectures;\nclass Calls\n{\n    public static void Run(ResNet20 net, float[] image, float[] scores)\n    {\n");
        for (int i = 0; i < Calls; i++)
        {
            text.Append("        net.Predict(image, scores);\n        net.Predict(new float[3 * 32 * 32], new float[10]);\n");
        }

        return text.Append("        System.Console.WriteLine(").Append(number).Append(");\n    }\n}\n").ToString();
    }

#pragma warning disable RS1001, RS1022, RS1036, RS1038, RS2008 // It is no analyzer of anybody's.
    private sealed class IdleAnalyzer : DiagnosticAnalyzer
    {
        private static readonly DiagnosticDescriptor Silent = new("IDLE", "Idle", "Idle", "Idle", DiagnosticSeverity.Warning, isEnabledByDefault: true);

        public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics => [Silent];

        public override void Initialize(AnalysisContext context)
        {
            context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
            context.EnableConcurrentExecution();
            context.RegisterSymbolAction(_ => { }, SymbolKind.NamedType);
            context.RegisterOperationAction(_ => { }, OperationKind.Invocation, OperationKind.MethodReference);
        }
    }
#pragma warning restore RS1001, RS1022, RS1036, RS1038, RS2008
}
