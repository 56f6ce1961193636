using System.Collections.Immutable;
using System.Globalization;
using System.Text.RegularExpressions;
using Espalier.Generator;
using Espalier.Generator.Parsing;
using Espalier.Generator.Planning;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;

namespace Espalier.Fuzz;

/// <summary>
/// What must hold of any declaration: nothing throws; the same comes out each time; what is wrong is said of a place in
/// the declaration; and where nothing is, the code compiles without warnings and runs.
/// </summary>
internal static partial class Oracle
{
    private static readonly ImmutableArray<DiagnosticAnalyzer> Analyzers =
    [
        .. typeof(NetworkAnalyzer).Assembly.GetTypes()
            .Where(type => type.IsSubclassOf(typeof(DiagnosticAnalyzer)) && !type.IsAbstract)
            .Select(type => (DiagnosticAnalyzer)Activator.CreateInstance(type)!),
    ];

    /// <summary>True where the compiler's stages find no error. What they break on counts as sound, so that the check sees it.</summary>
    public static bool IsSound(string source)
    {
        try
        {
            return Specs(Sources.Compile(Sources.Parse(source))).All(spec => spec.Layers.All(layer => layer.IsKnown)
                && !NetworkCompiler.CompileAnew(spec, CancellationToken.None).Problems.Any(problem => problem.IsError));
        }
        catch (Exception)
        {
            return true;
        }
    }

    /// <summary>Compiles a declaration and, where it is sound and small, runs it.</summary>
    public static Verdict Check(string source) => Check(source, Analyzers);

    /// <summary>The same with other analyzers.</summary>
    public static Verdict Check(string source, ImmutableArray<DiagnosticAnalyzer> analyzers)
    {
        try
        {
            return CheckCompilation(Sources.Compile(Sources.Parse(source)), analyzers);
        }
        catch (Exception exception)
        {
            return Verdict.Broken($"exception: {exception}");
        }
    }

    private static Verdict CheckCompilation(CSharpCompilation compilation, ImmutableArray<DiagnosticAnalyzer> analyzers)
    {
        GeneratorDriver driver = Sources.Driver().RunGeneratorsAndUpdateCompilation(compilation, out Compilation output, out ImmutableArray<Diagnostic> reported);
        GeneratorRunResult run = driver.GetRunResult().Results.Single();
        if (run.Exception is { } thrown)
        {
            return Verdict.Broken($"generator threw: {thrown}");
        }

        if (reported.Length > 0)
        {
            return Verdict.Broken($"generator reported: {reported[0]}");
        }

        string? thrownByAnalyzer = null;
        CompilationWithAnalyzersOptions options = new(new AnalyzerOptions([]), (exception, _, _) => thrownByAnalyzer = exception.ToString(), concurrentAnalysis: false, logAnalyzerExecutionTime: false);
        ImmutableArray<Diagnostic> ours = new CompilationWithAnalyzers(output, analyzers, options).GetAnalyzerDiagnosticsAsync(CancellationToken.None).GetAwaiter().GetResult();
        if (thrownByAnalyzer is not null)
        {
            return Verdict.Broken($"analyzer threw: {thrownByAnalyzer}");
        }

        string? problem = ours.Select(Misplaced).FirstOrDefault(problem => problem is not null) ?? Differing(compilation, run);
        return problem is not null ? Verdict.Broken(problem) : CheckCode(compilation, output, ours);
    }

    /// <summary>A diagnostic stands under an attribute or a name, and reads well.</summary>
    private static string? Misplaced(Diagnostic diagnostic)
    {
        string message = diagnostic.GetMessage(CultureInfo.InvariantCulture);
        if (Hole().IsMatch(message) && !message.Contains("{0}\"", StringComparison.Ordinal) && !message.Contains("'{0}'", StringComparison.Ordinal))
        {
            return $"message with a hole: {diagnostic}";
        }

        if (diagnostic.Location.SourceTree is not { FilePath: Sources.Path } tree)
        {
            return $"elsewhere: {diagnostic}";
        }

        SyntaxNode root = tree.GetRoot();
        SyntaxNode node = root.FindNode(diagnostic.Location.SourceSpan);
        bool isName = node is BaseTypeDeclarationSyntax or MemberDeclarationSyntax or VariableDeclaratorSyntax or ParameterSyntax
            && node.DescendantTokens().Any(token => token.Span == diagnostic.Location.SourceSpan);
        return isName || node.FirstAncestorOrSelf<AttributeSyntax>() is not null ? null : $"misplaced: {diagnostic} under {node.Kind()} '{node}'";
    }

