using System.Collections.Immutable;
using System.Composition;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace Espalier.CodeFixes;

/// <summary>
/// ESP0111: writes <c>[Network]</c> above layers that stand on a class without it, and makes the class partial; or
/// <c>[Block]</c>, where they have no input.
/// </summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(AddNetworkFix)), Shared]
public sealed class AddNetworkFix : CodeFixProvider
{
    /// <inheritdoc />
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = ["ESP0111"];

    /// <inheritdoc />
    public override FixAllProvider GetFixAllProvider() => FixAllProvider.Create(async (context, document, diagnostics) =>
        await ApplyAsync(document, diagnostics, context.CancellationToken).ConfigureAwait(false));

    /// <inheritdoc />
    public override async Task RegisterCodeFixesAsync(CodeFixContext context)
    {
        if (await context.Document.GetSyntaxRootAsync(context.CancellationToken).ConfigureAwait(false) is { } root
            && root.FindNode(context.Span).FirstAncestorOrSelf<TypeDeclarationSyntax>() is { } type)
        {
            string title = "Add [" + Attribute(type) + "]";
            context.RegisterCodeFix(CodeAction.Create(title, token => ApplyAsync(context.Document, context.Diagnostics, token), nameof(AddNetworkFix)), context.Diagnostics);
        }
    }

    private static string Attribute(TypeDeclarationSyntax type) =>
        type.AttributeLists.SelectMany(list => list.Attributes).Any(attribute => attribute.Name.ToString().Split('.').Last() is "Input" or "InputAttribute") ? "Network" : "Block";

    private static async Task<Document> ApplyAsync(Document document, ImmutableArray<Diagnostic> diagnostics, CancellationToken cancellation)
    {
        if (await document.GetSyntaxRootAsync(cancellation).ConfigureAwait(false) is not { } root
            || await document.GetSemanticModelAsync(cancellation).ConfigureAwait(false) is not { } model)
        {
            return document;
        }

        var source = new SourceLines(await document.GetTextAsync(cancellation).ConfigureAwait(false), root, model, cancellation);
        return document.WithText(TextEdits.Apply(source.Text, diagnostics.Select(diagnostic =>
            root.FindNode(diagnostic.Location.SourceSpan).FirstAncestorOrSelf<TypeDeclarationSyntax>() is { AttributeLists.Count: > 0 } type ? Edit(type, source) : [])));
    }

    private static ImmutableArray<TextChange> Edit(TypeDeclarationSyntax type, SourceLines source)
    {
        AttributeSyntax first = type.AttributeLists[0].Attributes[0];
        string space = source.BeginsLine(first) ? source.NewLine(first) : " ";
        var network = new TextChange(new TextSpan(first.Parent!.SpanStart, 0), "[" + SourceLines.Qualifier(first) + Attribute(type) + "]" + space);
        return type.Modifiers.Any(SyntaxKind.PartialKeyword) || Attribute(type) == "Block" ? [network] : [network, new TextChange(new TextSpan(type.Keyword.SpanStart, 0), "partial ")];
    }
}
