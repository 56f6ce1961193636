using Espalier.Generator.Tests.TestHelpers;
using Microsoft.CodeAnalysis;

namespace Espalier.Generator.Tests.CodeFixes;

/// <summary>A misspelt option or property of a line becomes the nearest that its attribute has.</summary>
public class MisspeltArgumentFixTests
{
    [Theory]
    [InlineData("Conv2D(8, kernal: 3)", "Conv2D(8, kernel: 3)", "kernel:")]
    [InlineData("Conv2D(8, Kernel: 3)", "Conv2D(8, kernel: 3)", "kernel:")]
    [InlineData("Conv2D(8, 3, Bias = false)", "Conv2D(8, 3, bias: false)", "bias:")]
    [InlineData("Conv2D(8, 3, name: \"stem\")", "Conv2D(8, 3, Name = \"stem\")", "Name =")]
    [InlineData("Conv2D(8, 3, Nmae = \"stem\")", "Conv2D(8, 3, Name = \"stem\")", "Name =")]
    [InlineData("Conv2D(8, 3, Frozen = true, Naem = \"stem\")", "Conv2D(8, 3, Frozen = true, Name = \"stem\")", "Name =")]
    [InlineData("Wide(Filter = 4)", "Wide(Filters = 4)", "Filters =")]
    [InlineData("Wide(Filters = 4, Repaet = 2)", "Wide(Filters = 4, Repeat = 2)", "Repeat =")]
    [InlineData("Conv2D(8, 3, Frozen = true, Bias = false)", null, null)]
    [InlineData("Conv2D(8, 3, flavour: 4)", null, null)]
    public async Task An_argument(string before, string? after, string? written)
    {
        Diagnostic[] diagnostics = [.. InMemory.Compile(Source(before)).GetDiagnostics().Where(diagnostic => diagnostic.Id is "CS0246" or "CS1739")];
        Assert.NotEmpty(diagnostics);
        var offers = await Editor.OffersAsync(Source(before), diagnostics[0]);

        Assert.Equal(written is null ? [] : ["Use " + written], offers.Select(offer => offer.Title).ToArray());
        Assert.Equal(after is null ? [] : [Source(after)], offers.Select(offer => offer.Fixed).ToArray());
        if (after is not null)
        {
            Assert.Empty(InMemory.Generate(offers[0].Fixed).CompilerDiagnostics);
            Assert.Empty(InMemory.Analyze(offers[0].Fixed).Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error));
        }
    }

    [Fact]
    public async Task Attributes_of_others_are_left_alone()
    {
        const string Source = "using System; [Obsolete(\"no\", eror: true)] class C;";
        Assert.Empty(await Editor.OffersAsync(Source, InMemory.Compile(Source).GetDiagnostics().First(diagnostic => diagnostic.Id == "CS1739")));
    }

    private static string Source(string layer) => $$"""
        using Espalier;
        [Network] [Input(1, 28, 28)] [{{layer}}] [Dense(2)]
        public sealed partial class Net;

        [Block] [Conv2D(Filters, kernel: 3)]
        internal class WideBlock
        {
            [Argument] private const int Filters = 8;
        }

        internal sealed class WideAttribute : UseAttribute<WideBlock>
        {
            public int Filters { get; set; }
        }
        """;
}
