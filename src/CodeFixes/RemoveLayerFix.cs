using System.Collections.Immutable;
using System.Composition;
using Espalier.Generator.Diagnostics;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace Espalier.CodeFixes;

/// <summary>Removes a layer: a softmax that the loss has already, one that nobody reads, one that takes too much of the image away.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(RemoveLayerFix)), Shared]
public sealed class RemoveLayerFix() : RemedyFix(Change.Remove)
{
    private protected override ImmutableArray<TextChange> Edit(PlacedRemedy remedy, AttributeSyntax line, SourceLines source) =>
        [new TextChange(source.Removed(line), "")];
}
