using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using Espalier.EndToEnd.Tests.Cases;
using Espalier.EndToEnd.Tests.Reference;

namespace Espalier.EndToEnd.Tests;

/// <summary>
/// Nothing of the language is only half there: a layer without a definition in double, a case with a fixture, a tested
/// kernel or a page in the guide fails here, and so does an option that no case sets. What the cases prove (PyTorch's
/// numbers, gradients, no allocation, the same bits for any number of threads) is the work of the theories over them.
/// </summary>
public sealed partial class CompletenessTests
{
    // What is random is proved by the masks that it draws, a block by a twin that is written out.
    private static readonly string[] ProvedOtherwise = ["Dropout", "Dropout2D", "Use"];

    // What recurrent layers drop between them is proved to be what [Dropout] drops, and attention by the tests of its kernel; what they carry on, over several steps.
    private static readonly string[] OptionsProvedOtherwise = ["dropout", "stateful"];

    private static readonly string Root = Path.GetFullPath(Path.Combine(Folder(), "..", ".."));

    private static readonly IReadOnlyList<(string Network, DeclaredLayer Layer)> Declared =
        [.. Case.Networks().SelectMany(network => DeclaredLayer.Of(network).Select(layer => (network.Name, layer)))];

    public static TheoryData<string> Kinds => new(Attributes.Select(Kind).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal));

    /// <summary>Static classes of kernels that generated code calls.</summary>
    public static TheoryData<string> Kernels => new(typeof(Network).Assembly.GetExportedTypes()
        .Where(type => type.Namespace == "Espalier.Kernels" && type.IsAbstract && type.IsSealed && !type.IsGenericType)
        .Select(type => type.Name).Order(StringComparer.Ordinal));

    private static IEnumerable<Type> Attributes => typeof(LayerAttribute).Assembly.GetExportedTypes()
        .Where(type => type.IsSubclassOf(typeof(LayerAttribute)) && !type.IsAbstract);

    [Theory]
    [MemberData(nameof(Kinds))]
    public void A_layer_has_a_definition_in_double(string kind)
    {
        // These compute nothing by themselves.
        Assert.True(
            kind is "Input" or "Tokens" or "Output" or "Use" || ReferenceLosses.Find(kind) is not null || typeof(ReferenceLayers).GetMethod(kind, [typeof(LayerRun)]) is not null,
            $"tests/EndToEnd.Tests/Reference defines no {kind}.");
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void A_layer_has_a_case_that_PyTorch_computed(string kind) =>
        Assert.True(ProvedOtherwise.Contains(kind) || Declared.Any(declared => declared.Layer.Kind == kind), $"No case has a [{kind}].");

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Every_option_is_set_in_a_case(string kind)
    {
        string[] unset = ProvedOtherwise.Contains(kind) ? [] :
        [
            .. Attributes.Where(attribute => Kind(attribute) == kind)
                .SelectMany(attribute => attribute.GetConstructors())
                .SelectMany(constructor => constructor.GetParameters())
                .GroupBy(parameter => parameter.Name!, StringComparer.Ordinal)
                .Where(option => !Declared.Any(declared => declared.Layer.Kind == kind && option.Any(declared.Layer.Sets)))
                .Select(option => option.Key)
                .Except(OptionsProvedOtherwise, StringComparer.Ordinal),
        ];
        Assert.True(unset.Length == 0, $"No case sets {string.Join(", ", unset)} of [{kind}] to anything but the default.");
    }

    [Theory]
    [MemberData(nameof(Kernels))]
    public void A_kernel_is_tested_on_its_own(string kernel) => Assert.True(
        Sources("tests/Runtime.Tests").Any(source => Regex.IsMatch(source, $@"\b{kernel}\b")), $"tests/Runtime.Tests never calls {kernel}.");

    [Theory]
    [MemberData(nameof(Kinds))]
    public void The_guide_describes_it(string kind)
    {
        string guide = File.ReadAllText(Path.Combine(Root, "docs", "language.md")) + string.Concat(
            Directory.GetFiles(Path.Combine(Root, "docs"), "*.md", SearchOption.AllDirectories).Where(path => !path.Contains("diagnostics", StringComparison.Ordinal)).Select(File.ReadAllText));
        Assert.Matches($@"\[{kind}(<\w+>)?[(\]]", guide);
    }

    private static string Kind(Type attribute) => attribute.Name.Split('`')[0][..^nameof(Attribute).Length];

    private static IEnumerable<string> Sources(string folder) => Directory.GetFiles(Path.Combine(Root, folder), "*.cs", SearchOption.AllDirectories)
        .Where(path => !path.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}", StringComparison.Ordinal))
        .Select(File.ReadAllText);

    private static string Folder([CallerFilePath] string file = "") => Path.GetDirectoryName(file)!;
}
