using System.IO.Compression;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using System.Xml.Linq;

namespace Espalier.Package.Tests;

[Collection(nameof(PackedEspalier))]
public class ContentTests(PackedEspalier package)
{
    [Fact]
    public void The_package_holds_these_files_and_no_others()
    {
        using ZipArchive archive = ZipFile.OpenRead(package.PackageFile);
        string[] bookkeeping = ["_rels/", "package/", "[Content_Types].xml"];
        IEnumerable<string> entries = archive.Entries
            .Select(entry => entry.FullName)
            .Where(name => !bookkeeping.Any(name.StartsWith))
            .Order(StringComparer.Ordinal);

        Assert.Equal(
            [
                "Espalier.nuspec",
                "README.md",
                "analyzers/dotnet/cs/Espalier.CodeFixes.dll",
                "analyzers/dotnet/cs/Espalier.Generator.dll",
                "build/Espalier.LayerNotes.globalconfig",
                "build/Espalier.props",
                "build/Espalier.targets",
                "buildTransitive/Espalier.LayerNotes.globalconfig",
                "buildTransitive/Espalier.props",
                "buildTransitive/Espalier.targets",
                "lib/net10.0/Espalier.Annotations.dll",
                "lib/net10.0/Espalier.Annotations.xml",
                "lib/net10.0/Espalier.Runtime.dll",
                "lib/net10.0/Espalier.Runtime.xml",
                "tasks/netstandard2.0/Espalier.Tasks.dll",
            ],
            entries);
    }

    [Fact]
    public void The_fixes_need_nothing_that_an_editor_lacks()
    {
        using ZipArchive archive = ZipFile.OpenRead(package.PackageFile);
        using MemoryStream image = new();
        using (Stream stream = archive.GetEntry("analyzers/dotnet/cs/Espalier.CodeFixes.dll")!.Open())
        {
            stream.CopyTo(image);
        }

        image.Position = 0;
        using PEReader reader = new(image);
        MetadataReader metadata = reader.GetMetadataReader();
        IEnumerable<string> references = metadata.AssemblyReferences.Select(handle => metadata.GetString(metadata.GetAssemblyReference(handle).Name));

        // The compiler loads the assembly too, finds no analyzer in it, and never looks for the workspaces.
        string[] known = ["netstandard", "System.Collections.Immutable", "System.Composition.AttributedModel", "Microsoft.CodeAnalysis", "Microsoft.CodeAnalysis.CSharp", "Microsoft.CodeAnalysis.Workspaces", "Microsoft.CodeAnalysis.CSharp.Workspaces"];
        Assert.Empty(references.Except(known));
        Assert.DoesNotContain(metadata.MemberReferences, handle => metadata.GetMemberReference(handle).Parent is { Kind: HandleKind.TypeReference } parent
            && metadata.GetString(metadata.GetTypeReference((TypeReferenceHandle)parent).Name) == "DiagnosticAnalyzerAttribute");
    }

    [Fact]
    public void It_depends_on_nothing_and_states_its_licence()
    {
        using ZipArchive archive = ZipFile.OpenRead(package.PackageFile);
        using Stream stream = archive.GetEntry("Espalier.nuspec")!.Open();
        XElement metadata = XDocument.Load(stream).Root!.Elements().Single();
        XNamespace ns = metadata.Name.Namespace;

        Assert.Equal("Espalier", metadata.Element(ns + "id")!.Value);
        Assert.Equal("MIT", metadata.Element(ns + "license")!.Value);
        Assert.Equal("README.md", metadata.Element(ns + "readme")!.Value);
        Assert.Empty(metadata.Descendants(ns + "dependency"));
        Assert.Equal("net10.0", Assert.Single(metadata.Descendants(ns + "group")).Attribute("targetFramework")!.Value);
    }
}
