using System.Collections.Immutable;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.RegularExpressions;
using Espalier.Generator.Tests.CodeFixes;
using Espalier.Generator.Tests.TestHelpers;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;

namespace Espalier.Generator.Tests.Mistakes;

/// <summary>An entry of the catalogue of mistakes: a heading and a wrong declaration with the wrong place marked, and below it what is said and offered.</summary>
/// <param name="File">The file of its category.</param>
/// <param name="Heading">What is wrong.</param>
/// <param name="Source">The declaration with <c>[|marks|]</c>.</param>
/// <param name="Text">The whole entry.</param>
internal sealed partial record Mistake(string File, string Heading, string Source, string Text)
{
    private const string Using = "using Espalier;\n";

    public static string Folder => Path.GetDirectoryName(Here())!;

    public static string[] Files { get; } = [.. Directory.GetFiles(Folder, "*.md").Where(file => !file.EndsWith(".received.md", StringComparison.Ordinal)).Order(StringComparer.Ordinal)];

    public static ImmutableArray<Mistake> All { get; } = [.. Files.SelectMany(Read)];

    /// <summary>The ids that the entry expects, in their order.</summary>
    public IEnumerable<string> Ids => Id().Matches(Text).Select(match => match.Groups[1].Value);

    /// <summary>What stands above the first entry of a file.</summary>
    public static string Preface(string file) => Normal(System.IO.File.ReadAllText(file)).Split("\n## ")[0] + "\n";

    /// <summary>The entry as it should be: the place, the message in full, and every fix with the lines that it changes.</summary>
    public async Task<string> ReviewAsync()
    {
        string source = Using + MarkedSource.Parse(Source).Text;
        Generated generated = InMemory.Generate(source);
        ImmutableArray<Diagnostic> diagnostics = InMemory.Analyze(generated.Compilation);
        Assert.Empty(generated.Compilation.GetDiagnostics().Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error));

        var text = new StringBuilder($"## {Heading}\n\n```csharp\n{Marked(source, diagnostics)}\n```\n");
        foreach (Diagnostic diagnostic in diagnostics)
        {
            text.Append($"\n> **{diagnostic.Id}** {diagnostic.GetMessage(CultureInfo.InvariantCulture)}\n");
            foreach ((string title, string after) in await Editor.OffersAsync(source, diagnostic))
            {
                Check(title, after, diagnostic, diagnostics);
                text.Append($"\n{title}:\n\n```diff\n{Difference(source, after)}\n```\n");
            }
        }

        return text.ToString();
    }

    /// <summary>What is fixed compiles, the diagnostic is gone, and no error takes its place.</summary>
    private static void Check(string title, string after, Diagnostic diagnostic, IEnumerable<Diagnostic> before)
    {
        // Sources here have public types without documentation.
        Generated generated = InMemory.Generate(after);
        HashSet<string> known = [.. before.Except([diagnostic]).Select(Text)];
        string[] left =
        [
            .. generated.CompilerDiagnostics.Where(other => other.Id != "CS1591").Select(Text),
            .. InMemory.Analyze(generated.Compilation).Where(other => other.Severity == DiagnosticSeverity.Error || other.Id == diagnostic.Id).Select(Text).Except(known),
        ];
        Assert.True(left.Length == 0, $"After \"{title}\":\n{after}\n{string.Join("\n", left)}");

        static string Text(Diagnostic diagnostic) => $"{diagnostic.Id}: {diagnostic.GetMessage(CultureInfo.InvariantCulture)}";
    }

    private static string Marked(string source, ImmutableArray<Diagnostic> diagnostics)
    {
        var text = new StringBuilder(source);
        foreach (TextSpan span in diagnostics.Select(diagnostic => diagnostic.Location.SourceSpan).Distinct().OrderByDescending(span => span.Start))
        {
            text.Insert(span.End, "|]").Insert(span.Start, "[|");
        }

        return text.ToString()[Using.Length..];
    }

    /// <summary>The lines that differ, from the first to the last.</summary>
    private static string Difference(string before, string after)
    {
        string[] old = before.Split('\n'), changed = after.Split('\n');
        int head = 0, tail = 0;
        while (head < Math.Min(old.Length, changed.Length) && old[head] == changed[head])
        {
            head++;
        }

        while (tail < Math.Min(old.Length, changed.Length) - head && old[^(tail + 1)] == changed[^(tail + 1)])
        {
            tail++;
        }

        return string.Join("\n", [.. old[head..^tail].Select(line => "- " + line), .. changed[head..^tail].Select(line => "+ " + line)]);
    }

    private static IEnumerable<Mistake> Read(string file)
    {
        foreach (string part in Normal(System.IO.File.ReadAllText(file)).Split("\n## ").Skip(1))
        {
            string text = "## " + part.TrimEnd('\n') + "\n";
            Match match = Entry().Match(text);
            Assert.True(match.Success, $"{file}: an entry is a heading and a block of C#, but there is\n{text}");
            yield return new Mistake(Path.GetFileNameWithoutExtension(file), match.Groups[1].Value, match.Groups[2].Value, text);
        }
    }

    private static string Normal(string text) => text.Replace("\r\n", "\n");

    private static string Here([CallerFilePath] string file = "") => file;

    [GeneratedRegex(@"^## ([^\n]*)\n\n```csharp\n(.*?)\n```\n", RegexOptions.Singleline)]
    private static partial Regex Entry();

    [GeneratedRegex(@"^> \*\*([A-Z]+\d+)\*\*", RegexOptions.Multiline)]
    private static partial Regex Id();
}
