using Espalier.EndToEnd.Tests.Samples;
using Espalier.EndToEnd.Tests.Support;

namespace Espalier.EndToEnd.Tests;

/// <summary>Sequences of different lengths inside the declared one, and a transformer as a whole.</summary>
[Collection(nameof(Alone))]
public sealed class LengthTests
{
    private readonly Data _data = new(5);

    /// <summary>A sequence with 5 of 8 steps gives what the network gives that was declared with 5, whatever stands beyond.</summary>
    [Fact]
    public void The_numbers_are_those_of_the_shorter_network()
    {
        var full = new EightStepsNet(1);
        var shorter = new FiveStepsNet(1);
        foreach ((string name, float[] values) in full.Parameters.Tensors().ToArray())
        {
            shorter.Parameters[name].CopyFrom(values.AsSpan(0, shorter.Parameters[name].Length));
        }

        int[] tokens = [3, 1, 4, 1, 5], labels = [2, 0];
        float[] expected = new float[6], scores = new float[6];
        shorter.Predict([.. tokens, 5, 2, 0, 3, 6], expected);
        full.Predict([.. tokens, 6, 6, 0, 5, 2, 0, 3, 6, 1, 1, 1], [5, 5], scores);
        Close.Equal(Array.ConvertAll(expected, value => (double)value), scores, "scores", 1e-6, floor: 1e-6);
        Assert.Equal(scores.AsSpan(0, 3).IndexOf(scores[..3].Max()), full.Classify([.. tokens, 0, 0, 0], [5]));

        using FiveStepsNet.Session shorterSession = shorter.StartTraining(new Sgd(0.1f), 2);
        using EightStepsNet.Session session = full.StartTraining(new Sgd(0.1f), 2);
        float shorterLoss = shorterSession.Step([.. tokens, 5, 2, 0, 3, 6], labels), loss = session.Step([.. tokens, 0, 1, 2, 5, 2, 0, 3, 6, 4, 4, 4], [5, 5], labels);
        Assert.Equal(shorterLoss, loss, 1e-6f);
        foreach ((string name, float[] values) in shorter.Parameters.Tensors())
        {
            float[] found = full.Parameters[name].ToArray();
            Close.Equal(Array.ConvertAll(values, value => (double)value), found[..values.Length], name, 1e-5, floor: 1e-6);
        }
    }

    /// <summary>Sample by sample, whatever stands beyond: outputs, loss and gradients of the network of five steps.</summary>
    [Theory]
    [InlineData(typeof(BothWaysOfEight), typeof(BothWaysOfFive))]
    [InlineData(typeof(StartedOfEight), typeof(StartedOfFive))]
    [InlineData(typeof(ConvolutionsOfEight), typeof(ConvolutionsOfFive))]
    [InlineData(typeof(JoinsOfEight), typeof(JoinsOfFive))]
    public void Layers_compute_what_they_do_on_the_shorter_sequence(Type eight, Type five)
    {
        Network full = Networks.Create(eight, 3), shorter = Networks.Create(five, 4);
        foreach ((string name, float[] values) in full.Parameters.Tensors().ToArray())
        {
            shorter.Parameters[name].CopyFrom(values);
        }

        using TrainingSession session = Networks.StartTraining(full, new Sgd(0.1f), 2), expected = Networks.StartTraining(shorter, new Sgd(0.1f), 2);
        int others = shorter.Description.InputLength - (5 * 3), outputs = shorter.Description.OutputLength, width = full.Description.OutputLength;
        for (int round = 0; round < 3; round++)
        {
            float[] first = _data.Normals(2 * others), sequence = _data.Normals(2 * 5 * 3), beyond = _data.Normals(2 * 3 * 3), targets = _data.Normals(2 * width);
            float[] longer = [.. sequence[..15], .. beyond[..9], .. sequence[15..], .. beyond[9..]];
            float[] output = shorter.Predict([.. first, .. sequence]), found = full.Predict([.. first, .. longer, 5, 5]);
            float lossOfFive = expected.Forward([.. first, .. sequence], [.. targets[..outputs], .. targets[width..(width + outputs)]], []);
            float loss = session.Forward([.. first, .. longer, 5, 5], targets, []);
            expected.Backward();
            session.Backward();
            Assert.Equal(lossOfFive, loss, 1e-6f * Math.Max(1, lossOfFive));
            for (int sample = 0; sample < 2; sample++)
            {
                Close.Equal(Doubles(output.AsSpan(sample * outputs, outputs)), found.AsSpan(sample * width, outputs), "output", 1e-6, floor: 1e-6);
            }

            foreach ((string name, float[] gradient) in expected.Gradients.Tensors())
            {
                Close.Equal(Doubles(gradient), session.Gradients[name].ToArray(), "gradient of " + name, 1e-5, floor: 1e-6);
            }

            expected.Update();
            session.Update();
        }

        static double[] Doubles(ReadOnlySpan<float> values) => Array.ConvertAll(values.ToArray(), value => (double)value);
    }

