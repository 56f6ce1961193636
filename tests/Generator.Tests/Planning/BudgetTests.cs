using Espalier.Generator.Diagnostics;
using Espalier.Generator.Parsing;
using Espalier.Generator.Planning;
using Espalier.Generator.Tests.Parsing;
using Espalier.Generator.Tests.TestHelpers;

namespace Espalier.Generator.Tests.Planning;

/// <summary>The first layer that takes a network beyond its budget, and the totals on the way.</summary>
public class BudgetTests : ParsingTest
{
    private const string Digits = "[Input(1, 28, 28)] [Conv2D(30, kernel: 5)] [ReLU] [MaxPool2D(2)] [[|Dense(100)|]] [ReLU] [Dense(10)] [SoftmaxCrossEntropy]";

    public static TheoryData<string> Networks => new()
    {
        { "[Input(1, 28, 28)] [Conv2D(30, kernel: 5)] [ReLU] [MaxPool2D(2)] [Dense(100)] [ReLU] [Dense(10)] [SoftmaxCrossEntropy]" },
        { "[Input(3, 16, 16)] [Conv2D(16, kernel: 3, padding: 1, bias: false)] [BatchNorm] [ReLU] [Tap(\"in\")] [Conv2D(16, kernel: 3, padding: 1, bias: false)] [BatchNorm] [Add(\"in\")] [ReLU] [GlobalAveragePool2D] [Dense(10)] [SoftmaxCrossEntropy]" },
        { "[Input(8)] [Dense(32, Frozen = true)] [ReLU] [Dropout(0.5f)] [Dense(16, Name = \"trunk\")] [Tanh] [Dense(3)] [SoftmaxCrossEntropy(Name = \"class\")] [Dense(1, From = \"trunk\")] [MeanSquaredError]" },
    };

    [Theory]
    [MemberData(nameof(Networks))]
    public void The_last_running_totals_are_those_of_the_plan(string attributes)
    {
        NetworkPlan plan = Plan(attributes);
        var totals = new RunningTotals(plan);
        long scratch = Math.Max(plan.Prediction.ScratchLength, NetworkPlan.LeastScratch);

        Assert.Equal(plan.Parameters.Count, totals.Parameters()[^1]);
        Assert.Equal(plan.Flops, totals.Flops()[^1]);
        Assert.Equal(4 * (plan.Parameters.Length + plan.Prediction.PreparedLength + plan.PredictionLength + scratch), totals.PredictionBytes()[^1]);
        Assert.Equal(
            4 * (plan.Parameters.Length + plan.Parameters.TrainableLength + plan.Training.TransposedLength + plan.Training.Fixed + (plan.Training.PerSample * 7)),
            totals.TrainingBytes(7)[^1]);
        foreach (long[] sums in new[] { totals.Parameters(), totals.Flops(), totals.PredictionBytes(), totals.TrainingBytes(7) })
        {
            Assert.Equal(plan.Graph.Nodes.Count, sums.Length);
            Assert.Equal(sums.Order(), sums);
        }
    }

    [Theory]
    [InlineData("Parameters = 1_000", "1 000 parameters: 780 above it, 432 880 with it, 433 890 in all", "Parameters = 433890")]
    [InlineData("Flops = 1_700_000", "1 700 000 floating-point operations a sample: 898 560 above it, 1 762 560 with it, 1 764 660 in all", "Flops = 1764660")]
    public void The_first_layer_beyond_it_is_named(string budget, string totals, string allowed) => Expect.Diagnostics(
        $"using Espalier;\n[Network] [Budget({budget})]\n{Digits}\npartial class Net;",
        ("ESP0420", $"Dense1 takes Net beyond its budget of {totals}. Make Dense1 or what stands around it smaller, or allow {allowed}."));

    [Theory]
    [InlineData("PredictionBytes", 0)]
    [InlineData("TrainingBytes", 1)]
    [InlineData("TrainingBytes", 64)]
    public void Memory_counts_to_the_byte(string property, int batch)
    {
        string attributes = Digits.Replace("[|", "", StringComparison.Ordinal).Replace("|]", "", StringComparison.Ordinal);
        var totals = new RunningTotals(Plan(attributes));
        long all = batch == 0 ? totals.PredictionBytes()[^1] : totals.TrainingBytes(batch)[^1];
        string more = batch > 1 ? ", Batch = " + batch : "";

        Assert.Empty(InMemory.Analyze($"using Espalier;\n[Network] [Budget({property} = {all}{more})]\n{attributes}\npartial class Net;"));
        Microsoft.CodeAnalysis.Diagnostic diagnostic = Assert.Single(InMemory.Analyze($"using Espalier;\n[Network] [Budget({property} = {all - 1}{more})]\n{attributes}\npartial class Net;"));
        Assert.Equal("ESP0420", diagnostic.Id);
        Assert.EndsWith($", or allow {property} = {all}.", diagnostic.GetMessage(System.Globalization.CultureInfo.InvariantCulture), StringComparison.Ordinal);
        Assert.Single(diagnostic.AdditionalLocations);
    }

    [Fact]
    public void A_line_of_a_block_is_shown_under_its_use() => Expect.Diagnostics(
        """
        using Espalier;
        [Network, Budget(Parameters = 50)]
        [Input(4), [|Use<B>(8)|], Dense(2)] partial class Net;
        [Block, Dense(Width), ReLU, Dense(Width)] class B { [Argument] const int Width = 1; }
        """,
        ("ESP0420", "B1.Dense2 takes Net beyond its budget of 50 parameters: 40 above it, 112 with it, 130 in all. Make B1.Dense2 or what stands around it smaller, or allow Parameters = 130."));

    [Fact]
    public void Each_limit_speaks_for_itself() => Expect.Diagnostics(
        "using Espalier;\n[Network, Budget(Parameters = 50, Flops = 1), Input(4), [|Dense(8)|], ReLU, [|Dense(2)|]] partial class Net;",
        ("ESP0420", "Dense1 takes Net beyond its budget of 1 floating-point operations a sample: 0 above it, 64 with it, 104 in all. Make Dense1 or what stands around it smaller, or allow Flops = 104."),
        ("ESP0420", "Dense2 takes Net beyond its budget of 50 parameters: 40 above it, 58 with it, 58 in all. Make Dense2 or what stands around it smaller, or allow Parameters = 58."));

    [Fact]
    public void A_budget_is_at_least_one() => Expect.Diagnostics(
        "using Espalier;\n[Network] [[|Budget(Parameters = 0, Flops = 1_000)|]]\n[Input(4)] [Dense(2)]\npartial class Net;",
        ("ESP0421", "the budget of Net has Parameters = 0, but a budget is at least 1. Give it a number above 0, or leave Parameters out."));

    [Fact]
    public void A_budget_is_for_a_network() => Expect.Diagnostics(
        "using Espalier;\n[Block] [[|Budget(Parameters = 1)|]] [Dense(2)] class Hidden;\n[[|Budget(Flops = 1)|]] class Other;",
        ("ESP0422", "'Hidden' has a [Budget], but it is no network, and only networks have one. Move the budget to the network, or add [Network]."),
        ("ESP0422", "'Other' has a [Budget], but it is no network, and only networks have one. Move the budget to the network, or add [Network]."));

    private static NetworkPlan Plan(string attributes)
    {
        var problems = new List<Problem>();
        NetworkPlan? plan = NetworkCompiler.Plan(Parse("Net", $"using Espalier;\n[Network]\n{attributes}\npublic partial class Net;"), problems, default);
        return plan ?? throw new InvalidOperationException(string.Join("\n", problems));
    }
}
