using Espalier.Generator.Diagnostics;
using Espalier.Generator.Emission;
using Espalier.Generator.Parsing;
using Espalier.Generator.Planning;
using Espalier.Generator.Tests.Parsing;
using Buffer = Espalier.Generator.Planning.Buffer;

namespace Espalier.Generator.Tests.Planning;

/// <summary>What runs as one, where tensors lie, and that nothing alive is overwritten.</summary>
public class PlanTests : ParsingTest
{
    private const string TransposedInput = "the gradient of its input reads weights transposed as a whole: a block of so many outputs exceeds the scratch memory";

    private const string Residual = """
        [Input(3, 16, 16)]
        [Conv2D(16, kernel: 3, padding: 1, bias: false)] [BatchNorm] [ReLU] [Tap("skip")]
        [Conv2D(16, kernel: 3, padding: 1, bias: false)] [BatchNorm] [ReLU]
        [Conv2D(16, kernel: 3, padding: 1, bias: false)] [BatchNorm] [Add("skip")] [ReLU] [Dropout]
        [MaxPool2D(2)] [Flatten] [Dense(20)] [Sigmoid] [Dense(10)] [Softmax]
        [MeanSquaredError]
        """;

    public static TheoryData<string> Networks =>
    [
        "[Input(2, 4, 4)] [Conv2D(3, kernel: 1)] [SoftmaxCrossEntropy(Name = \"mask\")] [Input(5, Name = \"hints\")] [Dense(6)] [MeanSquaredError] [ReLU(From = \"hints\")] [Output(\"bare\")]",
        "[Input(4)] [Dense(2)]",
        "[Input(1, 28, 28)] [Conv2D(30, kernel: 5)] [ReLU] [MaxPool2D(2)] [Dense(100)] [ReLU] [Dense(10)] [SoftmaxCrossEntropy]",
        Residual,
        "[Input(2, 4, 4)] [Tap(\"a\")] [ReLU] [Tap(\"b\")] [Sigmoid] [Add(\"a\", \"b\", \"a\")] [Tanh]",
        "[Input(6)] [BatchNorm] [Dense(6, Name = \"first\")] [Tanh] [Dense(6, From = \"first\")] [Add(\"first\", \"Tanh1\")] [Dropout(0.1f)] [ReLU] [LeakyReLU] [Dense(3)]",
        "[Input(2, 4, 4)] [Flatten] [BatchNorm] [Dense(4)] [Tap(\"x\")] [Tap(\"y\")] [ReLU] [Add(\"x\", \"y\")] [Softmax]",
        "[Input(2, 4, 4)] [Flatten]",
    ];

    [Theory]
    [MemberData(nameof(Networks))]
    public void Tensors_alive_together_lie_apart(string attributes)
    {
        NetworkPlan plan = Plan(attributes);
        foreach (Generator.Planning.Program program in new[] { plan.Prediction, plan.Training })
        {
            Buffer[] buffers = [.. program.Buffers.Where(buffer => buffer.LastUse >= 0)];
            for (int i = 0; i < buffers.Length; i++)
            {
                for (int j = 0; j < i; j++)
                {
                    bool clash = buffers[i].LivesWith(buffers[j]) && buffers[i].OverlapsInMemory(buffers[j]);
                    Assert.False(clash, $"{buffers[i].Name} overwrites {buffers[j].Name}");
                }

                Assert.Equal(0, buffers[i].Offset % 16);
                Assert.True(buffers[i].Region != Region.Sample || buffers[i].Offset + buffers[i].Length <= program.PerSample);
            }

            Assert.True(program.PerSample <= program.PerSampleWithoutReuse);
        }
    }