    /// <summary>The mean goes over all steps of the batch that count.</summary>
    [Fact]
    public void Losses_leave_out_what_does_not_count()
    {
        var network = new StepLabelsNet(1);
        int[] tokens = [0, 1, 2, 3, 4, 0, 3, 2], labels = [1, 2, 3, 4, 0, 1, 2, 3], others = [1, 4, 4, 4, 0, 1, 2, 0];
        using StepLabelsNet.Session session = network.StartTraining(new Sgd(0.1f), 2);
        float loss = session.Forward(tokens, [1, 3], labels);
        session.Backward();
        float[] gradient = session.Gradients.Dense1.Weight.ToArray();
        Assert.Equal(loss, session.Forward([0, 2, 2, 2, 4, 0, 3, 1], [1, 3], others));
        Assert.Equal(-1, session.OutputGradient[5..20].IndexOfAnyExcept(0f));

        // Steps as samples of their own.
        float sum = 0;
        float[] scores = network.Predict([0, 1, 2, 3, 4, 0, 3, 2, 1, 3]);
        foreach (int row in (int[])[0, 4, 5, 6])
        {
            float[] row5 = scores[(row * 5)..((row + 1) * 5)];
            sum += MathF.Log(row5.Sum(score => MathF.Exp(score - row5[labels[row]])));
        }

        Assert.Equal(sum / 4, loss, 1e-5f);
        Assert.Contains(gradient, value => value != 0);
    }

    [Fact]
    public void A_length_outside_the_sequence_is_named_and_changes_nothing()
    {
        var network = new EightStepsNet(1);
        byte[] before = network.ToBytes();
        using EightStepsNet.Session session = network.StartTraining(new Adam(0.01f), 2);
        using EightStepsNet.Predictor predictor = network.StartPrediction(2, threads: 2);
        int[] tokens = new int[16], labels = [0, 1];
        float[] scores = new float[6];
        Named("lengths holds 9 at sample 1; expected a length from 1 to 8 steps.", () => network.Predict(tokens, [8, 9], scores));
        Named("lengths holds 0 at sample 0; expected a length from 1 to 8 steps.", () => session.Step(tokens, [0, 8], labels));
        Named("lengths holds -1 at sample 1", () => predictor.Predict(tokens, [3, -1], scores));
        Named("lengths has 1 entries; 2 samples of 1 need 2", () => session.Step(tokens, [3], labels));
        Named("lengths holds 2.5 at sample 0", () => ((Network)network).Predict([.. new float[8], 2.5f], scores.AsSpan(0, 3)));
        Assert.Equal(before, network.ToBytes());

        static void Named(string message, Action action) =>
            Assert.Contains(message, Assert.ThrowsAny<ArgumentException>(action).Message, StringComparison.Ordinal);
    }

    /// <summary>Samples of different lengths, so that workers have different amounts to do.</summary>
    [Fact]
    public void Lengths_give_the_same_bits_for_any_number_of_threads_and_allocate_nothing()
    {
        float[]? bits = null;
        float[] whole = _data.Normals(5 * 2), sequence = _data.Normals(5 * 24), targets = _data.Normals(5 * 8 * 2);
        int[] lengths = [8, 1, 5, 2, 7];
        foreach (int threads in (ReadOnlySpan<int>)[1, 2, 3])
        {
            var network = new JoinsOfEight(1);
            using JoinsOfEight.Session session = network.StartTraining(new Adam(0.01f), 5, threads);
            for (int i = 0; i < 5; i++)
            {
                session.Step(whole, sequence, lengths, targets);
            }

            float[] found = [.. network.Parameters.Tensors().SelectMany(tensor => tensor.Values)];
            Close.Same(bits ??= found, found, threads + " threads");
            float[] scores = new float[5 * 8 * 2];
            AllocationTests.AssertNothing(() =>
            {
                session.Step(whole, sequence, lengths, targets);
                network.Predict(whole, sequence, lengths, scores);
            });
        }
    }

