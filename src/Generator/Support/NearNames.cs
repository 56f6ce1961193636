using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;

namespace Espalier.Generator.Support;

/// <summary>Which name somebody meant who wrote another.</summary>
internal static class NearNames
{
    /// <summary>The names that differ from it by a slip of the hand, the nearest first.</summary>
    public static IEnumerable<string> Nearest(string name, IEnumerable<string> known) => known
        .Select(candidate => (candidate, distance: Distance(name, candidate)))
        .Where(pair => pair.distance <= Math.Max(2, name.Length / 3))
        .OrderBy(pair => pair.distance).ThenBy(pair => pair.candidate, StringComparer.Ordinal)
        .Select(pair => pair.candidate)
        .Take(3);

    /// <summary>The end of a message about a name that nobody bears.</summary>
    public static string Suggestion(string name, IReadOnlyCollection<string> known) => Nearest(name, known).FirstOrDefault() is { } nearest
        ? "did you mean \"" + nearest + "\"?"
        : "the lines above are called " + string.Join(", ", known) + ".";

    /// <summary>The name with the first number behind it that nobody bears.</summary>
    public static string Free(string name, IEnumerable<string> taken)
    {
        HashSet<string> names = [.. taken];
        int number = 2;
        while (names.Contains(name + number.ToString(CultureInfo.InvariantCulture)))
        {
            number++;
        }

        return name + number.ToString(CultureInfo.InvariantCulture);
    }

    /// <summary>Insertions, deletions, replacements and swaps of neighbours from one word to the other, ignoring case.</summary>
    public static int Distance(string left, string right)
    {
        int[] above = new int[right.Length + 1], row = [.. Enumerable.Range(0, right.Length + 1)];
        for (int i = 1; i <= left.Length; i++)
        {
            int[] next = new int[right.Length + 1];
            next[0] = i;
            for (int j = 1; j <= right.Length; j++)
            {
                int replaced = row[j - 1] + (IsSame(left[i - 1], right[j - 1]) ? 0 : 1);
                next[j] = Math.Min(replaced, Math.Min(row[j], next[j - 1]) + 1);
                if (i > 1 && j > 1 && IsSame(left[i - 1], right[j - 2]) && IsSame(left[i - 2], right[j - 1]))
                {
                    next[j] = Math.Min(next[j], above[j - 2] + 1);
                }
            }

            (above, row) = (row, next);
        }

        return row[right.Length];
    }

    private static bool IsSame(char left, char right) => char.ToLowerInvariant(left) == char.ToLowerInvariant(right);
}
