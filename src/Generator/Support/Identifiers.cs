using System.Text;
using Microsoft.CodeAnalysis.CSharp;

namespace Espalier.Generator.Support;

/// <summary>Names in C# source.</summary>
internal static class Identifiers
{
    /// <summary>True for a keyword that cannot be a name without <c>@</c>.</summary>
    public static bool IsKeyword(string name) => SyntaxFacts.GetKeywordKind(name) != SyntaxKind.None;

    /// <summary>The name as source has it: <c>@class</c> for <c>class</c>.</summary>
    public static string Escape(string name) => IsKeyword(name) ? "@" + name : name;

    /// <summary>The text as a literal with quotes, control characters escaped.</summary>
    public static string Quote(string text) => SymbolDisplay.FormatLiteral(text, quote: true);

    /// <summary>The nearest identifier to any text: <c>2nd layer</c> gives <c>_2nd_layer</c>.</summary>
    public static string Nearest(string text)
    {
        StringBuilder name = new(text.Length + 1);
        foreach (char character in text)
        {
            name.Append(SyntaxFacts.IsIdentifierPartCharacter(character) ? character : '_');
        }

        if (name.Length == 0 || !SyntaxFacts.IsIdentifierStartCharacter(name[0]))
        {
            name.Insert(0, '_');
        }

        return IsKeyword(name.ToString()) ? name.Append('_').ToString() : name.ToString();
    }
}
