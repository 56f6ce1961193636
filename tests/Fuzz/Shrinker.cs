namespace Espalier.Fuzz;

/// <summary>Makes a source that shows a problem shorter: without lines, then without arguments, as long as it shows it.</summary>
internal static class Shrinker
{
    /// <param name="source">A source that shows the problem.</param>
    /// <param name="shows">Whether a shorter one does, too.</param>
    public static string Shrink(string source, Func<string, bool> shows)
    {
        string shortest = source;
        while (true)
        {
            string? shorter = WithoutALine(shortest).Concat(WithoutAnArgument(shortest)).FirstOrDefault(shows);
            if (shorter is null)
            {
                return shortest;
            }

            shortest = shorter;
        }
    }

    private static IEnumerable<string> WithoutALine(string source)
    {
        string[] lines = source.Split('\n');
        for (int i = lines.Length - 1; i >= 0 && lines.Length > 1; i--)
        {
            yield return string.Join('\n', lines.Where((_, index) => index != i));
        }
    }

    // An argument reaches from a parenthesis or a comma to the next, however deep it stands.
    private static IEnumerable<string> WithoutAnArgument(string source)
    {
        for (int start = source.IndexOfAny(['(', ',']); start >= 0; start = source.IndexOfAny(['(', ','], start + 1))
        {
            int end = source.IndexOfAny([',', ')'], start + 1);
            if (end > start + 1)
            {
                bool isFirst = source[start] == '(';
                yield return isFirst && source[end] == ',' ? source.Remove(start + 1, end - start) : source.Remove(isFirst ? start + 1 : start, end - start - (isFirst ? 1 : 0));
            }
        }
    }
}
