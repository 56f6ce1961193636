using System.Buffers.Binary;
using System.Text;

namespace Espalier.Package.Tests;

/// <summary>A weight file that the project lists and the class names: compared while it builds, carried by the app.</summary>
[Collection(nameof(PackedEspalier))]
public class WeightFileTests(PackedEspalier package)
{
    private const string Item = "<EspalierWeights Include=\"models/sum.safetensors\" />";

    private const string Program = """
        using Espalier;

        float[] output = new float[1];
        SumNet.LoadEmbedded().Predict([1, 2], output);
        Console.WriteLine($"sum {output[0]}");

        [Network]
        [Weights("sum.safetensors")]
        [Input(2)]
        [Dense(1, Key = "fc")]
        internal sealed partial class SumNet;
        """;

    [Fact]
    public async Task A_file_that_fits_is_carried_by_the_app()
    {
        string folder = Create("Carries", Program, Header(inputs: 2), 3, 4, 5);

        (await Dotnet.RunAsync(folder, "build", "-c", "Release")).Succeeded();
        Assert.Contains("sum 16", (await Dotnet.RunAsync(folder, "run", "-c", "Release", "--no-build")).Succeeded());

        // A second build, after an edit elsewhere, does not read the file again.
        string text = Directory.GetFiles(Path.Combine(folder, "obj"), "*.espalier-weights.txt", SearchOption.AllDirectories).Single();
        DateTime read = File.GetLastWriteTimeUtc(text);
        File.AppendAllText(Path.Combine(folder, "Program.cs"), "\ninternal static class Further;");
        (await Dotnet.RunAsync(folder, "build", "-c", "Release", "--no-restore")).Succeeded();
        Assert.Equal(read, File.GetLastWriteTimeUtc(text));
    }

    [Theory]
    [InlineData("true")]
    [InlineData("false")]
    public async Task A_file_of_another_shape_is_one_error(string runAnalyzers)
    {
        string folder = Create($"OtherShape{runAnalyzers}", Program, Header(inputs: 3), 3, 4, 5, 6);

        Dotnet.Result result = await Dotnet.RunAsync(folder, "build", "-c", "Release", "--nologo", $"-p:RunAnalyzers={runAnalyzers}");

        Assert.NotEqual(0, result.ExitCode);
        string[] errors = [.. result.Output.Split('\n').Where(line => line.Contains(": error ", StringComparison.Ordinal)).Select(line => line.Trim()).Distinct()];
        Assert.Contains("Program.cs(8,2): error ESP0704: models/sum.safetensors does not fit Dense1: fc.weight 1×3 in the file, 1×2 here.", Assert.Single(errors));
    }

    [Fact]
    public async Task A_damaged_file_stops_the_build_and_says_what_is_wrong()
    {
        string folder = Create("Damaged", Program, Header(inputs: 2), 3, 4);

        Dotnet.Result result = await Dotnet.RunAsync(folder, "build", "-c", "Release", "--nologo");

        Assert.NotEqual(0, result.ExitCode);
        Assert.Contains("models/sum.safetensors : error ESP0706: the weight file models/sum.safetensors cannot be used: 8 bytes follow the header; its tensors need 12.", result.Output);
        Assert.DoesNotContain("error MSB", result.Output);
    }

    private string Create(string name, string program, string header, params float[] values)
    {
        string folder = package.CreateProject(name, program, Item);
        byte[] text = Encoding.UTF8.GetBytes(header);
        byte[] file = new byte[8 + text.Length + values.Length * 4];
        BinaryPrimitives.WriteInt64LittleEndian(file, text.Length);
        text.CopyTo(file, 8);
        for (int i = 0; i < values.Length; i++)
        {
            BinaryPrimitives.WriteSingleLittleEndian(file.AsSpan(8 + text.Length + i * 4), values[i]);
        }

        Directory.CreateDirectory(Path.Combine(folder, "models"));
        File.WriteAllBytes(Path.Combine(folder, "models", "sum.safetensors"), file);
        return folder;
    }

    private static string Header(int inputs) =>
        $$$"""{"fc.weight":{"dtype":"F32","shape":[1,{{{inputs}}}],"data_offsets":[0,{{{inputs * 4}}}]},"fc.bias":{"dtype":"F32","shape":[1],"data_offsets":[{{{inputs * 4}}},{{{inputs * 4 + 4}}}]}}""";
}
