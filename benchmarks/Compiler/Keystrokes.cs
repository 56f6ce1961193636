using System.Diagnostics;
using System.Globalization;
using System.Text;
using Espalier.Generator;
using Espalier.Generator.CallSites;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Diagnostics.Telemetry;

namespace Espalier.Compiler;

/// <summary>
/// What the analyzers cost when somebody types in a file: their diagnostics of this file, as an editor asks for them. Roslyn
/// binds the same file at every keystroke, which takes longer and varies, so the time is what Roslyn itself counts as an
/// analyzer's own.
/// </summary>
internal static class Keystrokes
{
    private const int WarmUps = 16, Runs = 48, Pairs = 50;

    /// <summary>A hundred calls of ResNet-20 and no network; or the file with four networks, ResNet-20 or ResNet-50 edited.</summary>
    private static readonly string[] Files = ["calls", "ResNet20", "ResNet50"];

    public static int Run()
    {
        Console.WriteLine("| typing in | the generator | network analyzer, after it | network analyzer, alone | call analyzer | allocated, after it | alone |");
        Console.WriteLine("| --- | ---: | ---: | ---: | ---: | ---: | ---: |");
        foreach (string file in Files)
        {
            CSharpCompilation compilation = Source.Compilation("ResNets.cs");
            SyntaxTree[] trees = [.. compilation.SyntaxTrees];
            GeneratorDriver driver = Source.Driver().RunGeneratorsAndUpdateCompilation(compilation, out Compilation generated, out _);
            int tree = file == "calls" ? 2 : 1;
            Cost[] after = Measure(isAfterGenerator: true), alone = Measure(isAfterGenerator: false);
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"| {file} | {Median(after, cost => cost.Generator):F1} ms | {Median(after, cost => cost.Network):F1} ms | {Median(alone, cost => cost.Network):F1} ms | {Median(alone, cost => cost.CallSite):F1} ms | {Median(after, cost => cost.Bytes / 1e6):F1} MB | {Median(alone, cost => cost.Bytes / 1e6):F1} MB |"));

            // An edit that nobody has seen, of all that are measured: nothing of it comes from a cache.
            Cost[] Measure(bool isAfterGenerator) =>
            [
                .. Enumerable.Range(isAfterGenerator ? 1 : 1 + WarmUps + Runs, WarmUps + Runs).Select(number =>
                {
                    SyntaxTree edited = file == "calls" ? Source.Parse(CallingCode(number)) : Source.Edit("ResNets.cs", file, number);
                    double generator = 0;
                    if (isAfterGenerator)
                    {
                        long start = Stopwatch.GetTimestamp();
                        driver.RunGenerators(compilation.ReplaceSyntaxTree(trees[tree], edited));
                        generator = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
                    }

                    return Analyze((CSharpCompilation)generated.ReplaceSyntaxTree(trees[tree], edited), tree) with { Generator = generator };
                }).Skip(WarmUps),
            ];
        }

        return 0;
    }

    private static Cost Analyze(CSharpCompilation compilation, int tree)
    {
        // What Roslyn binds for any analyzer, it has bound for this one before the counting.
        DiagnosticAnalyzer network = new NetworkAnalyzer(), calls = new CallSiteAnalyzer();
        Ask(compilation, tree, new IdleAnalyzer());
        long before = GC.GetTotalAllocatedBytes(precise: true);
        TimeSpan time = Ask(compilation, tree, network);
        long between = GC.GetTotalAllocatedBytes(precise: true);
        Ask(compilation, tree, new IdleAnalyzer());
        long after = GC.GetTotalAllocatedBytes(precise: true);
        return new Cost(0, time.TotalMilliseconds, Ask(compilation, tree, calls).TotalMilliseconds, between - before - (after - between));
    }

    private static TimeSpan Ask(CSharpCompilation compilation, int tree, DiagnosticAnalyzer analyzer)
    {
        CompilationWithAnalyzersOptions options = new(new AnalyzerOptions([]), onAnalyzerException: null, concurrentAnalysis: false, logAnalyzerExecutionTime: true);
        CompilationWithAnalyzers analysis = new(compilation, [analyzer], options);
        analysis.GetAnalyzerSemanticDiagnosticsAsync(compilation.GetSemanticModel(compilation.SyntaxTrees[tree]), filterSpan: null, CancellationToken.None).GetAwaiter().GetResult();
        AnalyzerTelemetryInfo telemetry = analysis.GetAnalyzerTelemetryInfoAsync(analyzer, CancellationToken.None).GetAwaiter().GetResult();
        return telemetry.ExecutionTime;
    }

    private static double Median(Cost[] costs, Func<Cost, double> part) => costs.Select(part).Order().ElementAt(costs.Length / 2);

    private static string CallingCode(int number)
    {
        var text = new StringBuilder("using Espalier.EndToEnd.Tests.Architectures;\nclass Calls\n{\n    public static void Run(ResNet20 net, float[] image, float[] scores)\n    {\n");
        for (int i = 0; i < Pairs; i++)
        {
            text.Append("        net.Predict(image, scores);\n        net.Predict(new float[3 * 32 * 32], new float[10]);\n");
        }

        return text.Append("        System.Console.WriteLine(").Append(number).Append(");\n    }\n}\n").ToString();
    }

    /// <summary>Milliseconds and bytes of one keystroke.</summary>
    private sealed record Cost(double Generator, double Network, double CallSite, long Bytes);

#pragma warning disable RS1001, RS1022, RS1036, RS1038, RS2008 // It is no analyzer of anybody's.
    private sealed class IdleAnalyzer : DiagnosticAnalyzer
    {
        private static readonly DiagnosticDescriptor Silent = new("IDLE", "Idle", "Idle", "Idle", DiagnosticSeverity.Warning, isEnabledByDefault: true);

        public override System.Collections.Immutable.ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics => [Silent];

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
