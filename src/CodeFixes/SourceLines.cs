using System.Linq;
using System.Threading;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace Espalier.CodeFixes;

/// <summary>The attributes of a file as a person sees them: lists in brackets on lines of text.</summary>
internal sealed class SourceLines(SourceText text, SyntaxNode root, SemanticModel model, CancellationToken cancellation)
{
    public SourceText Text { get; } = text;

    /// <summary>The attribute at a place; null where there is none.</summary>
    public AttributeSyntax? Attribute(TextSpan span) => root.FullSpan.Contains(span) ? root.FindNode(span).FirstAncestorOrSelf<AttributeSyntax>() : null;

    /// <summary>The position among the parameters of the constructor that the attribute calls; −1 where it has no such parameter.</summary>
    public int Position(AttributeSyntax attribute, string parameter) =>
        model.GetSymbolInfo(attribute, cancellation) is { Symbol: IMethodSymbol constructor }
            ? constructor.Parameters.Select(candidate => candidate.Name).ToList().IndexOf(parameter)
            : -1;

    /// <summary>"Espalier." where the attribute is written so, else nothing.</summary>
    public static string Qualifier(AttributeSyntax attribute) => attribute.Name is QualifiedNameSyntax qualified ? qualified.Left + "." : "";

    /// <summary>The attribute with its brackets, or with the comma before or after it.</summary>
    public TextSpan Bracketed(AttributeSyntax attribute)
    {
        var list = (AttributeListSyntax)attribute.Parent!;
        if (list.Attributes.Count == 1)
        {
            return list.Span;
        }

        int index = list.Attributes.IndexOf(attribute);
        return index == 0
            ? TextSpan.FromBounds(attribute.SpanStart, list.Attributes[1].SpanStart)
            : TextSpan.FromBounds(list.Attributes[index - 1].Span.End, attribute.Span.End);
    }

    /// <summary>What goes where the attribute is removed: with the whole line where nothing else stands on it, else with the space before it.</summary>
    public TextSpan Removed(AttributeSyntax attribute)
    {
        TextSpan span = Bracketed(attribute);
        if (((AttributeListSyntax)attribute.Parent!).Attributes.Count > 1)
        {
            return span;
        }

        TextLine line = Text.Lines.GetLineFromPosition(span.Start);
        bool isFirst = IsBlank(line.Start, span.Start), isLast = span.End <= line.End && IsBlank(span.End, line.End);
        if (isFirst && isLast)
        {
            return line.SpanIncludingLineBreak;
        }

        int start = span.Start, end = span.End;
        while (isFirst && end < line.End && Text[end] is ' ' or '\t')
        {
            end++;
        }

        while (!isFirst && start > line.Start && Text[start - 1] is ' ' or '\t')
        {
            start--;
        }

        return TextSpan.FromBounds(start, end);
    }

    /// <summary>Whether the attribute's brackets begin a line.</summary>
    public bool BeginsLine(AttributeSyntax attribute) => IsBlank(Text.Lines.GetLineFromPosition(attribute.Parent!.SpanStart).Start, attribute.Parent.SpanStart);

    /// <summary>A line break and the space before the attribute's line.</summary>
    public string NewLine(AttributeSyntax attribute)
    {
        TextLine line = Text.Lines.GetLineFromPosition(attribute.Parent!.SpanStart);
        string text = Text.ToString(line.Span);
        string indent = text.Substring(0, text.Length - text.TrimStart().Length);
        string lineBreak = Text.Lines.Select(other => Text.ToString(TextSpan.FromBounds(other.End, other.EndIncludingLineBreak))).FirstOrDefault(other => other.Length > 0) ?? "\n";
        return lineBreak + indent;
    }

    /// <summary>The arguments of the constructor, without the properties behind them.</summary>
    public static AttributeArgumentSyntax[] Arguments(AttributeSyntax attribute) =>
        [.. attribute.ArgumentList?.Arguments.Where(argument => argument.NameEquals is null) ?? []];

    /// <summary>The texts among the arguments that say something.</summary>
    public static LiteralExpressionSyntax[] Literals(SyntaxNode node, string text) =>
        [.. node.DescendantNodes().OfType<LiteralExpressionSyntax>().Where(literal => literal.IsKind(SyntaxKind.StringLiteralExpression) && literal.Token.ValueText == text)];

    private bool IsBlank(int start, int end) => string.IsNullOrWhiteSpace(Text.ToString(TextSpan.FromBounds(start, end)));
}
