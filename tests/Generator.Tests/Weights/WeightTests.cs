using System.Collections.Immutable;
using System.Globalization;
using Espalier.Generator.Tests.TestHelpers;
using Espalier.Tasks;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Text;
using Reason = Microsoft.CodeAnalysis.IncrementalStepRunReason;
using Steps = Espalier.Generator.NetworkGenerator.Steps;

namespace Espalier.Generator.Tests.Weights;

/// <summary>The weight file that a class names, beside the class.</summary>
public class WeightTests
{
    private const string Fits = "tensor\tdense1.weight\tF32\t3 4\ntensor\tdense1.bias\tF16\t3\ntensor\tbn.num_batches_tracked\tI64\t\n";

    [Fact]
    public void A_file_that_fits_is_silent_and_can_be_loaded()
    {
        (ImmutableArray<Diagnostic> diagnostics, string code) = Compile(Net(), File("models/net.safetensors", Fits, resource: "Espalier.Weights/models/net.safetensors"));

        Assert.Empty(diagnostics);
        Assert.Contains("public static Net LoadEmbedded()", code);
        Assert.Contains("GetManifestResourceStream(\"Espalier.Weights/models/net.safetensors\")", code);
    }

    [Fact]
    public void A_file_that_the_assembly_does_not_carry_is_only_compared()
    {
        (ImmutableArray<Diagnostic> diagnostics, string code) = Compile(Net(), File("net.safetensors", Fits));

        Assert.Empty(diagnostics);
        Assert.DoesNotContain("LoadEmbedded", code);
    }

    [Theory]
    [InlineData("ESP0701: the project lists no weight file 'net.safetensors': it lists none at all. Add <EspalierWeights Include=\"net.safetensors\" /> to an ItemGroup of the project file.")]
    [InlineData(
        "ESP0701: the project lists no weight file 'net.safetensors': it lists a.safetensors, my-net.safetensors. Add <EspalierWeights Include=\"net.safetensors\" /> to an ItemGroup of the project file.",
        "my-net.safetensors\n" + Fits, "a.safetensors\n" + Fits)]
    [InlineData("ESP0707: 'net.safetensors' stands for 2 weight files of the project: a/net.safetensors, b/net.safetensors. Write as much of the path as tells them apart.", "b/net.safetensors\n" + Fits, "a/net.safetensors\n" + Fits)]
    [InlineData("ESP0706: the weight file net.safetensors cannot be used: the file has 7 bytes; a safetensors file has at least 8.", "net.safetensors\nproblem\tthe file has 7 bytes; a safetensors file has at least 8.\n")]
    [InlineData("ESP0702: net.safetensors lacks a tensor of Net: dense1.bias 3. Give the layers the names of the file by Key, or name another file.", "net.safetensors\ntensor\tdense1.weight\tF32\t3 4\n")]
    [InlineData(
        "ESP0702: net.safetensors lacks 2 tensors of Net: dense1.weight 3×4, dense1.bias 3. It has 2 tensors that Net has not: fc.weight 3×4, fc.bias 3. Dense1 fits 'fc': give it Key = \"fc\".",
        "net.safetensors\ntensor\tfc.weight\tF32\t3 4\ntensor\tfc.bias\tF32\t3\n")]
    [InlineData(
        "ESP0703: net.safetensors has a tensor that Net has not: head.weight 2×3. Declare the layers to which they belong, or save the file without them.",
        "net.safetensors\n" + Fits + "tensor\thead.weight\tF32\t2 3\n")]
    [InlineData(
        "ESP0704: net.safetensors does not fit Dense1: dense1.weight 3×5 in the file, 3×4 here. Give the layer the sizes that the file was saved with, or name another file.",
        "net.safetensors\ntensor\tdense1.weight\tF32\t3 5\ntensor\tdense1.bias\tF32\t3\n")]
    [InlineData(
        "ESP0705: net.safetensors does not fit Dense1: dense1.bias has elements of I32, and weights are read from F32, F64, F16 or BF16. Save the tensor as one of these.",
        "net.safetensors\ntensor\tdense1.weight\tF32\t3 4\ntensor\tdense1.bias\tI32\t3\n")]
    [InlineData(
        "ESP0708: net.safetensors has version 9 of the format, and this is version 1. Its tensors have the names and shapes of Net, but Load would refuse it: save it again from a network declared like this one.",
        "net.safetensors\nmetadata\tformat\tespalier\nmetadata\tversion\t9\n" + Fits)]
    public void A_file_that_does_not_fit_is_an_error_under_the_attribute(string expected, params string[] files)
    {
        (ImmutableArray<Diagnostic> diagnostics, _) = Compile(Net(), [.. files.Select(file => file.Split('\n', 2)).Select(file => File(file[0], file[1]))]);

        Diagnostic diagnostic = Assert.Single(diagnostics);
        Assert.Equal(expected, $"{diagnostic.Id}: {diagnostic.GetMessage(CultureInfo.InvariantCulture)}");
        Assert.Equal("Weights(\"net.safetensors\")", Under(diagnostic.Location));
    }

