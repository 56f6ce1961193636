using System.Collections.Immutable;
using System.Globalization;
using System.Text.RegularExpressions;
using Espalier.Generator;
using Espalier.Generator.Diagnostics;
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
            return Project.Of(source).Specs().All(spec => spec.Layers.All(layer => layer.IsKnown) && !HasErrors(spec));
        }
        catch (Exception)
        {
            return true;
        }
    }

    /// <summary>The plan of the only network; null where there is none, or more than run in some milliseconds.</summary>
    public static NetworkPlan? SmallPlan(string source)
    {
        try
        {
            return Project.Of(source).Specs().ToArray() is [var spec] && NetworkCompiler.Plan(spec, [], CancellationToken.None) is { } plan && Exercise.IsSmall(plan) ? plan : null;
        }
        catch (Exception)
        {
            return null;
        }
    }

    /// <summary>Compiles a declaration and, where it is sound and small, runs it.</summary>
    public static Verdict Check(string source) => Check(source, Analyzers);

    /// <summary>The same with other analyzers.</summary>
    public static Verdict Check(string source, ImmutableArray<DiagnosticAnalyzer> analyzers)
    {
        try
        {
            Verdict verdict = CheckProject(Project.Of(source), analyzers, out ImmutableArray<Diagnostic> ours);
            return verdict == Verdict.Refused && ours.All(problem => problem.Severity < DiagnosticSeverity.Error || WeightDescriptors.All.Contains(problem.Descriptor))
                ? CheckRefusal(source)
                : verdict;
        }
        catch (Exception exception)
        {
            return Verdict.Broken($"exception: {exception}");
        }
    }

    private static Verdict CheckProject(Project project, ImmutableArray<DiagnosticAnalyzer> analyzers, out ImmutableArray<Diagnostic> ours)
    {
        GeneratorDriver driver = Sources.Driver(project).RunGeneratorsAndUpdateCompilation(project.Compilation, out Compilation output, out ImmutableArray<Diagnostic> reported);
        GeneratorRunResult run = driver.GetRunResult().Results.Single();
        ours = [];
        if (run.Exception is { } thrown)
        {
            return Verdict.Broken($"generator threw: {thrown}");
        }

        if (reported.Length > 0)
        {
            return Verdict.Broken($"generator reported: {reported[0]}");
        }

        string? thrownByAnalyzer = null;
        CompilationWithAnalyzersOptions options = new(new AnalyzerOptions(project.Texts), (exception, _, _) => thrownByAnalyzer = exception.ToString(), concurrentAnalysis: false, logAnalyzerExecutionTime: false);
        ours = new CompilationWithAnalyzers(output, analyzers, options).GetAnalyzerDiagnosticsAsync(CancellationToken.None).GetAwaiter().GetResult();
        if (thrownByAnalyzer is not null)
        {
            return Verdict.Broken($"analyzer threw: {thrownByAnalyzer}");
        }

        string? problem = ours.Select(Misplaced).FirstOrDefault(problem => problem is not null) ?? Differing(project, run) ?? Silent(project, ours);
        return problem is not null ? Verdict.Broken(problem) : CheckCode(project, output, ours);
    }

    private static bool HasErrors(NetworkSpec spec) => NetworkCompiler.Compile(spec, CancellationToken.None).Problems.Any(problem => problem.IsError);

    /// <summary>A diagnostic stands under an attribute, a name or an argument of a call, and reads well.</summary>
    private static string? Misplaced(Diagnostic diagnostic)
    {
        string message = diagnostic.GetMessage(CultureInfo.InvariantCulture);
        if (Hole().Match(message) is { Success: true, Value: var hole } && diagnostic.Location.SourceTree?.ToString().Contains(hole, StringComparison.Ordinal) != true)
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
        return isName || node.FirstAncestorOrSelf<AttributeSyntax>() is not null || Calls.IsArgument(node) ? null : $"misplaced: {diagnostic} under {node.Kind()} '{node}'";
    }

    /// <summary>Where no analyzer runs, the generator reports what they would have said of networks, if of a block at its use.</summary>
    private static string? Silent(Project project, ImmutableArray<Diagnostic> ours)
    {
        Sources.Driver(project, areAnalyzersOff: true).RunGeneratorsAndUpdateCompilation(project.Compilation, out _, out ImmutableArray<Diagnostic> reported);
        Diagnostic? further = reported.FirstOrDefault(problem => !ours.Any(other => other.Id == problem.Id));
        return further is not null ? $"reported without analyzers alone: {further}"
            : reported.Length == 0 && project.Specs().FirstOrDefault(HasErrors) is { } silent ? $"silent without analyzers: {silent.Name}"
            : null;
    }

    /// <summary>The same bytes with nothing remembered and in a culture with other numbers.</summary>
    private static string? Differing(Project project, GeneratorRunResult run)
    {
        CultureInfo culture = CultureInfo.CurrentCulture;
        CultureInfo.CurrentCulture = CultureInfo.GetCultureInfo("sv-SE");
        try
        {
            foreach (NetworkSpec spec in project.Specs())
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

    private static Verdict CheckCode(Project project, Compilation output, ImmutableArray<Diagnostic> ours)
    {
        ImmutableArray<Diagnostic> all = output.GetDiagnostics();
        Diagnostic? inGenerated = all.FirstOrDefault(problem => problem.Severity >= DiagnosticSeverity.Warning && problem.Location.SourceTree is { FilePath: not (Sources.Path or "Own.cs") });
        if (inGenerated is not null)
        {
            return Verdict.Broken($"generated code: {inGenerated} in\n{inGenerated.Location.SourceTree!.GetText().Lines[inGenerated.Location.GetLineSpan().StartLinePosition.Line]}");
        }

        string[] before = [.. project.Compilation.GetDiagnostics().Where(problem => problem.Severity == DiagnosticSeverity.Error && !Calls.Hold(problem.Location)).Select(problem => problem.Id)];
        Diagnostic? added = all.FirstOrDefault(problem => problem.Severity == DiagnosticSeverity.Error && !before.Contains(problem.Id));
        if (added is not null)
        {
            return Verdict.Broken($"further error of C#: {added}");
        }

        return before.Length > 0 ? Verdict.HalfTyped
            : ours.Any(problem => problem.Severity == DiagnosticSeverity.Error) ? Verdict.Refused
            : Run(project, output, Calls.Flagged(ours));
    }

    private static Verdict Run(Project project, Compilation output, HashSet<string> flagged, DrawnFile? refused = null)
    {
        NetworkSpec[] specs = [.. project.Specs()];
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
        IEnumerable<ResourceDescription> carried = project.Files.DistinctBy(file => file.Name).Select(file => new ResourceDescription(file.Resource, () => new MemoryStream(file.ToBytes()), isPublic: true));
        Microsoft.CodeAnalysis.Emit.EmitResult emitted = output.Emit(image, manifestResources: carried);
        if (!emitted.Success)
        {
            return Verdict.Broken($"emit: {emitted.Diagnostics.First(problem => problem.Severity == DiagnosticSeverity.Error)}");
        }

        image.Position = 0;
        return Exercise.Run(image, [.. plans.Zip(specs, (plan, spec) => (spec.MetadataName, plan!))], flagged, refused) is { } problem ? Verdict.Broken(problem) : Verdict.Ran;
    }

    /// <summary>What the build refuses of a weight file alone, <c>Load</c> would refuse when the app runs.</summary>
    private static Verdict CheckRefusal(string source)
    {
        DrawnFile[] files = [.. DrawnFile.Of(source)];
        Project free = Project.Of(string.Join('\n', source.Split('\n').Where(line => !line.StartsWith("[Weights(", StringComparison.Ordinal))));
        if (Project.Of(source).Specs().ToArray() is not [{ Weights.Files: [var file] }] || free.Specs().ToArray() is not [{ Weights: null } spec] || HasErrors(spec))
        {
            return Verdict.Refused;
        }

        Sources.Driver(free).RunGeneratorsAndUpdateCompilation(free.Compilation, out Compilation output, out _);
        Verdict verdict = Run(free, output, [], files.First(drawn => drawn.Name == file.Name));
        return verdict == Verdict.Ran ? Verdict.Refused : verdict;
    }

    [GeneratedRegex(@"\{\d+\}")]
    private static partial Regex Hole();
}
