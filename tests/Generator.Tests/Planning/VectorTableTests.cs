using System.Reflection;
using Espalier.Generator.Diagnostics;
using Espalier.Generator.Emission;
using Espalier.Generator.Parsing;
using Espalier.Generator.Planning;
using Espalier.Generator.Planning.Vectors;
using Espalier.Generator.Tests.Parsing;

namespace Espalier.Generator.Tests.Planning;

/// <summary>What the plan says of vectors: tiles that fit in registers, and what becomes of numbers that do not fill vectors.</summary>
public class VectorTableTests : ParsingTest
{
    // In the order of the table: 16, 8, 8, 4 and 4 floats a vector; 32, 32, 16, 16 and 32 registers.
    [Theory]
    [InlineData("[Input(784)] [Dense(50)]", "Dense.Forward", "9×3, 2 by inputs", "6×4, 14×2, 2 by inputs", "6×2, 2 by inputs", "6×2, 2 by inputs", "6×4, 2 by inputs")]
    [InlineData("[Input(784)] [Dense(50)]", "Dense.Forward of a single sample, packed", "2 · 1×3, 2 by inputs", "1×6, 2 by inputs", "1×6, 2 by inputs", "1×6, 2 by inputs", "1×6, 2 by inputs")]
    [InlineData("[Input(784)] [Dense(50)]", "Dense.BackwardWeight", "14×2, 16×1, 2 by inputs, copied", "14×2, 2 by inputs, copied", "6×2, 2 by inputs, copied", "6×2, 2 by inputs, copied", "14×2, 2 by inputs, copied")]
    [InlineData("[Input(260)] [Dense(50)]", "Dense.BackwardWeight", "14×2, 16×1, 2 by inputs", "14×2, 2 by inputs", "6×2, 2 by inputs", "6×2, 2 by inputs", "14×2, 2 by inputs")]
    [InlineData("[Input(100)] [Dense(64)]", "Dense.Forward", "14×2", "14×2", "6×2", "6×2", "14×2")]
    [InlineData("[Input(100)] [Dense(33)]", "Dense.Forward", "14×2, 1 by inputs", "14×2, 1 by inputs", "6×2, 1 by inputs", "6×2, 1 by inputs", "14×2, 1 by inputs")]
    [InlineData("[Input(50)] [Dense(10)]", "Dense.Forward", "4 · 6×1", "14×2", "6×2", "6×2, 12×1", "14×2, 16×1")]
    [InlineData("[Input(50)] [Dense(4)]", "Dense.Forward of a single sample", "4 · 1×1", "4 · 1×1", "4 · 1×1", "4 · 1×1", "4 · 1×1")]
    [InlineData("[Input(600)] [Dense(12)]", "Dense.Forward", "16×1", "16×1, 4 by inputs", "12×1, 4 by inputs", "6×2, 12×1", "9×3")]
    [InlineData("[Input(60)] [Dense(33)]", "Dense.Forward", "14×2, 16×1", "14×2, 16×1", "6×2, 12×1", "6×2, 12×1", "14×2, 16×1")]
    [InlineData("[Input(1000)] [Dense(1000)]", "Dense.Forward of a single sample", "1×8, 1×6, 8 by inputs", "1×8, 1×5", "1×8, 1×5", "1×8, 2 · 1×2", "1×8, 2 · 1×2")]
    [InlineData("[Input(2000)] [Dense(40)]", "Dense.Forward", "14×2, 8 by inputs", "6×4, 16×1", "6×2, 12×1, ahead", "6×2, ahead", "6×4, 14×2")]
    [InlineData("[Input(3, 12, 12)] [Conv2D(8, kernel: 3)]", "Conv2D.Forward", "16×1", "16×1", "12×1", "6×2", "14×2")]
    [InlineData("[Input(64, 13, 13)] [Conv2D(40, kernel: 3, stride: 2)]", "Conv2D.Forward", "9×3", "6×4, 16×1", "6×2, 12×1", "6×2", "6×4, 14×2")]
    [InlineData("[Input(64, 13, 13)] [Conv2D(40, kernel: 3, stride: 2)] [ReLU] [Conv2D(40, kernel: 1)]", "Conv2D.BackwardInput", "14×2, 16×1", "14×2, 16×1", "6×2, 12×1", "6×2", "14×2")]
    [InlineData("[Input(3, 12, 12)] [Conv2D(8, kernel: 3, padding: 1)]", "Conv2D.BackwardWeight", "16×1, joined", "16×1, joined", "12×1, joined", "6×2, joined", "14×2, joined")]
    [InlineData("[Input(8, 12, 12)] [Conv2D(8, kernel: 3, padding: 1)]", "Conv2D.BackwardWeight", "16×1", "16×1", "12×1", "6×2", "14×2")]
    [InlineData("[Input(8, 12, 12)] [Conv2D(8, kernel: 3)]", "Conv2D.BackwardWeight", "16×1, joined", "16×1, joined", "12×1, joined", "6×2, joined", "14×2, joined")]
    [InlineData("[Input(24, 12, 12)] [Conv2D(24, kernel: 3, groups: 24)]", "Conv2D.Forward", "14×2", "14×2, 16×1", "6×2, 12×1", "6×2", "14×2")]
    [InlineData("[Input(32, 12, 12)] [Conv2D(40, kernel: 3, padding: 1)]", "WinogradConv2D.Forward", "14×2, 16×1", "14×2, 16×1", "6×2, 12×1", "6×2", "14×2")]
    [InlineData("[Input(64, 1)] [Gru(8)]", "GruStep.Forward", "whole cell", "whole cell", "whole cell", "1×8", "1×8")]
    [InlineData("[Input(64, 1)] [Lstm(16)]", "LstmStep.Forward", "whole cell", "1×4 of 2 inputs", "1×4 of 2 inputs", "1×8", "1×8")]
    [InlineData("[Input(64, 9)] [Rnn(9)] [Dense(3)]", "RnnStep.Forward", "1×1 of 8 inputs", "1×2 of 4 inputs", "1×2 of 4 inputs", "1×4 of 2 inputs", "1×4 of 2 inputs")]
    [InlineData("[Input(64, 9)] [Dense(3)]", "DenseStep.Forward", "3 singly", "3 singly", "3 singly", "3 singly", "3 singly")]
    [InlineData("[Input(64, 9)] [Dense(35)]", "DenseStep.Forward", "1×2 of 4 inputs, 3 singly", "1×4 of 2 inputs, 3 singly", "1×4 of 2 inputs, 3 singly", "1×8, 3 singly", "1×8, 3 singly")]
    [InlineData("[Input(12, 8, 8)] [BatchNorm]", "BatchNorm.Forward", "8 pixels", "4 pixels", "4 pixels", "2 pixels", "2 pixels")]
    [InlineData("[Input(12)] [Softmax]", "Softmax.Forward", "1 vector", "several", "several", "several", "several")]
    public void Uses_of_vectors_follow_from_shapes(string layers, string kernel, params string[] uses) =>
        Assert.Equal(uses, Uses(Plan(layers)).First(use => use.Kernel == kernel).Uses);

