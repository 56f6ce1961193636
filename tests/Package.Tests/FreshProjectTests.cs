using System.Globalization;
using System.Text.RegularExpressions;

namespace Espalier.Package.Tests;

[Collection(nameof(PackedEspalier))]
public partial class FreshProjectTests(PackedEspalier package)
{
    [Fact]
    public async Task A_network_builds_trains_saves_and_loads()
    {
        string folder = package.CreateProject("Learns", """
            using System.Globalization;
            using Espalier;

            float[] inputs = [0, 0, 0, 1, 1, 0, 1, 1];
            float[] targets = [0, 1, 1, 0];
            XorNet net = new(seed: 1);
            using XorNet.Session training = net.StartTraining(new Adam(0.05f), batchSize: 4);
            float first = training.Step(inputs, targets), last = first;
            for (int step = 0; step < 500; step++)
            {
                last = training.Step(inputs, targets);
            }

            net.Save("xor.safetensors");
            float[] before = new float[4], after = new float[4];
            net.Predict(inputs, before);
            XorNet.Load("xor.safetensors").Predict(inputs, after);
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"first {first:F9} last {last:F9} same {before.AsSpan().SequenceEqual(after)}"));

            [Network]
            [Input(2)]
            [Dense(8)] [Tanh]
            [Dense(1)]
            [MeanSquaredError]
            internal sealed partial class XorNet;
            """);

        (await Dotnet.RunAsync(folder, "build", "-c", "Release")).Succeeded();
        string output = (await Dotnet.RunAsync(folder, "run", "-c", "Release", "--no-build")).Succeeded();

        Match line = ResultLine().Match(output);
        Assert.True(line.Success, output);
        float first = float.Parse(line.Groups["first"].ValueSpan, CultureInfo.InvariantCulture);
        float last = float.Parse(line.Groups["last"].ValueSpan, CultureInfo.InvariantCulture);
        Assert.True(last < 0.05f * first, output);
        Assert.Equal("True", line.Groups["same"].Value);
    }

    [Theory]
    [InlineData("true")]
    [InlineData("false")] // the generator reports where the analyzers are switched off
    public async Task A_wrong_shape_is_one_error(string runAnalyzers)
    {
        string folder = package.CreateProject($"WrongShape{runAnalyzers}", """
            using Espalier;

            TooDeep net = new(seed: 1);
            int digit = net.Classify(new float[28 * 28]);
            using TooDeep.Session training = net.StartTraining(new Sgd(0.1f), batchSize: 1);
            training.Step(new float[28 * 28], [digit]);
            training.Gradients.Conv3.Weight.CopyTo(new float[1]);
            TooDeep.Load("nowhere.safetensors").Save("nowhere.safetensors");

            [Network]
            [Input(channels: 1, height: 28, width: 28)]
            [Conv2D(6, kernel: 5)] [ReLU] [MaxPool2D(2)]
            [Conv2D(16, kernel: 5)] [ReLU] [MaxPool2D(2)]
            [Conv2D(32, kernel: 5)] [ReLU]
            [Dense(10)]
            [SoftmaxCrossEntropy]
            internal sealed partial class TooDeep;
            """);

        // Without the summary of "dotnet build", which repeats every error.
        Dotnet.Result build = await Dotnet.RunAsync(folder, "msbuild", "-restore", "-v:minimal", $"-p:RunAnalyzers={runAnalyzers}");

        Assert.NotEqual(0, build.ExitCode);
        string error = Assert.Single(ErrorLine().Matches(build.Output).Select(match => match.Value));
        Assert.Matches(@"Program\.cs\(14,2\): error ESP0201: .*Conv3", error); // under Conv2D(32, kernel: 5)
    }

    [GeneratedRegex(@"first (?<first>\S+) last (?<last>\S+) same (?<same>\S+)")]
    private static partial Regex ResultLine();

    [GeneratedRegex(@"^.*\b(error|warning) [A-Z]+\d+:.*$", RegexOptions.Multiline)]
    private static partial Regex ErrorLine();
}
