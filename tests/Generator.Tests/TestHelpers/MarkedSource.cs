using System.Collections.Immutable;
using System.Text;
using Microsoft.CodeAnalysis.Text;

namespace Espalier.Generator.Tests.TestHelpers;

/// <summary>Source in which <c>[|</c> and <c>|]</c> mark where diagnostics are expected.</summary>
/// <param name="Text">The source without marks.</param>
/// <param name="Spans">The marked places, in their order.</param>
internal sealed record MarkedSource(string Text, ImmutableArray<TextSpan> Spans)
{
    public static MarkedSource Parse(string source)
    {
        StringBuilder text = new();
        var spans = ImmutableArray.CreateBuilder<TextSpan>();
        int position = 0;
        for (int open = source.IndexOf("[|", StringComparison.Ordinal); open >= 0; open = source.IndexOf("[|", position, StringComparison.Ordinal))
        {
            int close = source.IndexOf("|]", open, StringComparison.Ordinal);
            text.Append(source, position, open - position);
            spans.Add(new TextSpan(text.Length, close - open - 2));
            text.Append(source, open + 2, close - open - 2);
            position = close + 2;
        }

        return new MarkedSource(text.Append(source, position, source.Length - position).ToString(), spans.ToImmutable());
    }
}
