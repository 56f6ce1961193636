using System.Collections.Immutable;
using System.Reflection;
using System.Runtime.Loader;
using Espalier.Generator.CallSites;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Text;

namespace Espalier.Generator.Tests.TestHelpers;

/// <summary>
/// Compiles sources in memory with the generator and the analyzer, as a project with implicit usings would. The file
/// needs nothing but the two public classes, so that other test projects can link it.
/// </summary>
internal static class InMemory
{
    internal const string ImplicitUsings = """
        global using System;
        global using System.Collections.Generic;
        global using System.IO;
        global using System.Linq;
        global using System.Threading;
        global using System.Threading.Tasks;
        """;

    internal static readonly CSharpParseOptions ParseOptions = new(LanguageVersion.Latest, DocumentationMode.Diagnose);

    internal static readonly ImmutableArray<MetadataReference> References = FindReferences();

    /// <summary>The compilation of the sources, without generated code. Files are called Test0.cs, Test1.cs, …</summary>
    public static CSharpCompilation Compile(params string[] sources) => CSharpCompilation.Create(
        "InMemory" + Guid.NewGuid().ToString("N"),
        [Parse(ImplicitUsings, "GlobalUsings.cs"), .. sources.Select((source, i) => Parse(source, $"Test{i}.cs"))],
        References,
        new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, nullableContextOptions: NullableContextOptions.Enable, optimizationLevel: OptimizationLevel.Release));

    /// <summary>A syntax tree with the options of every compilation here.</summary>
    public static SyntaxTree Parse(string source, string path) => CSharpSyntaxTree.ParseText(SourceText.From(source, System.Text.Encoding.UTF8), ParseOptions, path);

    /// <summary>A driver of the generator that tracks its steps.</summary>
    public static GeneratorDriver CreateDriver(AnalyzerConfigOptionsProvider? options = null) => CSharpGeneratorDriver.Create(
        [new NetworkGenerator().AsSourceGenerator()],
        parseOptions: ParseOptions,
        optionsProvider: options,
        driverOptions: new GeneratorDriverOptions(IncrementalGeneratorOutputKind.None, trackIncrementalGeneratorSteps: true));

    /// <summary>Runs the generator over the sources.</summary>
    public static Generated Generate(params string[] sources) => Generate(Compile(sources));

    /// <summary>Runs the generator over a compilation, as if the project had set the given MSBuild properties.</summary>
    public static Generated Generate(CSharpCompilation compilation, params (string Name, string Value)[] properties)
    {
        GeneratorDriver driver = CreateDriver(new BuildProperties(properties))
            .RunGeneratorsAndUpdateCompilation(compilation, out Compilation output, out ImmutableArray<Diagnostic> diagnostics);
        GeneratorRunResult result = driver.GetRunResult().Results.Single();
        return result.Exception is { } exception
            ? throw new InvalidOperationException("The generator threw.", exception)
            : new Generated(output, result.GeneratedSources, diagnostics);
    }

    /// <summary>What the analyzer says about the sources and the generated code, in the order of places.</summary>
    public static ImmutableArray<Diagnostic> Analyze(params string[] sources) => Analyze(Generate(sources).Compilation);

    /// <summary>What the analyzer says about a compilation, beside which the project has texts. An exception in it surfaces here.</summary>
    public static ImmutableArray<Diagnostic> Analyze(Compilation compilation, params AdditionalText[] texts)
    {
        Exception? failure = null;
        CompilationWithAnalyzersOptions options = new(
            new AnalyzerOptions([.. texts]),
            onAnalyzerException: (exception, _, _) => failure = exception,
            concurrentAnalysis: false,
            logAnalyzerExecutionTime: false);
        CompilationWithAnalyzers analysis = new(compilation, [new NetworkAnalyzer(), new CallSiteAnalyzer()], options);
        ImmutableArray<Diagnostic> diagnostics = analysis.GetAnalyzerDiagnosticsAsync(CancellationToken.None).GetAwaiter().GetResult();
        return failure is null
            ? [.. diagnostics.OrderBy(diagnostic => diagnostic.Location.SourceTree?.FilePath).ThenBy(diagnostic => diagnostic.Location.SourceSpan.Start).ThenBy(diagnostic => diagnostic.Id)]
            : throw new InvalidOperationException("The analyzer threw.", failure);
    }

    /// <summary>
    /// Compiles the sources and loads them into a context that can be unloaded. Fails on any diagnostic of C# or ours,
    /// warnings included, suggestions apart.
    /// </summary>
    public static LoadedAssembly CompileAndLoad(params string[] sources)
    {
        Generated generated = Generate(sources);
        ImmutableArray<Diagnostic> diagnostics = [.. generated.CompilerDiagnostics, .. Analyze(generated.Compilation).Where(diagnostic => diagnostic.Severity >= DiagnosticSeverity.Warning)];
        if (diagnostics.Length > 0)
        {
            throw new InvalidOperationException(string.Join("\n", diagnostics) + "\n\n" + generated);
        }

        using MemoryStream stream = new();
        generated.Compilation.Emit(stream);
        stream.Position = 0;
        return new LoadedAssembly(stream);
    }

    private static ImmutableArray<MetadataReference> FindReferences()
    {
        string framework = Path.GetDirectoryName(typeof(object).Assembly.Location)!;
        string[] platform = ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator);
        string[] ours = ["Espalier.Annotations", "Espalier.Runtime"];
        return
        [
            .. platform.Where(path => Path.GetDirectoryName(path) == framework).Select(path => MetadataReference.CreateFromFile(path)),
            .. ours.Select(name => MetadataReference.CreateFromFile(Assembly.Load(name).Location)),
        ];
    }

    /// <summary>MSBuild properties as the compiler hands them to generators.</summary>
    private sealed class BuildProperties((string Name, string Value)[] properties) : AnalyzerConfigOptionsProvider
    {
        public override AnalyzerConfigOptions GlobalOptions { get; } = new Options(properties);

        public override AnalyzerConfigOptions GetOptions(SyntaxTree tree) => GlobalOptions;

        public override AnalyzerConfigOptions GetOptions(AdditionalText textFile) => GlobalOptions;

        private sealed class Options((string Name, string Value)[] properties) : AnalyzerConfigOptions
        {
            public override bool TryGetValue(string key, [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out string? value)
            {
                value = properties.FirstOrDefault(property => "build_property." + property.Name == key).Value;
                return value is not null;
            }
        }
    }
}

