using System.Collections.Immutable;
using System.Composition;
using System.Linq;
using System.Text.RegularExpressions;
using Espalier.Generator.Diagnostics;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace Espalier.CodeFixes;

/// <summary>
/// Gives an option of a layer a value that fits: a kernel, a padding or a stride, groups that divide, a projection of a
/// shortcut, <c>bias: false</c>; or leaves an option out.
/// </summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(ChangeOptionFix)), Shared]
public sealed class ChangeOptionFix() : RemedyFix(Change.SetOption, Change.SetProperty, Change.RemoveOption)
{
    private protected override ImmutableArray<TextChange> Edit(PlacedRemedy remedy, AttributeSyntax line, SourceLines source)
    {
        AttributeArgumentSyntax? argument = Argument(line, remedy.Name, source);
        if (remedy.Change == Change.RemoveOption)
        {
            return argument is null ? [] : [new TextChange(Removed(line, argument), "")];
        }

        // A member of an enum is qualified as the attribute is.
        string value = Regex.IsMatch(remedy.Value, @"^[A-Z]\w*\.") ? SourceLines.Qualifier(line) + remedy.Value : remedy.Value;
        if (argument is not null)
        {
            return [new TextChange(argument.Expression.Span, value)];
        }

        string written = remedy.Name + (remedy.Change == Change.SetProperty ? " = " : ": ") + value;
        if (line.ArgumentList is not { } list)
        {
            return [new TextChange(new TextSpan(line.Name.Span.End, 0), "(" + written + ")")];
        }

        // Options stand before properties.
        AttributeArgumentSyntax? before = remedy.Change == Change.SetProperty ? list.Arguments.LastOrDefault() : SourceLines.Arguments(line).LastOrDefault();
        return before is not null ? [new TextChange(new TextSpan(before.Span.End, 0), ", " + written)]
            : list.Arguments.Count > 0 ? [new TextChange(new TextSpan(list.Arguments[0].SpanStart, 0), written + ", ")]
            : [new TextChange(new TextSpan(list.OpenParenToken.Span.End, 0), written)];
    }

    private static AttributeArgumentSyntax? Argument(AttributeSyntax line, string name, SourceLines source)
    {
        AttributeArgumentSyntax? named = line.ArgumentList?.Arguments.FirstOrDefault(argument =>
            argument.NameColon?.Name.Identifier.ValueText == name || argument.NameEquals?.Name.Identifier.ValueText == name);
        if (named is not null)
        {
            return named;
        }

        AttributeArgumentSyntax[] arguments = SourceLines.Arguments(line);
        int position = source.Position(line, name);
        return position >= 0 && position < arguments.Length && arguments[position].NameColon is null ? arguments[position] : null;
    }

    private static TextSpan Removed(AttributeSyntax line, AttributeArgumentSyntax argument)
    {
        AttributeArgumentListSyntax list = line.ArgumentList!;
        int index = list.Arguments.IndexOf(argument);
        return list.Arguments.Count == 1 ? list.Span
            : index == 0 ? TextSpan.FromBounds(argument.SpanStart, list.Arguments[1].SpanStart)
            : TextSpan.FromBounds(list.Arguments[index - 1].Span.End, argument.Span.End);
    }
}
