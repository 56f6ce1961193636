using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using Espalier.Generator.Tests.TestHelpers;

namespace Espalier.Generator.Tests.Documents;

/// <summary>What the documents show compiles, and the language guide leaves nothing out.</summary>
public partial class DocumentTests
{
    private static readonly string Root = Path.GetFullPath(Path.Combine(Folder(), "..", "..", ".."));

    [Theory]
    [InlineData("README.md")]
    [InlineData("docs/language.md")]
    [InlineData("docs/streams.md")]
    [InlineData("docs/layers/losses.md")]
    [InlineData("docs/layers/joining.md")]
    [InlineData("docs/layers/recurrent.md")]
    [InlineData("docs/blocks.md")]
    [InlineData("docs/layers/normalization.md")]
    [InlineData("docs/layers/sequences.md")]
    [InlineData("docs/layers/attention.md")]
    [InlineData("docs/layers/regularization.md")]
    [InlineData("docs/initialisers.md")]
    [InlineData("docs/pytorch/README.md")]
    [InlineData("src/Package/README.md")]
    public void Networks_in_the_documents_compile(string path)
    {
        string[] networks = [.. CSharpBlock().Matches(Read(path)).Select(match => match.Groups[1].Value).Where(code => code.Contains("[Network", StringComparison.Ordinal))];
        Assert.NotEmpty(networks);
        foreach (string network in networks)
        {
            string source = network.Contains("using Espalier;", StringComparison.Ordinal) ? network : "using Espalier;\n" + network;
            InMemory.CompileAndLoad(source).Dispose();
        }
    }

    [Fact]
    public void The_language_guide_has_every_attribute_with_its_options()
    {
        string guide = Read("docs/language.md") + Read("docs/blocks.md") + Read("docs/own-layers.md") + Read("docs/initialisers.md") + string.Concat(Directory.GetFiles(Path.Combine(Root, "docs", "layers"), "*.md").Select(File.ReadAllText));
        IEnumerable<Type> attributes = typeof(LayerAttribute).Assembly.GetExportedTypes().Where(type => type.IsSubclassOf(typeof(LayerAttribute)) && !type.IsAbstract);
        foreach (Type attribute in attributes)
        {
            string name = attribute.Name.Split('`')[0][..^nameof(Attribute).Length];
            Match shown = Regex.Match(guide, $@"`\[{name}(<\w+>)?(\([^`]*\))?\]`");
            Assert.True(shown.Success || guide.Contains($"[{name}(", StringComparison.Ordinal), $"docs/language.md and docs/layers do not mention [{name}].");
            foreach (ParameterInfo option in attribute.GetConstructors().SelectMany(constructor => constructor.GetParameters()))
            {
                Assert.True(option.Name is "with" or "name" || guide.Contains(option.Name!, StringComparison.Ordinal), $"docs/language.md and docs/layers do not mention the option {option.Name} of [{name}].");
            }
        }

        IEnumerable<string> names =
        [
            .. Enum.GetNames<Init>(),
            .. Enum.GetNames<Fan>().Select(name => "Fan." + name),
            .. Enum.GetNames<Rounding>(),
            .. Enum.GetNames<Padding>(),
            .. Enum.GetNames<Interpolation>(),
            .. Enum.GetNames<Projection>(),
            .. typeof(LayerAttribute).GetProperties(BindingFlags.DeclaredOnly | BindingFlags.Public | BindingFlags.Instance).Select(property => property.Name),
        ];
        foreach (string name in names)
        {
            Assert.True(guide.Contains(name, StringComparison.Ordinal), $"docs/language.md and docs/layers do not mention {name}.");
        }
    }

    [Fact]
    public void Links_between_the_documents_lead_somewhere()
    {
        string[] documents = ["README.md", "CONTRIBUTING.md", .. Directory.GetFiles(Path.Combine(Root, "docs"), "*.md", SearchOption.AllDirectories).Select(path => Path.GetRelativePath(Root, path))];
        foreach (string document in documents)
        {
            foreach (Match link in RelativeLink().Matches(Read(document)))
            {
                string target = Path.Combine(Root, Path.GetDirectoryName(document)!, link.Groups[1].Value);
                Assert.True(Path.Exists(target), $"{document} links to {link.Groups[1].Value}, which is not there.");
            }
        }
    }

    private static string Read(string path) => File.ReadAllText(Path.Combine(Root, path));

    private static string Folder([CallerFilePath] string file = "") => Path.GetDirectoryName(file)!;

    [GeneratedRegex(@"^```csharp\n(.*?)^```$", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex CSharpBlock();

    [GeneratedRegex(@"\]\((?!https?:)([^)#]+)[^)]*\)")]
    private static partial Regex RelativeLink();
}