    [Theory]
    [MemberData(nameof(Networks))]
    public void What_backward_reads_is_still_there(string attributes)
    {
        // Replays the plan: who wrote each place last must be who the reader means.
        NetworkPlan plan = Plan(attributes);
        var owner = new Dictionary<(Region Region, int Place), Buffer>();
        plan.Training.Inputs.ForEach(Claim);
        foreach (Statement statement in plan.Training.Statements)
        {
            foreach (BufferOperand operand in statement.Buffers.Where(operand => !operand.Writes))
            {
                Assert.All(Places(operand.Buffer), place => Assert.True(
                    owner.TryGetValue(place, out Buffer? last) && last == operand.Buffer,
                    $"{statement.Method} of {statement.Node.Name} reads {operand.Buffer.Name}, which is gone"));
            }

            foreach (BufferOperand operand in statement.Buffers.Where(operand => operand.Writes))
            {
                Claim(operand.Buffer);
            }

            if (statement == plan.Training.Forward.SelectMany(group => group.Statements).Last())
            {
                // The session clears those that no loss writes.
                plan.Training.OutputGradients.ForEach(Claim);
            }
        }

        void Claim(Buffer buffer)
        {
            foreach ((Region, int) place in Places(buffer))
            {
                owner[place] = buffer;
            }
        }

        static IEnumerable<(Region Region, int Place)> Places(Buffer buffer) =>
            Enumerable.Range(buffer.Offset / 16, buffer.Stride / 16).Select(place => (buffer.Region, place));
    }

    [Fact]
    public void Prediction_takes_batch_norms_into_weights_and_ends_kernels_with_ReLU()
    {
        NetworkPlan plan = Plan(Residual);

        Assert.Equal(
            ["Conv1 + BatchNorm1 + ReLU1", "skip", "Conv2 + BatchNorm2 + ReLU2", "Conv3 + BatchNorm3", "Add1 + ReLU3", "Dropout1", "Pool1", "Flatten1", "Dense1", "Sigmoid1", "Dense2", "Softmax1"],
            plan.Prediction.Groups.Select(group => string.Join(" + ", group.Members.Select(member => member.Name))));
        Assert.Equal(
            ["Conv1", "BatchNorm1 + ReLU1", "skip", "Conv2", "BatchNorm2 + ReLU2", "Conv3", "BatchNorm3", "Add1 + ReLU3", "Dropout1", "Pool1", "Flatten1", "Dense1", "Sigmoid1", "Dense2", "Softmax1"],
            plan.Training.Groups.Select(group => string.Join(" + ", group.Members.Select(member => member.Name))));
    }

    [Theory]
    [InlineData("[Input(1, 28, 28)] [Conv2D(30, kernel: 5)] [ReLU] [MaxPool2D(2)]", true, true, "")]
    [InlineData("[Input(1, 28, 28)] [Conv2D(30, kernel: 5)] [BatchNorm] [ReLU] [MaxPool2D(2)]", true, false, "")]
    [InlineData("[Input(40, 3)] [Conv1D(8, kernel: 5)] [MaxPool1D(2)]", true, true, "")]
    [InlineData("[Input(3, 8, 8)] [Conv2D(8, kernel: 3, Frozen = true)] [Conv2D(8, kernel: 3)] [MaxPool2D(2)]", true, true, "")]
    [InlineData("[Input(3, 8, 8)] [Conv2D(8, kernel: 3)] [ReLU] [Conv2D(8, kernel: 3)] [MaxPool2D(2)]", true, false, "Pool1 apart: the gradient of the input of Conv2 needs every value")]
    [InlineData("[Input(3, 8, 8)] [Conv2D(8, kernel: 3, padding: 1)] [MaxPool2D(3, stride: 2, padding: 1)]", false, false, "")]
    [InlineData("[Input(3, 9, 9)] [Conv2D(8, kernel: 3, padding: 1)] [MaxPool2D(2, rounding: Rounding.Ceiling)]", false, false, "")]
    [InlineData("[Input(3, 8, 8)] [Conv2D(9, kernel: 3, groups: 3)] [MaxPool2D(2)]", false, false, "")]
    [InlineData("[Input(32, 16, 16)] [Conv2D(32, kernel: 3, padding: 1)] [MaxPool2D(2)]", false, false, "Pool1 apart: Winograd gives squares of 4×4")]
    public void A_convolution_ends_with_max_pooling_where_it_can(string attributes, bool predicts, bool trains, string reason)
    {
        NetworkPlan plan = Plan(attributes);
        FusedGroup[] groups = [.. plan.Prediction.Groups.Concat(plan.Training.Groups).Where(group => group.Head.Name.StartsWith("Conv", StringComparison.Ordinal))];
        Assert.Equal(predicts, plan.Prediction.Groups.Any(group => group.Pool is not null));
        Assert.Equal(trains, plan.Training.Groups.Any(group => group.Pool is not null));
        Assert.Equal(reason, groups.Last().Reason);
    }