    [Theory]
    [InlineData("[Input(4)] [ReLU]")]
    [InlineData("[Input(1024, 4, 4)] [BatchNorm]")]
    [InlineData("[Input(20)] [Softmax]")]
    public void What_is_the_same_everywhere_is_not_spoken_of(string layers) => Assert.Empty(VectorTable.Lines(Plan(layers)));

    [Fact]
    public void Alike_layers_share_a_line_and_only_what_occurs_is_explained()
    {
        IReadOnlyList<string> lines = VectorTable.Lines(Plan("[Input(64, 9)] [Dense(16)] [ReLU] [Dense(16)] [Gru(8)]"));
        Assert.Contains(lines, line => line.EndsWith("  DenseStep.Forward: Dense1, Dense2", StringComparison.Ordinal));
        Assert.Contains(lines, line => line.StartsWith("whole cell: ", StringComparison.Ordinal));
        Assert.DoesNotContain(lines, line => line.Contains("by inputs", StringComparison.Ordinal));
    }

    // As many outputs as there may be take no longer to describe.
    [Fact]
    public void Many_columns_are_cut_as_few_are() =>
        Assert.Equal(
            Uses(Plan("[Input(300)] [Dense(1016)]")).Select(use => string.Join("|", use.Uses)),
            Uses(Plan("[Input(300)] [Dense(1_000_056)]")).Select(use => string.Join("|", use.Uses)));

    [Fact]
    public void Every_kernel_of_which_there_is_a_rule_exists()
    {
        Assembly runtime = typeof(Kernels.Dense).Assembly;
        Assert.All(KernelRules.Kernels, kernel =>
        {
            string[] name = kernel.Split('.');
            Assert.NotEmpty(runtime.GetType($"Espalier.Kernels.{name[0]}", throwOnError: true)!.GetMember(name[1]));
        });
    }

    private static IEnumerable<(string Kernel, string[] Uses)> Uses(NetworkPlan plan) =>
        new[] { plan.Prediction, plan.Training, plan.Stream?.Step }.OfType<Generator.Planning.Program>()
            .SelectMany(program => program.Statements).SelectMany(statement => KernelRules.Of(new KernelCall(statement)));

    private static NetworkPlan Plan(string attributes)
    {
        NetworkSpec spec = Parse("Net", $"using Espalier;\n[Network]\n{attributes}\npublic partial class Net;");
        var problems = new List<Problem>();
        NetworkPlan? plan = NetworkCompiler.Plan(spec, problems, default);
        Assert.DoesNotContain(problems, problem => problem.Descriptor.DefaultSeverity >= Microsoft.CodeAnalysis.DiagnosticSeverity.Error);
        return plan!;
    }
}
