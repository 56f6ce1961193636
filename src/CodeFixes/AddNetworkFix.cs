using System.Collections.Immutable;
using System.Composition;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Espalier.Generator.Diagnostics;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace Espalier.CodeFixes;

/// <summary>
/// ESP0111: writes <c>[Network]</c> above layers that stand on a class without it, and makes the class partial; or
/// <c>[Block]</c>, where they have neither input nor loss.
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
    public override Task RegisterCodeFixesAsync(CodeFixContext context)
    {
        string title = "Add [" + Attribute(context.Diagnostics[0]) + "]";
        context.RegisterCodeFix(CodeAction.Create(title, token => ApplyAsync(context.Document, context.Diagnostics, token), nameof(AddNetworkFix)), context.Diagnostics);
        return Task.CompletedTask;
    }

    private static string Attribute(Diagnostic diagnostic) => diagnostic.Properties.TryGetValue(RemedyProperties.Attribute, out string? attribute) ? attribute! : "Network";

    private static async Task<Document> ApplyAsync(Document document, ImmutableArray<Diagnostic> diagnostics, CancellationToken cancellation)
    {
        if (await document.GetSyntaxRootAsync(cancellation).ConfigureAwait(false) is not { } root
            || await document.GetSemanticModelAsync(cancellation).ConfigureAwait(false) is not { } model)
        {
            return document;
        }

        var source = new SourceLines(await document.GetTextAsync(cancellation).ConfigureAwait(false), root, model, cancellation);
        return document.WithText(TextEdits.Apply(source.Text, diagnostics.Select(diagnostic =>
            root.FindNode(diagnostic.Location.SourceSpan).FirstAncestorOrSelf<TypeDeclarationSyntax>() is { AttributeLists.Count: > 0 } type ? Edit(type, Attribute(diagnostic), source) : [])));
    }

    private static ImmutableArray<TextChange> Edit(TypeDeclarationSyntax type, string attribute, SourceLines source)
    {
        AttributeSyntax first = type.AttributeLists[0].Attributes[0];
        string space = source.BeginsLine(first) ? source.NewLine(first) : " ";
        var added = new TextChange(new TextSpan(first.Parent!.SpanStart, 0), "[" + SourceLines.Qualifier(first) + attribute + "]" + space);
        return type.Modifiers.Any(SyntaxKind.PartialKeyword) || attribute == "Block" ? [added] : [added, new TextChange(new TextSpan(type.Keyword.SpanStart, 0), "partial ")];
    }
}