    [Fact]
    public void A_value_with_two_readers_is_not_fused_and_the_plan_says_why()
    {
        FusedGroup group = Plan("[Input(4)] [Dense(4)] [ReLU] [Dense(4, From = \"Dense1\")] [Add(\"ReLU1\")]").Prediction.Groups[0];

        Assert.Null(group.Epilogue);
        Assert.Equal("ReLU1 apart: Dense2 reads Dense1 too", group.Reason);
    }

    [Fact]
    public void Prediction_reuses_memory()
    {
        NetworkPlan plan = Plan(Residual);

        // Of a chain with one shortcut, three images are alive at most.
        Assert.Equal(3 * 16 * 16 * 16, plan.Prediction.PerSample);
        Assert.True(plan.Prediction.PerSample < plan.Prediction.PerSampleWithoutReuse);
    }

    [Fact]
    public void A_frozen_start_ends_the_backward_pass_there()
    {
        NetworkPlan plan = Plan("[Input(4)] [Dense(4, Frozen = true)] [ReLU] [Dense(4)] [MeanSquaredError]");

        Assert.All(
            plan.Training.Backward.SelectMany(group => group.Statements).Where(statement => statement.Node.Name is "Dense1" or "ReLU1"),
            statement => Assert.True(statement.OnlyForInputGradient));
        Assert.DoesNotContain(plan.Training.Backward.SelectMany(group => group.Statements), statement =>
            statement.Node.Name == "Dense1" && statement.Method != "Dense.BackwardInputInBlocks");
        Assert.Equal(Buffer.AlignUp(4L * 16) + 16, plan.Parameters.TrainableLength);
    }

    public static TheoryData<string> FrozenKinds =>
    [
        "Dense(16, Frozen = true)", "Dense(16, bias: false, Frozen = true)", "BatchNorm(useRunningStatistics: true, Frozen = true)",
        "BatchNorm(useRunningStatistics: false, Frozen = true)", "LayerNorm(Frozen = true)", "RMSNorm(Frozen = true)", "GroupNorm(2, Frozen = true)",
        "InstanceNorm(affine: true, Frozen = true)", "Conv2D(4, kernel: 1, Frozen = true)",
    ];

    [Theory]
    [MemberData(nameof(FrozenKinds))]
    public void A_frozen_layer_has_no_gradient_and_no_place_among_what_learns(string layer)
    {
        // Below a layer that learns, so that the gradient goes through, and above one.
        NetworkPlan plan = Plan("[Input(4, 5, 5)] [Conv2D(4, kernel: 2, Name = \"below\")] [" + layer + "] [Dense(2, Name = \"above\")] [MeanSquaredError]", network: "(L2 = 0.1f)");
        string[] frozen = [.. plan.Parameters.Slots.Where(slot => slot.Node.Name is not ("below" or "above")).Select(slot => slot.FileName)];
        Statement[] backward = [.. plan.Training.Backward.SelectMany(group => group.Statements)];

        Assert.NotEmpty(frozen);
        Assert.All(plan.Parameters.Slots, slot => Assert.Equal(!frozen.Contains(slot.FileName), slot.IsTrained && slot.Offset + slot.Length <= plan.Parameters.TrainableLength));
        Assert.DoesNotContain(
            plan.Training.Statements.SelectMany(statement => statement.Operands).OfType<ParameterOperand>(),
            operand => operand.Form == ParameterForm.Gradient && frozen.Contains(operand.Slot.FileName));
        Assert.DoesNotContain(backward, statement =>
            statement.Node.Name is not ("below" or "above") && new[] { "Weight", "Bias", "Parameters", "Penalty" }.Any(statement.Method.Split('.')[1].Contains));
        Assert.Contains(backward, statement => statement.Node.Name == "below" && statement.Method == "Conv2D.BackwardWeight" && !statement.OnlyForInputGradient);
    }

