using Espalier.EndToEnd.Tests.Samples;
using Espalier.EndToEnd.Tests.Support;

namespace Espalier.EndToEnd.Tests;

/// <summary>Tokens at the edge: integers of two types, checked before anything changes.</summary>
[Collection(nameof(Alone))]
public sealed class SequenceTests
{
    private static readonly int[] Tokens = [0, 4, 2, 2, 1, 3, 3, 0];
    private static readonly byte[] Bytes = [0, 4, 2, 2, 1, 3, 3, 0];
    private static readonly float[] Floats = [0, 4, 2, 2, 1, 3, 3, 0];

    [Fact]
    public void Integers_bytes_and_whole_floats_are_the_same_tokens()
    {
        var network = new NextTokenNet(1);
        float[] expected = network.Predict(Floats), output = new float[expected.Length];
        network.Predict(Tokens, output);
        Close.Same(expected, output, "int");
        network.Predict(Bytes, output);
        Close.Same(expected, output, "byte");
        using NextTokenNet.Predictor predictor = network.StartPrediction(2, threads: 2);
        predictor.Predict(Tokens, output);
        Close.Same(expected, output, "over threads");
        predictor.Predict(Bytes, output);
        Close.Same(expected, output, "bytes over threads");
        Assert.Equal(5, NextTokenNet.Layout.Inputs[0].Vocabulary);
        Assert.Equal("tokens", NextTokenNet.Layout.Inputs[0].Name);
    }

    [Fact]
    public void Steps_with_all_types_of_tokens_and_labels_are_the_same()
    {
        int[] labels = [4, 2, 2, 0, 3, 3, 0, 1];
        byte[] expected = Train(session => session.Step(Tokens, labels));
        Assert.Equal(expected, Train(session => session.Step(Bytes, labels)));
        Assert.Equal(expected, Train(session => session.Step(Floats, labels)));
        Assert.Equal(expected, Train(session => session.Step(Tokens, Array.ConvertAll(labels, label => (byte)label))));
        Assert.Equal(expected, Train(session => session.Step(Bytes, Array.ConvertAll(labels, label => (long)label))));
        Assert.Equal(expected, Train(session => session.Step(Tokens, labels), threads: 3));

        static byte[] Train(Action<NextTokenNet.Session> step, int threads = 1)
        {
            var network = new NextTokenNet(1);
            using NextTokenNet.Session session = network.StartTraining(new Adam(0.01f), 2, threads);
            for (int i = 0; i < 5; i++)
            {
                step(session);
            }

            return network.ToBytes();
        }
    }

    [Fact]
    public void It_learns_what_comes_next()
    {
        var network = new NextTokenNet(1);
        int[] tokens = [0, 1, 2, 3, 2, 3, 4, 0, 4, 0, 1, 2], labels = [1, 2, 3, 4, 3, 4, 0, 1, 0, 1, 2, 3];
        using NextTokenNet.Session session = network.StartTraining(new Adam(0.05f), 3);
        float loss = 0;
        for (int i = 0; i < 60; i++)
        {
            loss = session.Step(tokens, labels);
        }

        Assert.True(loss < 0.05f, $"The loss is {loss}.");
    }

    [Fact]
    public void A_token_outside_the_vocabulary_is_named_and_changes_nothing()
    {
        var network = new NextTokenNet(1);
        byte[] before = network.ToBytes();
        using NextTokenNet.Session session = network.StartTraining(new Adam(0.01f), 2);
        using NextTokenNet.Predictor predictor = network.StartPrediction(2, threads: 2);
        float[] output = new float[40];
        int[] labels = new int[8];
        const string Message = "tokens holds 5 at position 1 of sample 1; expected a token from 0 to 4: the vocabulary has 5.";
        Named(Message, () => network.Predict([0, 0, 0, 0, 0, 5, 0, 0], output));
        Named(Message, () => predictor.Predict([0, 0, 0, 0, 0, 5, 0, 0], output));
        Named(Message, () => session.Step([0, 0, 0, 0, 0, 5, 0, 0], labels));
        Named(Message, () => session.Step((byte[])[0, 0, 0, 0, 0, 5, 0, 0], labels));
        Named("tokens holds -1 at position 3 of sample 0", () => session.Forward([0, 0, 0, -1]));
        Named("input holds 2.5 at position 1 of sample 0", () => network.Predict((float[])[0, 2.5f, 0, 0], output.AsSpan(0, 20)));
        Named("input holds NaN at position 0 of sample 0", () => ((ITraining)session).ForwardPacked([float.NaN, 0, 0, 0], [0, 0, 0, 0], []));
        Named("tokens has 3 entries; NextTokenNet takes 4 = 4 a sample", () => network.Predict([0, 0, 0], output));
        Named("no gradient", () => network.StartTraining(new Adam(0.01f), 2, inputGradient: true));
        Assert.Equal(before, network.ToBytes());

        static void Named(string message, Action action) =>
            Assert.Contains(message, Assert.ThrowsAny<ArgumentException>(action).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Tokens_stand_beside_other_inputs()
    {
        var network = new CategoryNet(1);
        float[] numbers = new Data(1).Normals(6), scores = new float[6];
        network.Predict([1, 2, 0, 1], numbers, scores);
        Close.Same(network.Predict([1, 2, 0, 1, .. numbers]), scores, "packed");
        Assert.InRange(network.Classify([1, 2], numbers.AsSpan(0, 3)), 0, 2);

        using CategoryNet.Session session = network.StartTraining(new Sgd(0.1f), 2, inputGradient: true);
        session.Step([1, 2, 0, 1], numbers, [0, 2]);
        Assert.Equal(6, session.InputGradientOf("numbers").Length);
        Assert.Contains("categories holds whole numbers", Assert.Throws<InvalidOperationException>(() => session.InputGradientOf("categories").Length).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Nothing_is_allocated(int threads)
    {
        var network = new NextTokenNet(1);
        using NextTokenNet.Session session = network.StartTraining(new Adam(0.01f), 2, threads);
        using NextTokenNet.Predictor predictor = network.StartPrediction(2, threads);
        float[] output = new float[40];
        AllocationTests.AssertNothing(() =>
        {
            session.Step(Tokens, Tokens);
            session.Step(Bytes, Bytes);
            network.Predict(Tokens, output);
            predictor.Predict(Bytes, output);
        });
    }
}
