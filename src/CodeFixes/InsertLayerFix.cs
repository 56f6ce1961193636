using System.Collections.Immutable;
using System.Composition;
using Espalier.Generator.Diagnostics;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace Espalier.CodeFixes;

/// <summary>Writes a line that is missing: the <c>[Input]</c>, or a <c>[Flatten]</c>.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(InsertLayerFix)), Shared]
public sealed class InsertLayerFix() : RemedyFix(Change.InsertAbove)
{
    private protected override ImmutableArray<TextChange> Edit(PlacedRemedy remedy, AttributeSyntax line, SourceLines source)
    {
        string inserted = "[" + SourceLines.Qualifier(line) + remedy.Name + (remedy.Value.Length == 0 ? "" : "(" + remedy.Value + ")") + "]";

        // The input has a line of its own, other layers stand beside the one that needs them.
        string space = remedy.Name == "Input" && source.BeginsLine(line) ? source.NewLine(line) : " ";
        return [new TextChange(new TextSpan(line.Parent!.SpanStart, 0), inserted + space)];
    }
}
