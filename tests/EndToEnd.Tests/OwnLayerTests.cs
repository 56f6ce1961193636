using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using Espalier.EndToEnd.Tests.Cases;
using Espalier.EndToEnd.Tests.Samples;
using Espalier.EndToEnd.Tests.Support;

namespace Espalier.EndToEnd.Tests;

/// <summary>Layers of one's own and the public gradient check: what is right passes, and what is wrong does not.</summary>
[Collection(nameof(Alone))]
public sealed partial class OwnLayerTests
{
    public static TheoryData<string> Examples => new(Blocks().Keys);

    [Theory]
    [MemberData(nameof(Examples))]
    public void The_examples_of_the_guide_run_and_pass_their_check(string name)
    {
        string code = Blocks()[name];
        string own = code.Split("[Network")[0];
        Assert.True(own.Split('\n').Length <= 30, name + " has more than 30 lines.");
        using InMemory compiled = InMemory.Compile(code);
        Type[] types = compiled.Assembly.GetTypes();
        MethodInfo run = types.Select(type => type.GetMethod("Run", BindingFlags.Public | BindingFlags.Static, [])).Single(method => method is not null)!;
        var report = (GradientReport)run.Invoke(null, null)!;
        Assert.True(report.Passed, report.ToString());

        Type net = types.Single(type => type.IsSubclassOf(typeof(Network)));
        Network network = Networks.Create(net, 1);
        float[] input = new Data(1).Normals(3 * network.Description.InputLength);
        Assert.All(network.Predict(input), value => Assert.True(float.IsFinite(value)));
    }

    [Fact]
    public void Right_layers_pass()
    {
        AssertPasses(GradientCheck.Elementwise<Mish>());
        AssertPasses(GradientCheck.Elementwise<Bent>());
        AssertPasses(GradientCheck.Loss<Focal>());
        AssertPasses(GradientCheck.Custom<Pairs>([6], [3]));
        AssertPasses(GradientCheck.Custom<Blend>([3, 2, 5], [2, 2, 5], options: [0.5f, -1], parameters: 3));
    }

