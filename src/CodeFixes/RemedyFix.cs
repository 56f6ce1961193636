using System.Collections.Immutable;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Espalier.Generator.Diagnostics;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace Espalier.CodeFixes;

/// <summary>
/// Offers the remedies that the compiler has worked out and that travel with its diagnostics. A fix that derives from it
/// says which changes it makes and how they are written.
/// </summary>
public abstract class RemedyFix : CodeFixProvider
{
    private protected RemedyFix(params Change[] changes) => Changes = [.. changes];

    /// <inheritdoc />
    public sealed override ImmutableArray<string> FixableDiagnosticIds { get; } = RemediedIds.All;

    private ImmutableArray<Change> Changes { get; }

    /// <summary>The same remedy of every diagnostic, in one pass over a document, leaving out what overlaps.</summary>
    public sealed override FixAllProvider GetFixAllProvider() => FixAllProvider.Create(async (context, document, diagnostics) =>
    {
        PlacedRemedy[] remedies = [.. diagnostics.SelectMany(diagnostic => Offered(diagnostic)).Where(offer => offer.Key == context.CodeActionEquivalenceKey).Select(offer => offer.Remedy)];
        return await ApplyAsync(document, remedies, context.CancellationToken).ConfigureAwait(false);
    });

    /// <inheritdoc />
    public sealed override Task RegisterCodeFixesAsync(CodeFixContext context)
    {
        foreach (Diagnostic diagnostic in context.Diagnostics)
        {
            foreach ((PlacedRemedy remedy, string key) in Offered(diagnostic))
            {
                context.RegisterCodeFix(CodeAction.Create(remedy.Title, token => ApplyAsync(context.Document, [remedy], token), key), diagnostic);
            }
        }

        return Task.CompletedTask;
    }

    /// <summary>What is written where; nothing where the source is not as expected.</summary>
    private protected abstract ImmutableArray<TextChange> Edit(PlacedRemedy remedy, AttributeSyntax line, SourceLines source);

    // The n-th choice of a kind: fixing all takes the n-th of each.
    private ImmutableArray<(PlacedRemedy Remedy, string Key)> Offered(Diagnostic diagnostic) =>
    [
        .. RemedyProperties.Read(diagnostic.Properties)
            .Where(remedy => Changes.Contains(remedy.Change))
            .GroupBy(remedy => diagnostic.Id + " " + remedy.Change + " " + (remedy.Change is Change.SetOption ? remedy.Name : ""))
            .SelectMany(group => group.Select((remedy, index) => (remedy, group.Key + " " + index))),
    ];

    private async Task<Document> ApplyAsync(Document document, PlacedRemedy[] remedies, CancellationToken cancellation)
    {
        if (await document.GetSyntaxRootAsync(cancellation).ConfigureAwait(false) is not { } root
            || await document.GetSemanticModelAsync(cancellation).ConfigureAwait(false) is not { } model)
        {
            return document;
        }

        var source = new SourceLines(await document.GetTextAsync(cancellation).ConfigureAwait(false), root, model, cancellation);
        return document.WithText(TextEdits.Apply(source.Text, remedies.Select(remedy =>
            source.Attribute(remedy.Span) is { } line ? Edit(remedy, line, source) : [])));
    }
}
