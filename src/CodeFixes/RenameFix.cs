using System.Collections.Generic;
using System.Collections.Immutable;
using System.Composition;
using System.Linq;
using Espalier.Generator.Diagnostics;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace Espalier.CodeFixes;

/// <summary>Writes another name: the nearest one where a name is misspelt, a free one where it is taken.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(RenameFix)), Shared]
public sealed class RenameFix() : RemedyFix(Change.ReplaceText, Change.ReplaceTextEverywhere)
{
    private protected override ImmutableArray<TextChange> Edit(PlacedRemedy remedy, AttributeSyntax line, SourceLines source)
    {
        IEnumerable<AttributeSyntax> lines = remedy.Change == Change.ReplaceTextEverywhere && line.FirstAncestorOrSelf<TypeDeclarationSyntax>() is { } type
            ? type.AttributeLists.SelectMany(list => list.Attributes)
            : [line];
        return
        [
            .. lines
                .SelectMany(each => SourceLines.Literals(each, remedy.Name))
                .Where(literal => literal.FirstAncestorOrSelf<AttributeArgumentSyntax>()?.NameEquals?.Name.Identifier.ValueText != "Key")
                .Select(literal => new TextChange(literal.Span, remedy.Value)),
        ];
    }
}
