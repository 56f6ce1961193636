using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using Microsoft.CodeAnalysis.Text;

namespace Espalier.CodeFixes;

/// <summary>Makes several edits at once; of those that touch the same text, the first.</summary>
internal static class TextEdits
{
    public static SourceText Apply(SourceText text, IEnumerable<ImmutableArray<TextChange>> edits)
    {
        List<TextChange> all = [];
        foreach (ImmutableArray<TextChange> edit in edits)
        {
            if (!edit.Any(change => all.Exists(other => other.Span.IntersectsWith(change.Span))))
            {
                all.AddRange(edit);
            }
        }

        return text.WithChanges(all.OrderBy(change => change.Span.Start));
    }
}
