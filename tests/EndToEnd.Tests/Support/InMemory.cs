using System.Collections.Immutable;
using System.Reflection;
using System.Runtime.Loader;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;

namespace Espalier.EndToEnd.Tests.Support;

/// <summary>Source → generator → compiler → loaded assembly, all in memory.</summary>
public sealed class InMemory : IDisposable
{
    private static readonly CSharpParseOptions Parse = new(LanguageVersion.Preview, preprocessorSymbols: ["ESPALIER_KEEP_ATTRIBUTES"]);

    private static readonly MetadataReference[] References =
    [
        .. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Where(path => Path.GetFileName(path) is var name
                && (name.StartsWith("System", StringComparison.Ordinal) || name is "netstandard.dll" or "Espalier.Annotations.dll" or "Espalier.Runtime.dll"))
            .Select(path => MetadataReference.CreateFromFile(path)),
    ];

    private readonly AssemblyLoadContext _context;

    private InMemory(AssemblyLoadContext context, Assembly assembly)
    {
        _context = context;
        Assembly = assembly;
    }

    public Assembly Assembly { get; }

    /// <summary>The load context, to see whether it goes.</summary>
    public WeakReference Context => new(_context);

    /// <summary>What the generator adds to the source.</summary>
    /// <returns>File names and texts, in order.</returns>
    public static IReadOnlyList<(string Name, string Text)> Generate(string source) =>
        [.. Run(source).Result.Results.SelectMany(result => result.GeneratedSources).Select(file => (file.HintName, file.SourceText.ToString()))];

    /// <summary>What the analyzers and the compiler report of a declaration, warnings as well.</summary>
    public static IReadOnlyList<Diagnostic> Diagnose(string source)
    {
        (_, Compilation compilation) = Run(source);
        ImmutableArray<DiagnosticAnalyzer> analyzers = [.. Components<DiagnosticAnalyzer>()];
        ImmutableArray<Diagnostic> diagnostics = compilation.WithAnalyzers(analyzers).GetAllDiagnosticsAsync(CancellationToken.None).GetAwaiter().GetResult();
        return [.. diagnostics.Where(diagnostic => diagnostic.Severity >= DiagnosticSeverity.Warning)];
    }

    /// <summary>Compiles and loads; anything to report, warnings included, is a failure.</summary>
    public static InMemory Compile(string source)
    {
        (GeneratorDriverRunResult result, Compilation compilation) = Run(source);
        Assert.Empty(result.Diagnostics);
        foreach (GeneratorRunResult run in result.Results)
        {
            Assert.Null(run.Exception);
        }

        using var image = new MemoryStream();
        Microsoft.CodeAnalysis.Emit.EmitResult emitted = compilation.Emit(image);
        Diagnostic[] problems = [.. emitted.Diagnostics.Where(diagnostic => diagnostic.Severity >= DiagnosticSeverity.Warning)];
        Assert.True(emitted.Success && problems.Length == 0, string.Join('\n', problems.Take(20).Select(problem => problem.ToString())));

        var context = new AssemblyLoadContext("in memory", isCollectible: true);
        image.Position = 0;
        return new InMemory(context, context.LoadFromStream(image));
    }

    public Type Type(string name) => Assembly.GetType(name, throwOnError: true)!;

    public void Dispose() => _context.Unload();

    private static (GeneratorDriverRunResult Result, Compilation Compilation) Run(string source)
    {
        var options = new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, nullableContextOptions: NullableContextOptions.Enable, optimizationLevel: OptimizationLevel.Release);
        var compilation = CSharpCompilation.Create("Declarations" + Guid.NewGuid().ToString("N"), [CSharpSyntaxTree.ParseText(source, Parse, "Declarations.cs")], References, options);
        GeneratorDriver driver = CSharpGeneratorDriver.Create(Components<IIncrementalGenerator>().Select(generator => generator.AsSourceGenerator()), parseOptions: Parse).RunGeneratorsAndUpdateCompilation(compilation, out Compilation updated, out _);
        return (driver.GetRunResult(), updated);
    }

    /// <summary>Every generator, or every analyzer, of the compiler's component.</summary>
    private static IEnumerable<T> Components<T>() =>
        from type in System.Reflection.Assembly.Load("Espalier.Generator").GetTypes()
        where typeof(T).IsAssignableFrom(type) && !type.IsAbstract
        select (T)Activator.CreateInstance(type)!;
}
