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
/// ESP0103, ESP0105, ESP0106 and ESP0107: takes <c>static</c> and <c>abstract</c> off a network's class, makes a class of a
/// record, and puts <c>internal</c> in the place of <c>file</c>.
/// </summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(ChangeModifierFix)), Shared]
public sealed class ChangeModifierFix : CodeFixProvider
{
    /// <inheritdoc />
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = ["ESP0103", "ESP0105", "ESP0106", "ESP0107"];

    /// <inheritdoc />
    public override FixAllProvider GetFixAllProvider() => FixAllProvider.Create(async (context, document, diagnostics) =>
        await ApplyAsync(document, diagnostics, context.CancellationToken).ConfigureAwait(false));

    /// <inheritdoc />
    public override Task RegisterCodeFixesAsync(CodeFixContext context)
    {
        foreach (Diagnostic diagnostic in context.Diagnostics)
        {
            context.RegisterCodeFix(CodeAction.Create(Title(diagnostic.Id), token => ApplyAsync(context.Document, [diagnostic], token), diagnostic.Id), diagnostic);
        }

        return Task.CompletedTask;
    }

    private static string Title(string id) => id switch
    {
        "ESP0103" => "Remove 'static'",
        "ESP0105" => "Make it a class",
        "ESP0106" => "Replace 'file' by 'internal'",
        _ => "Remove 'abstract'",
    };

    private static async Task<Document> ApplyAsync(Document document, ImmutableArray<Diagnostic> diagnostics, CancellationToken cancellation)
    {
        if (await document.GetSyntaxRootAsync(cancellation).ConfigureAwait(false) is not { } root)
        {
            return document;
        }

        SourceText text = await document.GetTextAsync(cancellation).ConfigureAwait(false);
        return document.WithText(TextEdits.Apply(text, diagnostics.Select(diagnostic =>
            root.FindNode(diagnostic.Location.SourceSpan).FirstAncestorOrSelf<TypeDeclarationSyntax>() is { } type ? Edit(diagnostic.Id, type) : [])));
    }

    private static ImmutableArray<TextChange> Edit(string id, TypeDeclarationSyntax type) => id switch
    {
        "ESP0103" => Remove(type, SyntaxKind.StaticKeyword),
        "ESP0107" => Remove(type, SyntaxKind.AbstractKeyword),
        "ESP0106" => [.. type.Modifiers.Where(modifier => modifier.IsKind(SyntaxKind.FileKeyword)).Select(modifier => new TextChange(modifier.Span, "internal"))],
        _ when type is RecordDeclarationSyntax { ClassOrStructKeyword: var keyword } => keyword.IsKind(SyntaxKind.ClassKeyword)
            ? [new TextChange(TextSpan.FromBounds(type.Keyword.SpanStart, keyword.SpanStart), Partial(type))]
            : [new TextChange(type.Keyword.Span, Partial(type) + "class")],
        _ => [],
    };

    private static string Partial(TypeDeclarationSyntax type) => type.Modifiers.Any(SyntaxKind.PartialKeyword) ? "" : "partial ";

    private static ImmutableArray<TextChange> Remove(TypeDeclarationSyntax type, SyntaxKind kind) =>
        [.. type.Modifiers.Where(modifier => modifier.IsKind(kind)).Select(modifier => new TextChange(TextSpan.FromBounds(modifier.SpanStart, modifier.FullSpan.End), ""))];
}
