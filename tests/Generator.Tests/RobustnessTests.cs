using System.Globalization;
using Espalier.Generator.Tests.TestHelpers;
using Microsoft.CodeAnalysis;

namespace Espalier.Generator.Tests;

/// <summary>Code that is half typed, and machines that are not like this one.</summary>
public class RobustnessTests
{
    private const string Source = """
        using Espalier;
        namespace Samples;
        public partial class Outer
        {
            [Network, Input(1, 28, 28)]
            [Conv2D(30, kernel: [3, 5], padding: [1, 2, 1, 2], Init = Init.KaimingNormal)] [BatchNorm(epsilon: 1e-3f)] [LeakyReLU(-0.25f)]
            [MaxPool2D(2, rounding: Rounding.Floor)] [Tap("body")]
            [Conv2D(30, 3, padding: 1, Name = "Side", From = "body", Key = "side.0")] [Add("body")]
            [Dropout(0.5f)] [Dense(Width * 2, Frozen = true)] [ReLU, Dense(10)]
            [SoftmaxCrossEntropy]
            internal sealed partial class DigitNet : System.IDisposable
            {
                private const int Width = 50;
                public void Dispose() { }
            }
        }
        """;

    [Fact]
    public void Half_typed_code_breaks_nothing()
    {
        for (int length = 0; length < Source.Length; length += 3)
        {
            AssertNothingBreaks(Source[..length]);
        }
    }

    [Fact]
    public void Code_with_a_hole_breaks_nothing()
    {
        int attributes = Source.IndexOf("[Network", StringComparison.Ordinal);
        for (int hole = attributes; hole + 4 < Source.Length; hole += 5)
        {
            AssertNothingBreaks(Source.Remove(hole, 4));
        }
    }

    [Fact]
    public void The_same_source_gives_the_same_bytes_in_every_culture()
    {
        string here = InMemory.Generate(Source).ToString() + Messages();
        CultureInfo culture = CultureInfo.CurrentCulture;
        try
        {
            foreach (string name in new[] { "sv-SE", "de-DE", "tr-TR", "ar-SA" })
            {
                CultureInfo.CurrentCulture = new CultureInfo(name);
                Assert.Equal(here, InMemory.Generate(Source).ToString() + Messages());
            }
        }
        finally
        {
            CultureInfo.CurrentCulture = culture;
        }
    }

    [Fact]
    public void The_order_of_files_does_not_matter()
    {
        string[] sources = [Source, "partial class Other;", Source.Replace("DigitNet", "Further")];

        IEnumerable<string> Texts(params string[] sources) => InMemory.Generate(sources).Sources
            .OrderBy(source => source.HintName, StringComparer.Ordinal)
            .Select(source => source.HintName + source.SourceText);

        Assert.Equal(Texts(sources), Texts([.. sources.Reverse()]));
    }

    [Fact]
    public void A_cancelled_run_stops() => Assert.ThrowsAny<OperationCanceledException>(() =>
        InMemory.CreateDriver().RunGenerators(InMemory.Compile(Source), new CancellationToken(canceled: true)));

    private static string Messages() => string.Join("\n", InMemory.Analyze(Source.Replace("(1, 28", "(-1, 28"))
        .Select(diagnostic => diagnostic.GetMessage(CultureInfo.InvariantCulture)));

    private static void AssertNothingBreaks(string source)
    {
        try
        {
            Generated generated = InMemory.Generate(source);
            InMemory.Analyze(generated.Compilation);
            Assert.Empty(generated.Diagnostics);
            Assert.Empty(generated.Compilation.GetDiagnostics().Where(diagnostic =>
                diagnostic.Severity == DiagnosticSeverity.Error && diagnostic.Location.SourceTree?.FilePath.EndsWith(".g.cs", StringComparison.Ordinal) == true));
        }
        catch (Exception exception)
        {
            throw new InvalidOperationException("Broken by:\n" + source, exception);
        }
    }
}