    [Fact]
    public void The_layer_s_line_is_an_additional_location()
    {
        (ImmutableArray<Diagnostic> diagnostics, _) = Compile(Net(), File("net.safetensors", "tensor\tdense1.weight\tF32\t3 5\ntensor\tdense1.bias\tF32\t3\n"));

        Assert.Equal("Dense(3)", Under(Assert.Single(Assert.Single(diagnostics).AdditionalLocations)));
    }

    [Theory]
    [InlineData("net.safetensor", Fits, "[Network, Weights(\"net.safetensors\"), Input(4), Dense(3), MeanSquaredError]")]
    [InlineData("net.safetensors", "tensor\tfar\tF32\t1\ntensor\tother.weight\tF32\t3 4\ntensor\tother.bias\tF32\t3\ntensor\tdense.weight\tF32\t3 4\ntensor\tdense.bias\tF32\t3\n", "[Network, Weights(\"net.safetensors\"), Input(4), Dense(3, Key = \"dense\"), MeanSquaredError]")]
    public async Task A_misspelt_file_or_key_is_put_right(string named, string lines, string expected)
    {
        string source = Net().Replace("net.safetensors", named);
        Diagnostic diagnostic = Assert.Single(Compile(source, File("net.safetensors", lines)).Diagnostics);

        (_, string after) = Assert.Single(await CodeFixes.Editor.OffersAsync(source, diagnostic));
        Assert.Equal(expected, after.Split('\n')[1]);
    }

    [Fact]
    public void Keys_and_blocks_are_part_of_the_names()
    {
        const string Source = """
            using Espalier;
            [Network, Weights("net.safetensors"), Input(4), Dense(3, Key = "features.0"), Use<Piece>(Repeat = 2, Name = "body"), MeanSquaredError]
            partial class Net;
            [Block, ReLU, Dense(3, Name = "fc")]
            class Piece;
            """;
        const string Tensors = "tensor\tfeatures.0.weight\tF32\t3 4\ntensor\tfeatures.0.bias\tF32\t3\n"
            + "tensor\tbody.0.fc.weight\tF32\t3 3\ntensor\tbody.0.fc.bias\tF32\t3\ntensor\tbody.1.fc.weight\tF32\t3 3\ntensor\tbody.1.fc.bias\tF32\t3\n";

        Assert.Empty(Compile(Source, File("net.safetensors", Tensors)).Diagnostics);
    }

    [Fact]
    public void The_attribute_may_stand_on_a_part_of_its_own()
    {
        string source = Net().Replace("Weights(\"net.safetensors\"), ", "") + "\n[Weights(\"net.safetensors\")] partial class Net;";

        Assert.Equal("ESP0701", Assert.Single(Compile(source).Diagnostics).Id);
        Assert.Empty(Compile(source, File("net.safetensors", Fits)).Diagnostics);
    }

    [Fact]
    public void A_class_without_a_network_is_told()
    {
        (ImmutableArray<Diagnostic> diagnostics, _) = Compile("using Espalier; [Weights(\"net.safetensors\")] partial class Net;");

        Assert.Equal("ESP0190", Assert.Single(diagnostics).Id);
    }

    [Fact]
    public void Saved_weights_fit_the_network_that_saved_them_and_no_other()
    {
        byte[] saved = Saved("using Espalier; namespace Saved; [Network, Input(4), Dense(3), Tanh, MeanSquaredError] public partial class Net;");
        AdditionalText file = new Text("net.safetensors.espalier-weights.txt", HeaderText.Write("net.safetensors", "", () => new MemoryStream(saved), out _));

        Assert.Empty(Compile("using Espalier; namespace Saved; [Network, Weights(\"net.safetensors\"), Input(4), Dense(3), Tanh, MeanSquaredError] public partial class Net;", file).Diagnostics);
        Diagnostic other = Assert.Single(Compile("using Espalier; namespace Saved; [Network, Weights(\"net.safetensors\"), Input(4), Dense(3), Sigmoid, MeanSquaredError] public partial class Net;", file).Diagnostics);
        Assert.Equal("ESP0708", other.Id);
        Assert.Contains("was saved by Net of the architecture", other.GetMessage(CultureInfo.InvariantCulture));
    }

