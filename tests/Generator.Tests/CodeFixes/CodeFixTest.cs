using System.Collections.Immutable;
using Espalier.Generator.Tests.TestHelpers;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.Text;

namespace Espalier.Generator.Tests.CodeFixes;

/// <summary>Applies a code fix as an editor does, and compiles what comes out.</summary>
internal static class CodeFixTest
{
    /// <summary>Applies the fix to the first diagnostic that it can fix.</summary>
    public static Task CheckAsync(CodeFixProvider provider, string before, string after) => RunAsync(provider, before, after, async (document, diagnostics) =>
    {
        List<CodeAction> actions = [];
        CodeFixContext context = new(document, diagnostics[0], (action, _) => actions.Add(action), CancellationToken.None);
        await provider.RegisterCodeFixesAsync(context);
        return Assert.Single(actions);
    });

    /// <summary>Applies the fix to everything in the document that it can fix, at once.</summary>
    public static Task CheckAllAsync(CodeFixProvider provider, string before, string after) => RunAsync(provider, before, after, async (document, diagnostics) =>
    {
        List<CodeAction> actions = [];
        CodeFixContext context = new(document, diagnostics[0], (action, _) => actions.Add(action), CancellationToken.None);
        await provider.RegisterCodeFixesAsync(context);
        FixAllContext all = new(
            document, provider, FixAllScope.Document, Assert.Single(actions).EquivalenceKey, provider.FixableDiagnosticIds, new Known(diagnostics), CancellationToken.None);
        return (await provider.GetFixAllProvider()!.GetFixAsync(all))!;
    });

    private static async Task RunAsync(
        CodeFixProvider provider, string before, string after, Func<Document, ImmutableArray<Diagnostic>, Task<CodeAction>> choose)
    {
        using AdhocWorkspace workspace = new();
        Document document = Editor.Open(workspace, before);
        ImmutableArray<Diagnostic> diagnostics =
            [.. InMemory.Analyze(before).Where(diagnostic => provider.FixableDiagnosticIds.Contains(diagnostic.Id))];
        Assert.NotEmpty(diagnostics);

        CodeAction action = await choose(document, diagnostics);
        ImmutableArray<CodeActionOperation> operations = await action.GetOperationsAsync(CancellationToken.None);
        Solution changed = operations.OfType<ApplyChangesOperation>().Single().ChangedSolution;
        string text = (await changed.GetDocument(document.Id)!.GetTextAsync()).ToString();

        Assert.Equal(after, text);
        Assert.Empty(InMemory.Analyze(text));
        Assert.Empty(InMemory.Generate(text).CompilerDiagnostics);
    }

    private sealed class Known(ImmutableArray<Diagnostic> diagnostics) : FixAllContext.DiagnosticProvider
    {
        public override Task<IEnumerable<Diagnostic>> GetDocumentDiagnosticsAsync(Document document, CancellationToken cancellationToken) =>
            Task.FromResult<IEnumerable<Diagnostic>>(diagnostics);

        public override Task<IEnumerable<Diagnostic>> GetProjectDiagnosticsAsync(Project project, CancellationToken cancellationToken) =>
            Task.FromResult<IEnumerable<Diagnostic>>([]);

        public override Task<IEnumerable<Diagnostic>> GetAllDiagnosticsAsync(Project project, CancellationToken cancellationToken) =>
            Task.FromResult<IEnumerable<Diagnostic>>(diagnostics);
    }
}