    [Theory]
    [MemberData(nameof(FrozenKinds))]
    public void A_frozen_prefix_ends_the_backward_pass_where_it_ends(string layer)
    {
        NetworkPlan plan = Plan("[Input(4, 5, 5)] [Conv2D(4, kernel: 2, Frozen = true)] [Tanh] [" + layer + "] [Dropout] [Dense(2, Name = \"above\")] [MeanSquaredError]");
        Statement[] backward = [.. plan.Training.Backward.SelectMany(group => group.Statements)];

        // What learns has its gradient; all else serves the gradient of the input, and runs where that was asked for.
        Assert.Equal(
            ["Dense.BackwardWeight", "Dense.BackwardBias"],
            backward.Where(statement => !statement.OnlyForInputGradient).Select(statement => statement.Method));
        Assert.All(plan.Training.Transpose, statement => Assert.True(statement.OnlyForInputGradient));
        Assert.Equal(plan.Parameters.TrainableLength, plan.Parameters.Slots.Where(slot => slot.Node.Name == "above").Sum(slot => Buffer.AlignUp((long)slot.Length)));
    }

    [Fact]
    public void A_branch_that_does_not_learn_gets_no_gradient_beside_one_that_does()
    {
        NetworkPlan plan = Plan("[Input(6)] [Dense(6, Frozen = true)] [Tanh] [Tap(\"still\")] [Dense(6, From = \"Input\")] [Add(\"still\")] [Dense(2)] [MeanSquaredError]");

        Assert.All(
            plan.Training.Backward.SelectMany(group => group.Statements).Where(statement => statement.Node.Name is "Dense1" or "Tanh1" or "still"),
            statement => Assert.True(statement.OnlyForInputGradient, statement.Method));
    }

    [Fact]
    public void Penalties_hold_for_weights_and_workers_wait_before_they_add_to_the_same_gradient()
    {
        NetworkPlan plan = Plan("[Input(70)] [Dense(17)] [BatchNorm] [PReLU] [Dense(3, L2 = 0.5f, PenalizeBiases = true)] [SoftmaxCrossEntropy]", network: "(L1 = 0.1f)");

        Statement[] gradients = [.. plan.Training.Backward[0].Statements];
        Assert.All(gradients, statement => Assert.Equal("WeightPenalty.AddGradient", statement.Method));
        Assert.Equal(["dense1.weight", "dense2.weight", "dense2.bias"], gradients.Select(statement => ((ParameterOperand)statement.Operands[0]).Slot.FileName));
        Assert.Equal(["0.1f", "0.1f", "0.1f"], gradients.Select(statement => ((TextOperand)statement.Operands[2]).Text));
        Assert.Equal(["0f", "0.5f", "0.5f"], gradients.Select(statement => ((TextOperand)statement.Operands[3]).Text));

        // 70 · 32, 17 · 16 and 3 weights in blocks of 1024.
        Assert.Equal(["Penalties(0, 3)", "Penalties(3, 1)", "Penalties(4, 1)"], plan.Training.Loss.Where(statement => statement.Method == "WeightPenalty.Evaluate").Select(statement => ((TextOperand)statement.Operands[1]).Text));
        Assert.Equal(5, plan.Training.PenaltyBlocks);

        Statement weight = plan.Training.Backward.SelectMany(group => group.Statements).Single(statement => statement.Method == "Dense.BackwardWeight" && statement.Node.Name == "Dense1");
        Assert.Equal([true, false, false], gradients.Select(weight.DependsOn));
    }