    [Fact]
    public void Where_the_network_has_errors_the_tensors_are_not_compared()
    {
        (ImmutableArray<Diagnostic> diagnostics, _) = Compile(Net().Replace("Dense(3)", "Dense(-3)"), File("net.safetensors", "tensor\tx\tF32\t3\n"));

        Assert.StartsWith("ESP02", Assert.Single(diagnostics).Id);
    }

    [Fact]
    public void An_edit_elsewhere_compiles_nothing_and_another_header_does()
    {
        AdditionalText file = File("net.safetensors", Fits), touched = File("net.safetensors", Fits), changed = File("net.safetensors", Fits + "tensor\tx\tF32\t1\n");
        CSharpCompilation before = InMemory.Compile(Net(), "class Elsewhere;");
        GeneratorDriver driver = InMemory.CreateDriver().AddAdditionalTexts([file]).RunGenerators(before);

        CSharpCompilation edited = before.ReplaceSyntaxTree(before.SyntaxTrees[^1], InMemory.Parse("class Other;", before.SyntaxTrees[^1].FilePath));
        Assert.Equal((Reason.Cached, Reason.Cached), Reasons(driver.RunGenerators(edited)));
        Assert.Equal((Reason.Cached, Reason.Cached), Reasons(driver.ReplaceAdditionalText(file, touched).RunGenerators(before)));
        Assert.Equal((Reason.Modified, Reason.Modified), Reasons(driver.ReplaceAdditionalText(file, changed).RunGenerators(before)));
    }

    [Fact]
    public void A_text_that_is_no_header_is_left_alone()
    {
        AdditionalText other = new Text("notes.txt", "espalier-weights 1\nname\tnet.safetensors\n"), broken = new Text("x.espalier-weights.txt", "tensor\ta\n\\");

        Assert.Equal("ESP0701", Assert.Single(Compile(Net(), other, broken).Diagnostics).Id);
    }

    [Fact]
    public void Calls_of_a_network_with_a_file_are_looked_at_too()
    {
        string source = Net() + "\nclass Calls { static void Run(Net net, float[] output) { net.Predict(new float[5], output); } }";

        Assert.Equal("ESP0601", Assert.Single(Compile(source, File("net.safetensors", Fits)).Diagnostics).Id);
        Assert.Equal("ESP0701", Assert.Single(Compile(source).Diagnostics).Id);

        string sequence = source.Replace("Input(4), Dense(3)", "Input(8, 4), Dense(3), Tanh, InstanceNorm(affine: false)").Replace("net.Predict(new float[5], output);", "net.StartStream();");
        Assert.Equal("ESP0180", Assert.Single(Compile(sequence, File("net.safetensors", Fits)).Diagnostics).Id);
    }

    private static string Net() => """
        using Espalier;
        [Network, Weights("net.safetensors"), Input(4), Dense(3), MeanSquaredError]
        partial class Net;
        """;

    private static Text File(string name, string lines, string? resource = null) => new(
        name + ".espalier-weights.txt",
        $"espalier-weights 1\nname\t{name}\n" + (resource is null ? "" : $"resource\t{resource}\n") + lines);

    private static (ImmutableArray<Diagnostic> Diagnostics, string Code) Compile(string source, params AdditionalText[] texts)
    {
        GeneratorDriver driver = InMemory.CreateDriver().AddAdditionalTexts([.. texts])
            .RunGeneratorsAndUpdateCompilation(InMemory.Compile(source), out Compilation output, out ImmutableArray<Diagnostic> reported);
        GeneratorRunResult result = driver.GetRunResult().Results.Single();
        Assert.Null(result.Exception);
        Assert.Empty(reported);
        Assert.Empty(output.GetDiagnostics().Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error));
        return (InMemory.Analyze(output, texts), string.Concat(result.GeneratedSources.Select(generated => generated.SourceText)));
    }

    private static byte[] Saved(string source)
    {
        using LoadedAssembly assembly = InMemory.CompileAndLoad(source);
        return ((Network)assembly["Saved.Net"].GetMethod("Create", [typeof(int)])!.Invoke(null, [1])!).ToBytes();
    }

    private static (Reason Attached, Reason Compiled) Reasons(GeneratorDriver driver)
    {
        GeneratorRunResult result = driver.GetRunResult().Results.Single();
        return (Last(Steps.Attach), Last(Steps.Compile));

        Reason Last(string step) => result.TrackedSteps[step].Single().Outputs.Single().Reason;
    }

    private static string Under(Location location) => location.SourceTree!.ToString().Substring(location.SourceSpan.Start, location.SourceSpan.Length);

    private sealed class Text(string path, string text) : AdditionalText
    {
        public override string Path => path;

        public override SourceText GetText(CancellationToken cancellationToken = default) => SourceText.From(text, System.Text.Encoding.UTF8);
    }
}
