using System.Collections.Immutable;
using System.Globalization;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;

namespace Espalier.Generator.Tests.TestHelpers;

/// <summary>Assertions about diagnostics.</summary>
internal static class Expect
{
    /// <summary>
    /// The analyzer reports exactly the given errors and warnings, one under each marked place in their order, and C#
    /// reports no error beside them. Suggestions are left aside.
    /// </summary>
    /// <param name="source">Source with <c>[|marks|]</c>.</param>
    /// <param name="expected">The id and the full message of each.</param>
    public static void Diagnostics(string source, params (string Id, string Message)[] expected) => Diagnostics(source, DiagnosticSeverity.Warning, expected);

    /// <summary>The same of all that the analyzer says, suggestions included.</summary>
    public static void DiagnosticsAndSuggestions(string source, params (string Id, string Message)[] expected) => Diagnostics(source, DiagnosticSeverity.Info, expected);

    private static void Diagnostics(string source, DiagnosticSeverity least, (string Id, string Message)[] expected)
    {
        MarkedSource marked = MarkedSource.Parse(source);
        Generated generated = InMemory.Generate(marked.Text);
        ImmutableArray<Diagnostic> actual = [.. InMemory.Analyze(generated.Compilation).Where(diagnostic => diagnostic.Severity >= least)];

        Assert.Equal(
            string.Join("\n", expected.Select(diagnostic => $"{diagnostic.Id}: {diagnostic.Message}")),
            string.Join("\n", actual.Select(diagnostic => $"{diagnostic.Id}: {diagnostic.GetMessage(CultureInfo.InvariantCulture)}")));
        Assert.Equal(
            marked.Spans.Select(span => Text(marked, span)),
            actual.Select(diagnostic => Text(marked, diagnostic.Location.SourceSpan)));
        Assert.Empty(generated.Compilation.GetDiagnostics().Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error));
        Assert.Empty(generated.Diagnostics);
    }

    private static string Text(MarkedSource marked, TextSpan span) => $"{span}: {marked.Text.Substring(span.Start, span.Length)}";
}
