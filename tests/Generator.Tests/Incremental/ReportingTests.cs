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
    [InlineData("true", "false", 1)]
    [InlineData("false", "true", 0)]
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
