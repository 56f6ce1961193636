using System.Collections.Immutable;
using System.Composition;
using System.Linq;
using Espalier.Generator.Diagnostics;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace Espalier.CodeFixes;

/// <summary>
/// Uses another layer in place of one, which keeps its name and other properties: a projected shortcut for a sum, a layer
/// along steps for one on images; or declares other sizes of an <c>[Input]</c>.
/// </summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(ReplaceLayerFix)), Shared]
public sealed class ReplaceLayerFix() : RemedyFix(Change.Replace)
{
    private protected override ImmutableArray<TextChange> Edit(PlacedRemedy remedy, AttributeSyntax line, SourceLines source)
    {
        string qualifier = SourceLines.Qualifier(line);
        var name = new TextChange(line.Name.Span, qualifier + remedy.Name);
        if (remedy.Value.Length == 0)
        {
            return [name];
        }

        string[] properties = [.. line.ArgumentList?.Arguments.Where(argument => argument.NameEquals is not null).Select(argument => argument.ToString()) ?? []];
        string arguments = "(" + string.Join(", ", properties.Prepend(remedy.Value.Replace(" Projection.", " " + qualifier + "Projection."))) + ")";
        return [new TextChange(line.Span, name.NewText + arguments)];
    }
}
