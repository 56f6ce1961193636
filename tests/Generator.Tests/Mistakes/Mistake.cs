using System.Collections.Immutable;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.RegularExpressions;
using Espalier.Generator.Tests.CodeFixes;
using Espalier.Generator.Tests.TestHelpers;
using Microsoft.CodeAnalysis;

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
                await CheckAsync(title, after, diagnostic);
                text.Append($"\n{title}:\n\n```diff\n{Difference(source, after)}\n```\n");
            }
        }

        return text.ToString();
    }

    /// <summary>What is fixed compiles, has no errors, and the diagnostic is gone.</summary>
    private static Task CheckAsync(string title, string after, Diagnostic diagnostic)
    {
        Generated generated = InMemory.Generate(after);
        string[] left = [.. generated.CompilerDiagnostics.Select(other => other.ToString()),
            .. InMemory.Analyze(generated.Compilation).Where(other => other.Severity == DiagnosticSeverity.Error || other.Id == diagnostic.Id).Select(other => other.ToString())];
        Assert.True(left.Length == 0, $"After \"{title}\":\n{after}\n{string.Join("\n", left)}");
        return Task.CompletedTask;
    }

    private static string Marked(string source, ImmutableArray<Diagnostic> diagnostics)
    {
        var text = new StringBuilder(source);
        foreach (Diagnostic diagnostic in diagnostics.Reverse())
        {
            text.Insert(diagnostic.Location.SourceSpan.End, "|]").Insert(diagnostic.Location.SourceSpan.Start, "[|");
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