    [Fact]
    public void Any_number_of_threads_gives_the_same_bits()
    {
        (byte[] expected, float[] scores) = Train(1);
        foreach (int threads in (ReadOnlySpan<int>)[2, 3, 5])
        {
            (byte[] weights, float[] found) = Train(threads);
            Assert.Equal(expected, weights);
            Close.Same(scores, found, threads + " threads");
        }

        (byte[], float[]) Train(int threads)
        {
            var network = new SmallGptNet(1);
            using SmallGptNet.Session session = network.StartTraining(new Adam(0.01f), 5, threads, seed: 2);
            var data = new Data(8);
            for (int i = 0; i < 6; i++)
            {
                session.Step(data.Labels(5 * 27, 11), data.Labels(5 * 27, 11));
            }

            using SmallGptNet.Predictor predictor = network.StartPrediction(5, threads);
            float[] scores = new float[5 * 27 * 11];
            predictor.Predict(data.Labels(5 * 27, 11), scores);
            return (network.ToBytes(), scores);
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Nothing_is_allocated(int threads)
    {
        var network = new EightStepsNet(1);
        var gpt = new SmallGptNet(1);
        using EightStepsNet.Session session = network.StartTraining(new Adam(0.01f), 2, threads);
        using SmallGptNet.Session writing = gpt.StartTraining(new Adam(0.01f), 2, threads);
        using EightStepsNet.Predictor predictor = network.StartPrediction(2, threads);
        int[] tokens = _data.Labels(16, 7), lengths = [3, 8], labels = [0, 2], text = _data.Labels(54, 11);
        float[] scores = new float[6], next = new float[54 * 11];
        AllocationTests.AssertNothing(() =>
        {
            session.Step(tokens, lengths, labels);
            network.Predict(tokens, lengths, scores);
            predictor.Predict(tokens, lengths, scores);
            writing.Step(text, text);
            gpt.Predict(text, next);
        });
    }

    /// <summary>A token that was seen some steps before comes again: no layer that takes each step by itself can know which.</summary>
    [Fact]
    public void A_transformer_learns_to_look_back()
    {
        var network = new SmallGptNet(3);
        using SmallGptNet.Session session = network.StartTraining(new AdamW(3e-3f), 16, threads: 2, seed: 1);
        var data = new Data(4);
        int[] tokens = new int[16 * 27], labels = new int[16 * 27];
        float loss = 0;
        for (int i = 0; i < 300; i++)
        {
            Draw();
            loss = session.Step(tokens, labels);
        }

        Draw();
        float[] scores = new float[16 * 27 * 11];
        network.Predict(tokens, scores);
        int right = Enumerable.Range(0, 16 * 27).Count(row => scores.AsSpan(row * 11, 11).IndexOf(scores[(row * 11)..((row + 1) * 11)].Max()) == labels[row]);
        int possible = Enumerable.Range(0, 16 * 27).Count(row => row % 27 >= 13);
        int rightThere = Enumerable.Range(0, 16 * 27).Count(row => row % 27 >= 13 && scores.AsSpan(row * 11, 11).IndexOf(scores[(row * 11)..((row + 1) * 11)].Max()) == labels[row]);
        Assert.True(rightThere > 0.9 * possible, $"{rightThere} of {possible} that can be known, {right} in all; the loss is {loss}.");

        // Thirteen tokens, then the same again.
        void Draw()
        {
            for (int sample = 0; sample < 16; sample++)
            {
                int[] first = data.Labels(13, 11);
                for (int step = 0; step < 27; step++)
                {
                    tokens[sample * 27 + step] = first[step % 13];
                    labels[sample * 27 + step] = first[(step + 1) % 13];
                }
            }
        }
    }

    /// <summary>One tensor, saved once, changed by both layers.</summary>
    [Fact]
    public void Tied_weights_are_one_tensor()
    {
        var network = new SmallGptNet(1);
        Assert.Equal(1, network.Parameters.Description.Tensors.ToArray().Count(tensor => tensor.Shape.SequenceEqual([11, 16])));
        Assert.DoesNotContain(network.Parameters.Tensors(), tensor => tensor.Name.StartsWith("dense5", StringComparison.Ordinal));
        network.Embedding1.Weight[7, 3] = 0.25f;
        SmallGptNet again = SmallGptNet.Load(network.ToBytes());
        Assert.Equal(0.25f, again.Embedding1.Weight[7, 3]);
        float[] tokens = Array.ConvertAll(_data.Labels(27, 11), token => (float)token);
        Close.Same(network.Predict(tokens), again.Predict(tokens), "after loading");
    }

    /// <summary>Dropout of attention weights changes training and not prediction, and its seed fixes it.</summary>
    [Fact]
    public void Attention_drops_weights_in_training_alone()
    {
        var network = new DroppingNet(1);
        float[] input = _data.Normals(2 * 24), targets = new float[24 * 2];
        float[] predicted = network.Predict(input);
        Close.Same(predicted, network.Predict(input), "prediction");
        float first = Loss(1), again = Loss(1), other = Loss(2);
        Assert.Equal(first, again);
        Assert.NotEqual(first, other);

        float Loss(int seed)
        {
            using DroppingNet.Session session = network.StartTraining(new Sgd(0.1f), 2, seed: seed);
            return session.Forward(input, targets);
        }
    }
}

[Network, Input(8, 3, lengths: true), Lstm(6, layers: 2, bidirectional: true), LayerNorm, Gru(5, bidirectional: true), Dense(2), MeanSquaredError]
public sealed partial class BothWaysOfEight;

[Network, Input(5, 3), Lstm(6, layers: 2, bidirectional: true), LayerNorm, Gru(5, bidirectional: true), Dense(2), MeanSquaredError]
public sealed partial class BothWaysOfFive;

[Network, Input(4, Name = "start"), Dense(10, Name = "first"), Input(8, 3, lengths: true, Name = "sequence"), Gru(5, bidirectional: true, state: "first"), LastStep, MeanSquaredError]
public sealed partial class StartedOfEight;

[Network, Input(4, Name = "start"), Dense(10, Name = "first"), Input(5, 3, Name = "sequence"), Gru(5, bidirectional: true, state: "first"), LastStep, MeanSquaredError]
public sealed partial class StartedOfFive;

[Network, Input(8, 3, lengths: true), Conv1D(6, kernel: 3, padding: Padding.Same), Tanh, Conv1D(4, kernel: 2, padding: Padding.Causal, dilation: 2), Tap("seen"), GlobalMaxPool1D(Name = "most"), MeanOverSteps(From = "seen"), Concat("most"), MeanSquaredError]
public sealed partial class ConvolutionsOfEight;

[Network, Input(5, 3), Conv1D(6, kernel: 3, padding: Padding.Same), Tanh, Conv1D(4, kernel: 2, padding: Padding.Causal, dilation: 2), Tap("seen"), GlobalMaxPool1D(Name = "most"), MeanOverSteps(From = "seen"), Concat("most"), MeanSquaredError]
public sealed partial class ConvolutionsOfFive;

[Network]
[Input(2, Name = "whole")] [RepeatSteps(8, Name = "repeated")]
[Input(8, 3, lengths: true, Name = "sequence")] [RMSNorm] [Rnn(4, bidirectional: true)] [LocalResponseNorm(3)] [Tap("states")]
[Conv1D(8, kernel: 3, padding: Padding.Same)] [Add("states")] [Concat("repeated")] [Slice(1, 7, Axis.Features)] [Dense(2)]
[MeanSquaredError]
public sealed partial class JoinsOfEight;

[Network]
[Input(2, Name = "whole")] [RepeatSteps(5, Name = "repeated")]
[Input(5, 3, Name = "sequence")] [RMSNorm] [Rnn(4, bidirectional: true)] [LocalResponseNorm(3)] [Tap("states")]
[Conv1D(8, kernel: 3, padding: Padding.Same)] [Add("states")] [Concat("repeated")] [Slice(1, 7, Axis.Features)] [Dense(2)]
[MeanSquaredError]
public sealed partial class JoinsOfFive;
