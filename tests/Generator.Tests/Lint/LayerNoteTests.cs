using System.Collections.Immutable;
using System.Globalization;
using Espalier.Generator.Tests.TestHelpers;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Espalier.Generator.Tests.Lint;

/// <summary>What each layer gives, where it was asked for.</summary>
public class LayerNoteTests
{
    private const string Source = """
        using Espalier;
        [Network]
        [Input(1, 28, 28)]
        [Conv2D(30, kernel: 5)] [ReLU] [MaxPool2D(2)]
        [Use<Hidden>(100, Repeat = 2)]
        [Dense(10)]
        [SoftmaxCrossEntropy]
        partial class Net;
        [Block, Dense(Width), ReLU] class Hidden { [Argument] const int Width = 1; }
        """;

    [Fact]
    public void Each_line_has_its_note_and_a_use_one_of_all_that_it_writes_out()
    {
        CSharpCompilation compilation = InMemory.Compile(Source);
        compilation = compilation.WithOptions(compilation.Options.WithSpecificDiagnosticOptions(ImmutableDictionary<string, ReportDiagnostic>.Empty.Add("ESP0550", ReportDiagnostic.Info)));
        IEnumerable<string> notes = InMemory.Analyze(InMemory.Generate(compilation).Compilation)
            .Select(note => note.Location.SourceTree!.GetText().ToString(note.Location.SourceSpan) + " " + note.GetMessage(CultureInfo.InvariantCulture));

        Assert.Equal(
        [
            "Conv2D(30, kernel: 5) → 30×24×24, 780 parameters, 0.864 MFLOP",
            "ReLU → 30×24×24, 0.017 MFLOP",
            "MaxPool2D(2) → 30×12×12, 0.017 MFLOP",
            "Use<Hidden>(100, Repeat = 2) → 100, 442 200 parameters, 0.884 MFLOP",
            "Dense(10) → 10, 1 010 parameters, 0.002 MFLOP",
        ],
        notes);
    }

    [Fact]
    public void Nobody_is_told_who_did_not_ask() => Assert.Empty(InMemory.Analyze(Source));
}
