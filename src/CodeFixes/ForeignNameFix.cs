using System.Collections.Generic;
using System.Collections.Immutable;
using System.Composition;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Espalier.CodeFixes.Foreign;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace Espalier.CodeFixes;

/// <summary>
/// CS0246 under an attribute: writes the layer that other frameworks call so, with the arguments that mean the same here,
/// or the layer of the nearest name.
/// </summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(ForeignNameFix)), Shared]
public sealed class ForeignNameFix : CodeFixProvider
{
    private const string Key = "Use Espalier's name";

    /// <inheritdoc />
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = ["CS0246"];

    /// <summary>All foreign names of a document at once.</summary>
    public override FixAllProvider GetFixAllProvider() => FixAllProvider.Create(async (context, document, diagnostics) =>
    {
        if (await document.GetSyntaxRootAsync(context.CancellationToken).ConfigureAwait(false) is not { } root
            || await LayersAsync(document, context.CancellationToken).ConfigureAwait(false) is not { Count: > 0 } layers)
        {
            return document;
        }

        // The compiler looks for each name twice, with "Attribute" and without.
        IEnumerable<AttributeSyntax> attributes = diagnostics.Select(diagnostic => Attribute(root, diagnostic.Location.SourceSpan)).OfType<AttributeSyntax>().Distinct();
        return await ApplyAsync(document, attributes.Select(attribute => (attribute, Translation(attribute, layers))), context.CancellationToken).ConfigureAwait(false);
    });

    /// <inheritdoc />
    public override async Task RegisterCodeFixesAsync(CodeFixContext context)
    {
        if (await context.Document.GetSyntaxRootAsync(context.CancellationToken).ConfigureAwait(false) is { } root
            && Attribute(root, context.Span) is { } attribute
            && await LayersAsync(context.Document, context.CancellationToken).ConfigureAwait(false) is { Count: > 0 } layers
            && Translation(attribute, layers) is { } translation)
        {
            context.RegisterCodeFix(
                CodeAction.Create("Use [" + translation + "]", token => ApplyAsync(context.Document, [(attribute, translation)], token), Key),
                context.Diagnostics);
        }
    }

    // Only on a class: a parameter or assembly has no layers.
    private static AttributeSyntax? Attribute(SyntaxNode root, TextSpan span) =>
        root.FindNode(span).FirstAncestorOrSelf<AttributeSyntax>() is { Parent.Parent: TypeDeclarationSyntax } attribute && attribute.Name.Span.Contains(span) ? attribute : null;

    private static string? Translation(AttributeSyntax attribute, IReadOnlyCollection<string> layers)
    {
        ForeignLayer layer = ForeignLayer.Read(attribute);
        return ForeignNames.Translate(layer, layers) ?? NearestName(layer, layers);
    }

    private static string? NearestName(ForeignLayer layer, IReadOnlyCollection<string> layers) =>
        ForeignNames.Nearest(layer.Name, layers) is { } name ? name + layer.ArgumentText : null;

    /// <summary>The layers that the project's Espalier has, by their names in brackets.</summary>
    private static async Task<IReadOnlyCollection<string>> LayersAsync(Document document, CancellationToken cancellation)
    {
        Compilation? compilation = await document.Project.GetCompilationAsync(cancellation).ConfigureAwait(false);
        if (compilation?.GetTypeByMetadataName("Espalier.LayerAttribute") is not { } layer)
        {
            return [];
        }

        return
        [
            .. layer.ContainingNamespace.GetTypeMembers()
                .Where(type => !type.IsAbstract && SymbolEqualityComparer.Default.Equals(type.BaseType, layer))
                .Select(type => type.Name.Substring(0, type.Name.Length - "Attribute".Length))
                .Distinct(),
        ];
    }

    private static async Task<Document> ApplyAsync(Document document, IEnumerable<(AttributeSyntax Attribute, string? Translation)> layers, CancellationToken cancellation)
    {
        SourceText text = await document.GetTextAsync(cancellation).ConfigureAwait(false);
        return document.WithText(TextEdits.Apply(text, layers
            .Where(layer => layer.Translation is not null)
            .Select(layer => ImmutableArray.Create(new TextChange(layer.Attribute.Span, layer.Translation!)))));
    }
}
