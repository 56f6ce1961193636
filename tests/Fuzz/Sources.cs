using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Text;

namespace Espalier.Fuzz;

/// <summary>Turns declarations into compilations, all of them around one base so that references are bound once.</summary>
internal static class Sources
{
    public const string Path = "Drawn.cs";

    /// <summary>What declarations may refer to: an activation, a layer, a loss and labels of one's own.</summary>
    private const string Own = """
        #pragma warning disable CS1591
        using Espalier;
        namespace Drawn;

        public enum Animal { Cat, Dog, Emu }

        public struct Swish : IElementwise
        {
            public static T Value<T>(T x) where T : struct, IReal<T> => x * T.Sigmoid(x);
            public static T Derivative<T>(T x) where T : struct, IReal<T> => T.Sigmoid(x) * (1 + x * (1 - T.Sigmoid(x)));
        }

        public struct Sums : ICustom
        {
            public static void Forward(in CustomCall call, System.ReadOnlySpan<float> input, System.Span<float> output)
            {
                output.Clear();
                for (int i = 0; i < input.Length; i++)
                {
                    output[i / call.InputLength * call.OutputLength + i % call.InputLength % call.OutputLength] += input[i];
                }
            }

            public static void Backward(in CustomCall call, System.ReadOnlySpan<float> input, System.ReadOnlySpan<float> outputGradient, System.Span<float> inputGradient, System.Span<float> parameterGradient)
            {
                for (int i = 0; i < input.Length; i++)
                {
                    inputGradient[i] = outputGradient[i / call.InputLength * call.OutputLength + i % call.InputLength % call.OutputLength];
                }
            }
        }

        public struct Half : ILoss
        {
            public static T Value<T>(T output, T target) where T : struct, IReal<T> => (output - target) * (output - target) / 2;
            public static T Derivative<T>(T output, T target) where T : struct, IReal<T> => output - target;
        }
        """;

    private static readonly CSharpParseOptions Options = new(LanguageVersion.Latest, DocumentationMode.Diagnose);

    private static readonly SyntaxTree Empty = Parse("");

    // The base has bound its references, and those made from it share them.
    private static readonly CSharpCompilation Base = Bound(CSharpCompilation.Create(
        "Drawn",
        [CSharpSyntaxTree.ParseText(SourceText.From(Own, Encoding.UTF8), Options, "Own.cs"), Empty],
        References(),
        new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, nullableContextOptions: NullableContextOptions.Enable, optimizationLevel: OptimizationLevel.Release, allowUnsafe: true)));

    public static SyntaxTree Parse(string source) => CSharpSyntaxTree.ParseText(SourceText.From(source, Encoding.UTF8), Options, Path);

    public static CSharpCompilation Compile(SyntaxTree tree) => Base.ReplaceSyntaxTree(Empty, tree);

    public static GeneratorDriver Driver(Project project, bool areAnalyzersOff = false) => CSharpGeneratorDriver.Create(
        [new Generator.NetworkGenerator().AsSourceGenerator()], project.Texts, Options, areAnalyzersOff ? AnalyzersOff.Instance : null);

    private static CSharpCompilation Bound(CSharpCompilation compilation)
    {
        ImmutableArray<Diagnostic> problems = [.. compilation.GetDiagnostics().Where(problem => problem.Severity >= DiagnosticSeverity.Warning)];
        return problems.Length == 0 ? compilation : throw new InvalidOperationException(string.Join("\n", problems));
    }

    private static ImmutableArray<MetadataReference> References()
    {
        string framework = System.IO.Path.GetDirectoryName(typeof(object).Assembly.Location)!;
        string[] platform = ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(System.IO.Path.PathSeparator);
        return
        [
            .. platform.Where(path => System.IO.Path.GetDirectoryName(path) == framework).Select(path => MetadataReference.CreateFromFile(path)),
            MetadataReference.CreateFromFile(typeof(LayerAttribute).Assembly.Location),
            MetadataReference.CreateFromFile(typeof(Network).Assembly.Location),
        ];
    }

    /// <summary>RunAnalyzers is false.</summary>
    private sealed class AnalyzersOff : AnalyzerConfigOptionsProvider
    {
        public static readonly AnalyzersOff Instance = new();

        public override AnalyzerConfigOptions GlobalOptions { get; } = new Switch();

        public override AnalyzerConfigOptions GetOptions(SyntaxTree tree) => GlobalOptions;

        public override AnalyzerConfigOptions GetOptions(AdditionalText textFile) => GlobalOptions;

        private sealed class Switch : AnalyzerConfigOptions
        {
            public override bool TryGetValue(string key, [NotNullWhen(true)] out string? value)
            {
                value = key == "build_property.RunAnalyzers" ? "false" : null;
                return value is not null;
            }
        }
    }
}