    [Fact]
    public void Wrong_layers_fail_and_the_report_says_where()
    {
        GradientReport slope = GradientCheck.Elementwise<WrongSlope>();
        Assert.False(slope.Passed);
        Assert.Equal("input", slope.Worst.Name);

        Assert.False(GradientCheck.Custom<LeavesOut>([4], [4]).Passed);
        Assert.False(GradientCheck.Loss<WrongLoss>().Passed);

        GradientReport weight = GradientCheck.Custom<WrongWeight>([4], [4], parameters: 4);
        Assert.False(weight.Passed);
        Assert.Equal("weight", weight.Worst.Name);
        Assert.True(weight.Tensors.Single(tensor => tensor.Name == "input").Error <= weight.Tolerance);
        Assert.Contains("✗ weight: error", weight.ToString(), StringComparison.Ordinal);
        Assert.EndsWith("failed with a tolerance of 1.0e-2", weight.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_network_with_dropout_and_norms_passes_and_stays_as_it_was()
    {
        var network = new MixedNet(1);
        float[] input = new Data(1).Normals(9 * network.Description.InputLength);
        int[] labels = new Data(2).Labels(9, 4);
        using MixedNet.Session session = network.StartTraining(new Adam(0.001f), 9, inputGradient: true);
        using MixedNet.Session other = new MixedNet(1).StartTraining(new Adam(0.001f), 9, inputGradient: true);
        byte[] before = network.ToBytes();
        AssertPasses(GradientCheck.Run(session, () => session.Forward(input, labels), input, probes: 8));
        Assert.Equal(before, network.ToBytes());

        // As if there had been no check: random numbers and gradients go on where they were.
        Assert.Equal(other.Step(input, labels), session.Step(input, labels));
        Assert.Equal(other.Parameters.ToBytes(), session.Parameters.ToBytes());
    }

    [Fact]
    public void A_wrong_layer_in_a_network_is_found()
    {
        var network = new WrongNet(1);
        float[] input = new Data(1).Normals(5 * 6), targets = new Data(2).Normals(5 * 2);
        using WrongNet.Session session = network.StartTraining(new Sgd(0.1f), 5);
        GradientReport report = GradientCheck.Run(session, () => session.Forward(input, targets));
        Assert.False(report.Passed, report.ToString());
        Assert.StartsWith("dense1.", report.Worst.Name, StringComparison.Ordinal);
        Assert.All(report.Tensors.Where(tensor => tensor.Name.StartsWith("dense2.", StringComparison.Ordinal)), tensor => Assert.True(tensor.Error <= report.Tolerance));
    }

    [Fact]
    public void What_lies_on_a_kink_is_left_out_and_counted()
    {
        // With inputs and biases of 0, every rectifier is at its kink: no difference says anything of the biases.
        var network = new KinkedNet(1);
        float[] blank = new float[5 * 6], targets = new Data(2).Normals(5 * 2);
        using KinkedNet.Session session = network.StartTraining(new Sgd(0.1f), 5);
        GradientReport on = GradientCheck.Run(session, () => session.Forward(blank, targets));
        Assert.False(on.Passed);
        Assert.Contains("✗ dense1.bias: nothing compared, all 6 lie on kinks\n", on.ToString(), StringComparison.Ordinal);
        Assert.All(on.Tensors.Where(tensor => tensor.Name != "dense1.bias"), tensor => Assert.True(tensor.Error <= on.Tolerance, tensor.ToString()));

        // One of them only.
        network.Dense1.Bias.CopyFrom([.5f, -.5f, 0, .25f, .75f, -.25f]);
        GradientReport one = GradientCheck.Run(session, () => session.Forward(blank, targets));
        AssertPasses(one);
        Assert.EndsWith("5 compared, 1 left out on kinks", one.Tensors.Single(tensor => tensor.Name == "dense1.bias").ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_kink_is_no_excuse_for_a_wrong_gradient()
    {
        float[] input = new Data(1).Normals(20 * 6), targets = new Data(2).Normals(20 * 2);
        using KinkedNet.Session right = new KinkedNet(1).StartTraining(new Sgd(0.1f), 20);
        AssertPasses(GradientCheck.Run(right, () => right.Forward(input, targets), tolerance: 1e-3));

        // The same with a rectifier that passes back one percent too much.
        using WrongKinkedNet.Session wrong = new WrongKinkedNet(1).StartTraining(new Sgd(0.1f), 20);
        GradientReport report = GradientCheck.Run(wrong, () => wrong.Forward(input, targets), tolerance: 1e-3);
        Assert.False(report.Passed, report.ToString());
        Assert.InRange(report.Worst.Error, 5e-3, 2e-2);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void Gradients_of_own_parameters_are_the_same_bits_for_any_number_of_threads(int threads)
    {
        float[] input = new Data(1).Normals(7 * 40), targets = new Data(2).Normals(7 * 12);
        Assert.Equal(Train(1), Train(threads));

        byte[] Train(int workers)
        {
            var network = new CustomImageCase(1);
            using CustomImageCase.Session session = network.StartTraining(new Sgd(0.1f), 7, workers);
            session.Step(input, targets);
            session.Step(input, targets);
            return session.Parameters.ToBytes();
        }
    }

    private static void AssertPasses(GradientReport report) => Assert.True(report.Passed, report.ToString());

    private static Dictionary<string, string> Blocks()
    {
        string page = File.ReadAllText(Path.Combine(Folder(), "..", "..", "docs", "own-layers.md")).ReplaceLineEndings("\n");
        return CSharpBlock().Matches(page).Select(match => match.Groups[1].Value).ToDictionary(code => ClassName().Match(code).Groups[1].Value);
    }

    private static string Folder([CallerFilePath] string file = "") => Path.GetDirectoryName(file)!;

    [GeneratedRegex(@"^```csharp\n(.*?)^```$", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex CSharpBlock();

    [GeneratedRegex(@"partial class (\w+);")]
    private static partial Regex ClassName();
}

public struct WrongSlope : IElementwise
{
    public static T Value<T>(T x)
        where T : struct, IReal<T> => x * x;

    public static T Derivative<T>(T x)
        where T : struct, IReal<T> => T.IfPositive(x - 5.5f, x, 2 * x);
}

public struct WrongLoss : ILoss
{
    public static T Value<T>(T output, T target)
        where T : struct, IReal<T> => (output - target) * (output - target);

    public static T Derivative<T>(T output, T target)
        where T : struct, IReal<T> => output - target;
}

/// <summary>Leaves one value of the gradient unwritten.</summary>
public struct LeavesOut : ICustom
{
    public static void Forward(in CustomCall call, ReadOnlySpan<float> input, Span<float> output) => input.CopyTo(output);

    public static void Backward(in CustomCall call, ReadOnlySpan<float> input, ReadOnlySpan<float> outputGradient, Span<float> inputGradient, Span<float> parameterGradient) =>
        outputGradient[1..].CopyTo(inputGradient[1..]);
}

public struct WrongWeight : ICustom
{
    public static void Forward(in CustomCall call, ReadOnlySpan<float> input, Span<float> output)
    {
        for (int i = 0; i < input.Length; i++)
        {
            output[i] = input[i] * call.Parameters[i % 4];
        }
    }

    public static void Backward(in CustomCall call, ReadOnlySpan<float> input, ReadOnlySpan<float> outputGradient, Span<float> inputGradient, Span<float> parameterGradient)
    {
        for (int i = 0; i < input.Length; i++)
        {
            inputGradient[i] = outputGradient[i] * call.Parameters[i % 4];
            parameterGradient[i % 4] += outputGradient[i];
        }
    }
}

[Network, Input(6), Dense(6), Elementwise<WrongEverywhere>, Dense(2), MeanSquaredError]
public sealed partial class WrongNet;

public struct WrongEverywhere : IElementwise
{
    public static T Value<T>(T x)
        where T : struct, IReal<T> => T.Tanh(x);

    public static T Derivative<T>(T x)
        where T : struct, IReal<T> => 1 - T.Tanh(x);
}

[Network, Input(6), Dense(6), ReLU, Dense(2), MeanSquaredError]
public sealed partial class KinkedNet;

[Network, Input(6), Dense(6, Init = Init.KaimingUniform), Elementwise<WrongRectifier>, Dense(2), MeanSquaredError]
public sealed partial class WrongKinkedNet;

public struct WrongRectifier : IElementwise
{
    public static T Value<T>(T x)
        where T : struct, IReal<T> => T.Max(x, 0);

    public static T Derivative<T>(T x)
        where T : struct, IReal<T> => T.IfPositive(x, 1.01f, 0);
}
