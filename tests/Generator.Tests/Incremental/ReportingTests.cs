using System.Globalization;
using Espalier.Generator.Tests.TestHelpers;
using Microsoft.CodeAnalysis;

namespace Espalier.Generator.Tests.Incremental;

/// <summary>The generator reports errors where, and only where, the analyzer is switched off.</summary>
public class ReportingTests
{
    private const string Wrong = "using Espalier;\n\n[Network] [Input(4)]\n[Dense(2, Name = \"a b\")]\npartial class Net;";

    [Theory]
    [InlineData(null, null, 0)]
    [InlineData("true", null, 0)]
    [InlineData("false", null, 1)]
    [InlineData("False", "", 1)]
    [InlineData(null, "false", 1)]
    [InlineData("true", "false", 0)]
    [InlineData("false", "true", 1)]
    [InlineData("nonsense", "", 0)]
    public void Errors_are_reported_once(string? runAnalyzers, string? runAnalyzersDuringBuild, int expected)
    {
        List<(string Name, string Value)> properties = [];
        if (runAnalyzers is not null)
        {
            properties.Add(("RunAnalyzers", runAnalyzers));
        }

        if (runAnalyzersDuringBuild is not null)
        {
            properties.Add(("RunAnalyzersDuringBuild", runAnalyzersDuringBuild));
        }

        Assert.Equal(expected, InMemory.Generate(InMemory.Compile(Wrong), [.. properties]).Diagnostics.Length);
    }

    [Theory]
    [InlineData("IsImplicitlyTriggeredBuild", 1)]
    [InlineData("IsImplicitlyTriggeredBuild TreatWarningsAsErrors", 0)]
    [InlineData("IsImplicitlyTriggeredBuild TreatWarningsAsErrors OptimizeImplicitlyTriggeredBuild", 1)]
    [InlineData("IsImplicitlyTriggeredBuild OptimizeImplicitlyTriggeredBuild=false", 0)]
    [InlineData("IsImplicitlyTriggeredBuild RunAnalyzers RunAnalyzersDuringBuild", 1)]
    [InlineData("OptimizeImplicitlyTriggeredBuild", 0)]
    public void Builds_before_a_run_skip_analyzers_too(string properties, int expected)
    {
        (string Name, string Value)[] given =
        [
            ("UsingMicrosoftNETSdk", "true"),
            .. properties.Split(' ').Select(property => property.Split('=')).Select(pair => (pair[0], pair.Length > 1 ? pair[1] : "true")),
        ];

        Assert.Equal(expected, InMemory.Generate(InMemory.Compile(Wrong), given).Diagnostics.Length);
    }

    // The analyzer says it once, at the block.
    [Fact]
    public void What_is_shown_at_a_block_is_reported_at_its_use()
    {
        const string source = "using Espalier; [Network] [Input(4)] [Use<Wide>] partial class Net; [Dense(2)] class Wide;";
        Diagnostic generated = Assert.Single(InMemory.Generate(InMemory.Compile(source), ("RunAnalyzers", "false")).Diagnostics);

        Assert.Equal("ESP0111", Assert.Single(InMemory.Analyze(source)).Id);
        Assert.Equal("ESP0120", generated.Id);
        Assert.Equal("'Wide' is used as a block, but it is not declared to be one. Put [Block] above its layers, or use another class.", generated.GetMessage(CultureInfo.InvariantCulture));
    }

    [Fact]
    public void It_says_the_same_in_the_same_place()
    {
        Diagnostic analyzed = Assert.Single(InMemory.Analyze(Wrong));
        Diagnostic generated = Assert.Single(InMemory.Generate(InMemory.Compile(Wrong), ("RunAnalyzers", "false")).Diagnostics);

        Assert.Equal(analyzed.Id, generated.Id);
        Assert.Equal(analyzed.GetMessage(CultureInfo.InvariantCulture), generated.GetMessage(CultureInfo.InvariantCulture));
        Assert.Equal(analyzed.Location.GetLineSpan(), generated.Location.GetLineSpan());
        Assert.Equal(analyzed.Location.SourceSpan, generated.Location.SourceSpan);
        Assert.Equal("Test0.cs(4,2): error ESP0114", generated.ToString()[..28]);
    }
}
