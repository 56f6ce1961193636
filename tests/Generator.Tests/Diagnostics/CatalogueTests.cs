using System.Reflection;
using System.Runtime.CompilerServices;
using Espalier.Generator.Diagnostics;
using Espalier.Generator.Tests.TestHelpers;
using Espalier.Generator.CallSites;
using Microsoft.CodeAnalysis;

namespace Espalier.Generator.Tests.Diagnostics;

/// <summary>Every diagnostic is listed, released, documented and linked.</summary>
public class CatalogueTests
{
    public static TheoryData<string> Ids => [.. Descriptors.All.Select(descriptor => descriptor.Id)];

    [Fact]
    public void Every_descriptor_is_listed()
    {
        IEnumerable<DiagnosticDescriptor> declared = typeof(Descriptors).Assembly.GetTypes()
            .SelectMany(type => type.GetFields(BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic))
            .Where(field => field.FieldType == typeof(DiagnosticDescriptor))
            .Select(field => (DiagnosticDescriptor)field.GetValue(null)!);

        Assert.Equal(declared.Select(descriptor => descriptor.Id).Order(), Descriptors.All.Select(descriptor => descriptor.Id).Order());
        Assert.Equal(Descriptors.All.Length, Descriptors.All.Select(descriptor => descriptor.Id).Distinct().Count());
        Assert.Equal(Descriptors.All.AsEnumerable(), [.. new NetworkAnalyzer().SupportedDiagnostics, .. new CallSiteAnalyzer().SupportedDiagnostics]);
    }

    [Theory]
    [MemberData(nameof(Ids))]
    public void Every_descriptor_is_complete(string id)
    {
        DiagnosticDescriptor descriptor = Descriptors.All.Single(descriptor => descriptor.Id == id);

        Assert.Matches("^ESP[0-9]{4}$", id);
        Assert.Equal($"https://github.com/espalier-net/espalier/blob/main/docs/diagnostics/{id}.md", descriptor.HelpLinkUri);
        Assert.Equal(descriptor.DefaultSeverity == DiagnosticSeverity.Error, descriptor.CustomTags.Contains(WellKnownDiagnosticTags.NotConfigurable));
        Assert.DoesNotMatch(@"\.$", descriptor.Title.ToString());
        Assert.Matches(@"\.$|\}$", descriptor.MessageFormat.ToString());
    }

    [Theory]
    [MemberData(nameof(Ids))]
    public void Every_diagnostic_is_tracked_and_has_a_page(string id)
    {
        DiagnosticDescriptor descriptor = Descriptors.All.Single(descriptor => descriptor.Id == id);
        string releases = Read("src/Generator/AnalyzerReleases.Shipped.md") + Read("src/Generator/AnalyzerReleases.Unshipped.md");
        string page = Read($"docs/diagnostics/{id}.md");

        Assert.Contains($"\n{id} | {descriptor.Category} | {(descriptor.IsEnabledByDefault ? descriptor.DefaultSeverity : "Disabled")} | {descriptor.Title}\n", releases);
        Assert.StartsWith($"# {id}: {descriptor.Title}\n", page);
        foreach (string section in new[] { "## Wrong", "## Message", "## Right" })
        {
            Assert.Contains($"\n{section}\n", page);
        }
    }

    [Fact]
    public void The_catalogue_reads_well() => Snapshot.Match(string.Join("\n\n", Descriptors.All
        .OrderBy(descriptor => descriptor.Id, StringComparer.Ordinal)
        .Select(descriptor => $"{descriptor.Id} {descriptor.Category}, {descriptor.DefaultSeverity}: {descriptor.Title}\n    {descriptor.MessageFormat}")));

    private static string Read(string path) => File.ReadAllText(Path.Combine(Root(), path)).ReplaceLineEndings("\n");

    private static string Root([CallerFilePath] string file = "") => Path.GetFullPath(Path.Combine(Path.GetDirectoryName(file)!, "../../.."));
}