    /// <summary>The same bytes with nothing remembered and in a culture with other numbers.</summary>
    private static string? Differing(CSharpCompilation compilation, GeneratorRunResult run)
    {
        CultureInfo culture = CultureInfo.CurrentCulture;
        CultureInfo.CurrentCulture = CultureInfo.GetCultureInfo("sv-SE");
        try
        {
            foreach (NetworkSpec spec in Specs(compilation))
            {
                string again = NetworkCompiler.CompileAnew(spec, CancellationToken.None).Source;
                GeneratedSourceResult first = run.GeneratedSources.FirstOrDefault(source => source.HintName == spec.HintName);
                if (again != (first.SourceText?.ToString() ?? ""))
                {
                    return $"other bytes: {spec.HintName} the second time";
                }
            }

            return null;
        }
        finally
        {
            CultureInfo.CurrentCulture = culture;
        }
    }

    private static Verdict CheckCode(CSharpCompilation compilation, Compilation output, ImmutableArray<Diagnostic> ours)
    {
        ImmutableArray<Diagnostic> all = output.GetDiagnostics();
        Diagnostic? inGenerated = all.FirstOrDefault(problem => problem.Severity >= DiagnosticSeverity.Warning && problem.Location.SourceTree is { FilePath: not (Sources.Path or "Own.cs") });
        if (inGenerated is not null)
        {
            return Verdict.Broken($"generated code: {inGenerated} in\n{inGenerated.Location.SourceTree!.GetText().Lines[inGenerated.Location.GetLineSpan().StartLinePosition.Line]}");
        }

        string[] before = [.. compilation.GetDiagnostics().Where(problem => problem.Severity == DiagnosticSeverity.Error).Select(problem => problem.Id)];
        Diagnostic? added = all.FirstOrDefault(problem => problem.Severity == DiagnosticSeverity.Error && !before.Contains(problem.Id));
        if (added is not null)
        {
            return Verdict.Broken($"further error of C#: {added}");
        }

        return before.Length > 0 ? Verdict.HalfTyped
            : ours.Any(problem => problem.Severity == DiagnosticSeverity.Error) ? Verdict.Refused
            : Run(compilation, output);
    }

    private static Verdict Run(CSharpCompilation compilation, Compilation output)
    {
        NetworkSpec[] specs = [.. Specs(compilation)];
        NetworkPlan?[] plans = Array.ConvertAll(specs, spec => NetworkCompiler.Plan(spec, [], CancellationToken.None));
        if (plans.Any(plan => plan is null))
        {
            return Verdict.Broken("silent: a network without a plan and without an error");
        }

        if (plans.Length == 0 || plans.Any(plan => !Exercise.IsSmall(plan!)))
        {
            return Verdict.Large;
        }

        using MemoryStream image = new();
        Microsoft.CodeAnalysis.Emit.EmitResult emitted = output.Emit(image);
        if (!emitted.Success)
        {
            return Verdict.Broken($"emit: {emitted.Diagnostics.First(problem => problem.Severity == DiagnosticSeverity.Error)}");
        }

        image.Position = 0;
        return Exercise.Run(image, [.. plans.Zip(specs, (plan, spec) => (spec.MetadataName, plan!))]) is { } problem ? Verdict.Broken(problem) : Verdict.Ran;
    }

    private static IEnumerable<NetworkSpec> Specs(CSharpCompilation compilation)
    {
        SyntaxTree tree = compilation.SyntaxTrees.Single(tree => tree.FilePath == Sources.Path);
        SemanticModel model = compilation.GetSemanticModel(tree);
        foreach (TypeDeclarationSyntax declaration in tree.GetRoot().DescendantNodes().OfType<TypeDeclarationSyntax>())
        {
            if (model.GetDeclaredSymbol(declaration) is { } type && NetworkParser.NetworkPart(type, CancellationToken.None) is { } part && part == declaration)
            {
                yield return NetworkParser.Parse(type, part, compilation, CancellationToken.None).Spec;
            }
        }
    }

    [GeneratedRegex(@"\{\d+\}")]
    private static partial Regex Hole();
}
