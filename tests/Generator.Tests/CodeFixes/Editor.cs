using System.Collections.Immutable;
using System.Reflection;
using Espalier.CodeFixes;
using Espalier.Generator.Tests.TestHelpers;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Text;

namespace Espalier.Generator.Tests.CodeFixes;

/// <summary>An editor with one file open and every code fix of Espalier at hand.</summary>
internal static class Editor
{
    public static ImmutableArray<CodeFixProvider> Providers { get; } =
    [
        .. typeof(MakePartialFix).Assembly.GetTypes()
            .Where(type => type.IsSubclassOf(typeof(CodeFixProvider)) && !type.IsAbstract)
            .OrderBy(type => type.Name, StringComparer.Ordinal)
            .Select(type => (CodeFixProvider)Activator.CreateInstance(type)!),
    ];

    /// <summary>The file in a project with the references of every test.</summary>
    public static Document Open(AdhocWorkspace workspace, string source) => workspace
        .AddProject("Test", LanguageNames.CSharp)
        .WithMetadataReferences(InMemory.References)
        .WithParseOptions(InMemory.ParseOptions)
        .WithCompilationOptions(new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary))
        .AddDocument("GlobalUsings.cs", SourceText.From(InMemory.ImplicitUsings)).Project
        .AddDocument("Test0.cs", SourceText.From(source));

    /// <summary>What is offered for a diagnostic, and the file after each.</summary>
    public static async Task<ImmutableArray<(string Title, string Fixed)>> OffersAsync(string source, Diagnostic diagnostic)
    {
        using AdhocWorkspace workspace = new();
        Document document = Open(workspace, source);
        List<CodeAction> actions = [];
        foreach (CodeFixProvider provider in Providers.Where(provider => provider.FixableDiagnosticIds.Contains(diagnostic.Id)))
        {
            await provider.RegisterCodeFixesAsync(new CodeFixContext(document, diagnostic, (action, _) => actions.Add(action), CancellationToken.None));
        }

        var offers = ImmutableArray.CreateBuilder<(string, string)>();
        foreach (CodeAction action in actions)
        {
            offers.Add((action.Title, await ApplyAsync(action, document.Id)));
        }

        return offers.ToImmutable();
    }

    /// <summary>The file after an action.</summary>
    public static async Task<string> ApplyAsync(CodeAction action, DocumentId document)
    {
        ImmutableArray<CodeActionOperation> operations = await action.GetOperationsAsync(CancellationToken.None);
        Solution changed = operations.OfType<ApplyChangesOperation>().Single().ChangedSolution;
        return (await changed.GetDocument(document)!.GetTextAsync()).ToString();
    }

    /// <summary>The file after everything that can be fixed in the same way as the first diagnostic by the given offer.</summary>
    public static async Task<string> FixAllAsync(string source, CodeFixProvider provider, IReadOnlyList<Diagnostic> diagnostics, string title)
    {
        using AdhocWorkspace workspace = new();
        Document document = Open(workspace, source);
        List<CodeAction> actions = [];
        await provider.RegisterCodeFixesAsync(new CodeFixContext(document, diagnostics[0], (action, _) => actions.Add(action), CancellationToken.None));
        FixAllContext all = new(
            document,
            provider,
            FixAllScope.Document,
            actions.Single(action => action.Title == title).EquivalenceKey,
            provider.FixableDiagnosticIds,
            new Known([.. diagnostics]),
            CancellationToken.None);
        return await ApplyAsync((await provider.GetFixAllProvider()!.GetFixAsync(all))!, document.Id);
    }

    private sealed class Known(ImmutableArray<Diagnostic> diagnostics) : FixAllContext.DiagnosticProvider
    {
        public override Task<IEnumerable<Diagnostic>> GetDocumentDiagnosticsAsync(Document document, CancellationToken cancellationToken) =>
            Task.FromResult<IEnumerable<Diagnostic>>(document.Name == "Test0.cs" ? diagnostics : []);

        public override Task<IEnumerable<Diagnostic>> GetProjectDiagnosticsAsync(Project project, CancellationToken cancellationToken) =>
            Task.FromResult<IEnumerable<Diagnostic>>([]);

        public override Task<IEnumerable<Diagnostic>> GetAllDiagnosticsAsync(Project project, CancellationToken cancellationToken) =>
            Task.FromResult<IEnumerable<Diagnostic>>(diagnostics);
    }
}
