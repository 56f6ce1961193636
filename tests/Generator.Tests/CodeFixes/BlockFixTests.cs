using Espalier.Generator.Tests.TestHelpers;
using Microsoft.CodeAnalysis;

namespace Espalier.Generator.Tests.CodeFixes;

/// <summary>A mistake in a block is shown under the use and put right at the block's line.</summary>
public class BlockFixTests
{
    [Fact]
    public async Task Numbers_in_a_block_are_changed_there()
    {
        string source = Source("[Conv2D(Filters, kernel: 6, stride: 3)] [ReLU]");
        Diagnostic diagnostic = Mistake(source);
        (string Title, string Fixed)[] offers = [.. await Editor.OffersAsync(source, diagnostic)];

        Assert.Equal("ESP0202", diagnostic.Id);
        Assert.NotEmpty(offers);
        Assert.All(offers, offer =>
        {
            Assert.EndsWith(" in every Piece", offer.Title);
            Assert.NotEqual(source, offer.Fixed);
            Assert.DoesNotContain(InMemory.Analyze(offer.Fixed), other => other.Severity == DiagnosticSeverity.Error);
        });
        Assert.Contains(offers, offer => offer.Title.StartsWith("Use kernel: ", StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_a_block_works_out_from_arguments_is_left_alone()
    {
        string source = Source("[Conv2D(4, kernel: Filters + 2, stride: 3)] [ReLU]");
        (string Title, string Fixed)[] offers = [.. await Editor.OffersAsync(source, Mistake(source))];

        Assert.NotEmpty(offers);
        Assert.DoesNotContain(offers, offer => offer.Title.StartsWith("Use kernel: ", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_misspelt_name_in_a_block_is_put_right()
    {
        string source = Source("[Tap(\"skip\")] [ReLU] [Add(\"skp\")]");
        (string title, string after) = Assert.Single(await Editor.OffersAsync(source, Mistake(source)));

        Assert.Equal("Read \"skip\" in every Piece", title);
        Assert.Equal(source.Replace("skp", "skip"), after);
    }

    private static Diagnostic Mistake(string source) =>
        Assert.Single(InMemory.Analyze(source), diagnostic => diagnostic.Severity == DiagnosticSeverity.Error);

    private static string Source(string lines) => $$"""
        using Espalier;
        [Network]
        [Input(1, 28, 28)]
        [Use<Piece>(Repeat = 1)]
        [Dense(10)]
        [SoftmaxCrossEntropy]
        public sealed partial class Net;

        [Block]
        {{lines}}
        public partial class Piece
        {
            [Argument] const int Filters = 4;
        }
        """;
}