/// <summary>What the generator made.</summary>
/// <param name="Compilation">The sources with the generated files.</param>
/// <param name="Sources">The generated files.</param>
/// <param name="Diagnostics">What the generator itself reported.</param>
internal sealed record Generated(Compilation Compilation, ImmutableArray<GeneratedSourceResult> Sources, ImmutableArray<Diagnostic> Diagnostics)
{
    /// <summary>What C# says about all of it, from warnings up.</summary>
    public ImmutableArray<Diagnostic> CompilerDiagnostics =>
        [.. Compilation.GetDiagnostics().Where(diagnostic => diagnostic.Severity >= DiagnosticSeverity.Warning)];

    /// <summary>The text of the only generated file.</summary>
    public string Text => Sources.Single().SourceText.ToString();

    public override string ToString() => string.Join("\n", Sources.Select(source => $"// {source.HintName}\n{source.SourceText}"));
}

/// <summary>A compiled assembly in a context of its own, which disposing unloads.</summary>
internal sealed class LoadedAssembly : IDisposable
{
    private readonly AssemblyLoadContext _context = new("InMemory", isCollectible: true);

    public LoadedAssembly(Stream image) => Assembly = _context.LoadFromStream(image);

    public Assembly Assembly { get; }

    public Type this[string type] => Assembly.GetType(type, throwOnError: true)!;

    public void Dispose() => _context.Unload();
}
