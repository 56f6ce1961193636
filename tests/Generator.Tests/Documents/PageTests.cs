using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using Espalier.Generator.Diagnostics;
using Espalier.Generator.Tests.TestHelpers;
using Microsoft.CodeAnalysis;

namespace Espalier.Generator.Tests.Documents;

/// <summary>
/// The page of a diagnostic shows a declaration that is wrong, what is said of it, and one that is right. Where something else
/// is said, the page with it is written to a <c>*.received.md</c>.
/// </summary>
public partial class PageTests
{
    /// <summary>Shown by calls, files or settings that a page's declaration does not have.</summary>
    private static readonly string[] Exceptions = ["ESP0121", "ESP0180", "ESP0190", "ESP0550", "ESP0601", "ESP0602", "ESP0603", "ESP0604", "ESP0605", "ESP0701", "ESP0702", "ESP0703", "ESP0704", "ESP0705", "ESP0706", "ESP0707", "ESP0708"];

    public static TheoryData<string> Ids => [.. Descriptors.All.Select(descriptor => descriptor.Id).Except(Exceptions)];

    [Theory]
    [MemberData(nameof(Ids))]
    public void A_page_shows_what_is_said(string id)
    {
        string path = Path.Combine(Folder(), "..", "..", "..", "docs", "diagnostics", id + ".md");
        string page = File.ReadAllText(path).ReplaceLineEndings("\n");
        Match match = Parts().Match(page);
        Assert.True(match.Success, page);

        string? said = Problems(match.Groups[1].Value).FirstOrDefault(diagnostic => diagnostic.Id == id)?.GetMessage(CultureInfo.InvariantCulture);
        if (said is not null && said != match.Groups[2].Value)
        {
            File.WriteAllText(Path.ChangeExtension(path, ".received.md"), page.Replace(match.Groups[2].Value, said, StringComparison.Ordinal));
        }

        Assert.Equal(match.Groups[2].Value, said);
        Assert.DoesNotContain(Problems(match.Groups[3].Value), diagnostic => diagnostic.Id == id || diagnostic.Severity == DiagnosticSeverity.Error);
    }

    private static IEnumerable<Diagnostic> Problems(string code)
    {
        Generated generated = InMemory.Generate(code.Contains("using Espalier;", StringComparison.Ordinal) ? code : "using Espalier;\n" + code);
        return [.. InMemory.Analyze(generated.Compilation), .. generated.Compilation.GetDiagnostics().Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error)];
    }

    private static string Folder([CallerFilePath] string file = "") => Path.GetDirectoryName(file)!;

    [GeneratedRegex(@"^## Wrong\n.*?```csharp\n(.*?)^```$.*?^## Message\n\n> ([^\n]*)\n.*?^## Right\n.*?```csharp\n(.*?)^```$", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Parts();
}