    [Theory]
    [InlineData("[Input(784)] [Dense(50)] [Sigmoid] [Dense(10)]", 120, "beyond which nothing is gained")]
    [InlineData("[Input(1, 28, 28)] [Conv2D(30, kernel: 5)] [ReLU] [AveragePool2D(2)] [Dense(10)]", 12, "as many as the second cache holds activations of")]
    [InlineData("[Input(1, 28, 28)] [Conv2D(30, kernel: 5)] [ReLU] [MaxPool2D(2)] [Dense(10)]", 60, "as many as the second cache holds activations of")]
    [InlineData("[Input(1, 28, 28)] [Conv2D(30, kernel: 5)] [ReLU] [MaxPool2D(2)] [Dense(1000)] [ReLU] [Dense(1000)]", 120, "beyond which nothing is gained")]
    [InlineData("[Input(3, 64, 64)] [Conv2D(16, kernel: 3)] [ReLU] [Dense(100)]", 24, "as many as the third cache holds activations of, so that weights are read less often")]
    [InlineData("[Input(3, 256, 256)] [Conv2D(64, kernel: 3, padding: 1)] [GlobalAveragePool2D]", 1, "as the activations of one fill a cache")]
    public void Blocks_of_prediction_fit_the_cache_and_the_register_tile(string layers, int samples, string reason)
    {
        NetworkPlan plan = Plan(layers);
        Assert.Equal(samples, plan.BlockSize);
        Assert.Contains($"{(samples == 1 ? "sample by sample" : $"in blocks of {samples} samples")}, {reason}", PlanTable.Lines(plan));
    }

    // The weights are ten times what lies between the layers at a time, and the layers are many.
    [Fact]
    public void Weights_are_read_more_often_where_activations_would_pass_the_cache_more_often_still()
    {
        string residual = string.Concat(Enumerable.Repeat("[Conv2D(64, kernel: 3, padding: 1)] [ReLU]", 20));
        Assert.Equal(8, Plan($"[Input(64, 16, 16)] {residual}").BlockSize);
        Assert.Equal(60, Plan("[Input(64, 16, 16)] [Conv2D(64, kernel: 3, padding: 1)] [ReLU] [Dense(1000)]").BlockSize);
    }

    [Theory]
    [InlineData("[Input(64, 56, 56)] [Conv2D(64, kernel: 3, padding: 1)]", "Winograd F(4×4, 3×3): 25 % of the multiplications")]
    [InlineData("[Input(32, 7, 7)] [Conv2D(32, kernel: 3, padding: 1)]", "Winograd F(4×4, 3×3): 33 % of the multiplications")]
    [InlineData("[Input(15, 56, 56)] [Conv2D(64, kernel: 3, padding: 1)]", "direct: of fewer than 16 channels or filters Winograd's vectors are not full")]
    [InlineData("[Input(64, 56, 56)] [Conv2D(15, kernel: 3, padding: 1)]", "direct: of fewer than 16 channels or filters Winograd's vectors are not full")]
    [InlineData("[Input(64, 5, 5)] [Conv2D(64, kernel: 3, padding: 1)]", "direct: Winograd's transforms and squares of 4×4 would cost what it saves")]
    [InlineData("[Input(64, 57, 57)] [Conv2D(64, kernel: 3, stride: 2)]", null)]
    [InlineData("[Input(64, 56, 56)] [Conv2D(64, kernel: 3, dilation: 2)]", null)]
    [InlineData("[Input(64, 56, 56)] [Conv2D(64, kernel: 5)]", "direct: what Winograd takes along rows would leave the second cache")]
    [InlineData("[Input(64, 56, 56)] [Conv2D(64, kernel: 3, groups: 2)]", null)]
    public void Winograd_is_chosen_by_shape_and_the_plan_says_so(string attributes, string? note)
    {
        NetworkPlan plan = Plan(attributes);

        string kernel = note?.StartsWith("Winograd", StringComparison.Ordinal) == true ? "WinogradConv2D" : "Conv2D";
        Assert.Equal(kernel + ".Forward", plan.Prediction.Forward.Last(group => group.Statements.Any(statement => statement.Node.Name == "Conv1")).Statements.Last().Method);
        Assert.Contains(plan.Training.Statements, statement => statement.Method == kernel + ".BackwardInput");
        Assert.Equal(note is null ? [] : [note], plan.Prediction.Groups[0].Notes);
    }

