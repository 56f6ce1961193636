namespace Espalier.Package.Tests;

/// <summary>What the package's build files set, asked of a project that references it.</summary>
[Collection(nameof(PackedEspalier))]
public class BuildTargetsTests(PackedEspalier package)
{
    private const string Program = "System.Console.WriteLine();";

    [Theory]
    [InlineData("x86-64-v3", "PublishAot=true", "RuntimeIdentifier=linux-x64")]
    [InlineData("x86-64-v3", "PublishAot=true", "RuntimeIdentifier=win-x64")]
    [InlineData("", "PublishAot=true", "RuntimeIdentifier=linux-arm64")]
    [InlineData("", "PublishTrimmed=true", "RuntimeIdentifier=linux-x64")]
    [InlineData("", "PublishAot=true", "RuntimeIdentifier=linux-x64", "EspalierInstructionSet=false")]
    [InlineData("native", "PublishAot=true", "RuntimeIdentifier=linux-x64", "EspalierInstructionSet=native")]
    [InlineData("x86-64-v2", "PublishAot=true", "RuntimeIdentifier=linux-x64", "IlcInstructionSet=x86-64-v2")]
    public async Task The_instruction_set_of_native_apps(string expected, params string[] properties)
    {
        string folder = await RestoredAsync("InstructionSet");

        string[] arguments = ["msbuild", "-getProperty:IlcInstructionSet", .. properties.Select(property => $"-p:{property}")];
        string output = (await Dotnet.RunAsync(folder, arguments)).Succeeded();

        Assert.Equal(expected, output.Trim());
    }

    [Theory]
    [InlineData(1)]
    [InlineData(0, "EspalierInstructionSet=false")]
    [InlineData(0, "IlcInstructionSet=x86-64-v3")]
    public async Task What_it_excludes_is_said_once(int times, params string[] properties)
    {
        string folder = await RestoredAsync("Message");

        string[] arguments =
        [
            "msbuild", "-t:EspalierInstructionSetMessage", "-v:minimal", "-p:PublishAot=true", "-p:RuntimeIdentifier=linux-x64",
            .. properties.Select(property => $"-p:{property}"),
        ];
        string output = (await Dotnet.RunAsync(folder, arguments)).Succeeded();

        Assert.Equal(times, output.Split("Espalier: ").Length - 1);
        Assert.Equal(times, output.Split("Haswell").Length - 1);
    }

    [Fact]
    public async Task The_compiler_sees_whether_analyzers_run()
    {
        string folder = await RestoredAsync("Visible");

        string output = (await Dotnet.RunAsync(folder, "msbuild", "-getItem:CompilerVisibleProperty")).Succeeded();

        Assert.Contains("\"RunAnalyzers\"", output);
        Assert.Contains("\"RunAnalyzersDuringBuild\"", output);
    }

    private async Task<string> RestoredAsync(string name)
    {
        string folder = package.CreateProject(name, Program);
        if (!Directory.Exists(Path.Combine(folder, "obj")))
        {
            (await Dotnet.RunAsync(folder, "restore")).Succeeded();
        }

        return folder;
    }
}
