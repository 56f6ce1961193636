using System.Collections.Immutable;
using System.Composition;
using Espalier.Generator.Diagnostics;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace Espalier.CodeFixes;

/// <summary>Moves a line to where it belongs: the loss to the end, the input to the top.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(MoveLayerFix)), Shared]
public sealed class MoveLayerFix() : RemedyFix(Change.MoveAbove, Change.MoveBelow)
{
    private protected override ImmutableArray<TextChange> Edit(PlacedRemedy remedy, AttributeSyntax line, SourceLines source)
    {
        if (source.Attribute(remedy.Target) is not { } target || target.Parent == line.Parent)
        {
            return [];
        }

        // What stood on a line of its own, or began one, does so again.
        string space = source.BeginsLine(line) ? source.NewLine(line) : " ";
        string moved = "[" + line + "]";
        TextChange inserted = remedy.Change == Change.MoveAbove
            ? new TextChange(new TextSpan(target.Parent!.SpanStart, 0), moved + space)
            : new TextChange(new TextSpan(target.Parent!.Span.End, 0), space + moved);
        return [new TextChange(source.Removed(line), ""), inserted];
    }
}