    // The output has 7×7 pixels in 2×2 squares, the input 9×9 in 3×3.
    [Fact]
    public void The_plan_says_where_the_gradient_of_an_input_is_chosen_otherwise()
    {
        Assert.Equal(
            ["Winograd F(4×4, 3×3): 33 % of the multiplications", "gradient of its input direct: Winograd's transforms and squares of 4×4 would cost what it saves"],
            Plan("[Input(64, 9, 9)] [Conv2D(64, kernel: 3)]").Prediction.Groups[0].Notes);
    }

    [Theory]
    [InlineData("[Input(1, 28, 28)] [Conv2D(30, kernel: 5)]", "RowWinogradConv2D.Forward", "Winograd F(4, 5) along rows: 40 % of the multiplications")]
    [InlineData("[Input(1, 28, 28)] [Conv2D(30, kernel: 5)] [ReLU] [MaxPool2D(2)]", "RowWinogradConv2D.ForwardPooledReLU", "Winograd F(4, 5) along rows: 40 % of the multiplications")]
    [InlineData("[Input(3, 32, 33)] [Conv2D(32, kernel: [3, 5], padding: [1, 2])]", "RowWinogradConv2D.Forward", "Winograd F(4, 5) along rows: 44 % of the multiplications")]
    [InlineData("[Input(1, 28, 28)] [Conv2D(30, kernel: 5)] [ReLU] [MaxPool2D(3)]", "PooledConv2D.ForwardReLU", null)]
    [InlineData("[Input(1, 28, 28)] [Conv2D(30, kernel: [5, 4])]", "Conv2D.Forward", null)]
    [InlineData("[Input(1, 29, 29)] [Conv2D(30, kernel: 5, stride: 2)]", "Conv2D.Forward", null)]
    [InlineData("[Input(1, 28, 28)] [Conv2D(7, kernel: 5)]", "Conv2D.Forward", "direct: so few filters do not fill Winograd's vectors")]
    [InlineData("[Input(6, 14, 14)] [Conv2D(16, kernel: 5)]", "Conv2D.Forward", "direct: Winograd's transforms along rows would cost what it saves")]
    [InlineData("[Input(64, 28, 28)] [Conv2D(64, kernel: 5)]", "Conv2D.Forward", "direct: what Winograd takes along rows would leave the second cache")]
    [InlineData("[Input(3, 224, 1024)] [Conv2D(64, kernel: 5)]", "Conv2D.Forward", "direct: what Winograd takes along rows would leave the second cache")]
    [InlineData("[Input(steps: 64, features: 8)] [Conv1D(32, kernel: 5)]", "Conv2D.Forward", null)]
    public void Rows_are_filtered_where_that_pays_and_the_plan_says_so(string attributes, string method, string? note)
    {
        NetworkPlan plan = Plan(attributes);

        Assert.Equal(method, plan.Prediction.Forward.SelectMany(group => group.Statements).Last(statement => statement.Node.Name == "Conv1").Method);
        Assert.Equal(method, plan.Training.Forward.SelectMany(group => group.Statements).Last(statement => statement.Node.Name == "Conv1").Method);
        Assert.Equal(note is null ? [] : [note], plan.Prediction.Groups[0].Notes.Where(text => text.Contains("Winograd", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("[Input(1, 28, 28)] [Conv2D(30, kernel: 5)] [ReLU] [MaxPool2D(2)]", "32 % of the multiplications")]
    [InlineData("[Input(3, 32, 32)] [Conv2D(32, kernel: 3, padding: 1)] [MaxPool2D(2)]", "30 % of the multiplications")]
    [InlineData("[Input(1, 29, 29)] [Conv2D(30, kernel: 3)] [ReLU] [MaxPool2D(3)]", "40 % of the multiplications")]
    [InlineData("[Input(1, 28, 28)] [Conv2D(30, kernel: 3)] [ReLU] [MaxPool2D(2)]", null)]
    [InlineData("[Input(3, 28, 28)] [Conv2D(30, kernel: 5)] [ReLU] [MaxPool2D(2)]", null)]
    [InlineData("[Input(1, 28, 28)] [Conv2D(7, kernel: 5)] [ReLU] [MaxPool2D(2)]", null)]
    [InlineData("[Input(1, 28, 28)] [Conv2D(30, kernel: 5, dilation: 2)] [ReLU] [MaxPool2D(2)]", null)]
    [InlineData("[Input(3, 28, 280)] [Conv2D(30, kernel: 3)] [ReLU] [MaxPool2D(2)]", null)]
    public void Few_weights_learn_from_the_winners_alone_and_the_plan_says_so(string attributes, string? share)
    {
        NetworkPlan plan = Plan(attributes);

        string method = share is null ? "PooledConv2D.BackwardWeight" : "PooledConv2D.BackwardWeightFromWinners";
        Assert.Contains(plan.Training.Statements, statement => statement.Method == method);
        Assert.Equal(
            share is null ? [] : ["weight gradient from the winners: " + share],
            plan.Prediction.Groups[0].Notes.Where(text => text.Contains("gradient", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData(544, "Dense.BackwardInputInBlocks")]
    [InlineData(545, "Dense.BackwardInput")]
    public void Weights_whose_blocks_fit_in_the_scratch_memory_are_not_copied_as_a_whole(int units, string method)
    {
        NetworkPlan plan = Plan($"[Input(20)] [Dense(30)] [ReLU] [Dense({units})] [MeanSquaredError]");

        Assert.Equal(method, plan.Training.Statements.Single(statement => statement.Node.Name == "Dense2" && statement.Method.StartsWith("Dense.BackwardInput", StringComparison.Ordinal)).Method);
        Assert.Equal(method == "Dense.BackwardInput", plan.Training.TransposedLength > 0);
        Assert.Equal(method == "Dense.BackwardInput", plan.Prediction.Groups.Any(group => group.Notes.Any(note => note.Contains("transposed as a whole", StringComparison.Ordinal))));
        Assert.Equal(0, plan.Training.ScratchLength);
    }

    // An LSTM of 136 units and attention over 181 features have up to 544 outputs in one product, one of 137 or 182 more.
    [Theory]
    [InlineData("Lstm(136)", 1, "up to 80 samples take each step together: what they work on stays in the second cache", "backward reads the weights of the state transposed as a whole, step by step")]
    [InlineData("Lstm(137)", 2, "up to 79 samples take each step together: what they work on stays in the second cache", "backward reads the weights of the state transposed as a whole, step by step", TransposedInput)]
    [InlineData("MultiHeadAttention(heads: 1)] [Dense(181)] [MultiHeadAttention(heads: 1)", 0)]
    [InlineData("Dense(182)] [MultiHeadAttention(heads: 1)", 1, TransposedInput)]
    public void Sequences_transpose_weights_as_dense_layers_do(string layer, int copies, params string[] notes)
    {
        NetworkPlan plan = Plan($"[Input(steps: 9, features: 24)] [{layer}] [MeanSquaredError]");

        Assert.Equal(copies, plan.Training.Transpose.Count);
        Assert.Equal(notes, plan.Prediction.Groups[^1].Notes);
    }

    [Theory]
    [InlineData(1024, 49, true)]
    [InlineData(1024, 48, false)]
    [InlineData(1040, 49, false)]
    public void Rows_a_multiple_of_4_kB_apart_are_copied_where_many_outputs_read_them(int inputs, int outputs, bool areCopied)
    {
        NetworkPlan plan = Plan($"[Input({inputs})] [Dense({outputs})] [MeanSquaredError]");

        Assert.Equal(areCopied, plan.Prediction.ScratchLength > 0);
        Assert.Equal(areCopied, plan.Prediction.Groups[0].Notes.Contains("rows a multiple of 4 kB apart are copied closer"));
    }

    [Fact]
    public void Gradients_of_large_dense_weights_are_overwritten_and_the_others_become_zero()
    {
        NetworkPlan plan = Plan("[Input(200)] [Dense(100)] [ReLU] [Dense(100, L2 = 0.1f)] [ReLU] [Dense(200, Frozen = true)] [ReLU] [Dense(300, bias: false)] [ReLU] [Dense(3)] [MeanSquaredError]");

        Assert.Equal(
            ["Dense3", "Dense1"],
            Plan("[Input(200)] [Dense(100)] [ReLU] [Dense(3)] [ReLU] [Dense(6000)] [MeanSquaredError]").Training.Statements.Where(Overwrites).Select(statement => statement.Node.Name));
        Assert.Equal(["Dense4", "Dense1"], plan.Training.Statements.Where(Overwrites).Select(statement => statement.Node.Name));
        int weight1 = 200 * 128, bias1 = 112, dense2 = (100 * 128) + 112, weight4 = 200 * 320;
        Assert.Equal(
            [$"{weight1}, {bias1 + dense2}", $"{weight1 + bias1 + dense2 + weight4}, {plan.Parameters.TrainableLength - weight1 - bias1 - dense2 - weight4}"],
            plan.Training.Clear.Select(statement => ((TextOperand)statement.Operands[0]).Text.Replace("GradientValues.Slice(", "", StringComparison.Ordinal).Replace("_", "", StringComparison.Ordinal).TrimEnd(')')));

        static bool Overwrites(Statement statement) => statement.Operands.Contains(new TextOperand("accumulate: AddsToGradients"));
    }

    [Fact]
    public void Many_filters_that_learn_from_the_winners_have_room_for_their_sums()
    {
        NetworkPlan plan = Plan("[Input(3, 8, 8)] [Conv2D(2000, kernel: 3, padding: 1)] [MaxPool2D(2)]");

        Assert.Equal((32 * 2000) + (32 * 64) + (2 * ((10 * 9) + 32)), plan.Training.ScratchLength);
    }

    [Theory]
    [InlineData("[Input(64, 56, 56)] [Conv2D(64, kernel: 3)]")]
    [InlineData("[Input(1, 28, 28)] [Conv2D(30, kernel: 5)]")]
    public void Winograd_can_be_switched_off(string attributes)
    {
        NetworkPlan plan = Plan(attributes, "(Winograd = false)");

        Assert.DoesNotContain(plan.Training.Statements, statement => statement.Method.Contains("Winograd", StringComparison.Ordinal));
        Assert.Equal(["direct: Winograd is switched off"], plan.Prediction.Groups[0].Notes);
    }

    private static NetworkPlan Plan(string attributes, string network = "")
    {
        NetworkSpec spec = Parse("Net", $"using Espalier;\n[Network{network}]\n{attributes}\npublic partial class Net;");
        var problems = new List<Problem>();
        NetworkPlan? plan = NetworkCompiler.Plan(spec, problems, default);
        Assert.DoesNotContain(problems, problem => problem.Descriptor.DefaultSeverity >= Microsoft.CodeAnalysis.DiagnosticSeverity.Warning);
        return plan!;
    }
}
