using System.Globalization;
using Espalier.EndToEnd.Tests.Samples;
using Espalier.EndToEnd.Tests.Support;

namespace Espalier.EndToEnd.Tests;

/// <summary>The same seed gives the same bits: in every run, for any number of threads, under any culture.</summary>
public sealed class DeterminismTests
{
    [Fact]
    public void A_seed_fixes_the_parameters()
    {
        Assert.Equal(new MixedNet(5).ToBytes(), new MixedNet(5).ToBytes());
        Assert.Equal(new MixedNet(5).ToBytes(), MixedNet.Create(5).ToBytes());
        Assert.NotEqual(new MixedNet(5).ToBytes(), new MixedNet(6).ToBytes());
    }

    [Fact]
    public void Twenty_steps_give_the_same_bits_for_any_number_of_threads()
    {
        (byte[] weights, float[] losses) one = Train(threads: 1);
        foreach (int threads in (ReadOnlySpan<int>)[1, 2, 3, 5])
        {
            (byte[] weights, float[] losses) = Train(threads);
            Close.Same(one.losses, losses, threads + " threads: losses");
            Assert.Equal(one.weights, weights);
        }

        Assert.True(one.losses[^1] < one.losses[0], "Nothing was learnt.");
    }

    [Fact]
    public void Norms_and_penalties_give_the_same_bits_for_any_number_of_threads()
    {
        (byte[] weights, float[] losses) one = Train(threads: 1);
        foreach (int threads in (ReadOnlySpan<int>)[2, 3, 5])
        {
            (byte[] weights, float[] losses) = Train(threads);
            Close.Same(one.losses, losses, threads + " threads: losses");
            Assert.Equal(one.weights, weights);
        }

        Assert.True(one.losses[^1] < one.losses[0], "Nothing was learnt.");

        static (byte[] Weights, float[] Losses) Train(int threads)
        {
            var network = new NormsNet(1);
            using NormsNet.Session session = network.StartTraining(new Adam(0.003f), 13, threads, seed: 3);
            float[] input = Input;
            int[] labels = new Data(9).Labels(13, 4);
            float[] losses = new float[20];
            for (int step = 0; step < losses.Length; step++)
            {
                losses[step] = session.Step(input, labels);
            }

            return (network.ToBytes(), losses);
        }
    }

    [Fact]
    public void The_seed_of_a_session_fixes_its_dropout()
    {
        Assert.Equal(Train(1, seed: 3).Weights, Train(1, seed: 3).Weights);
        Assert.NotEqual(Train(1, seed: 3).Weights, Train(1, seed: 4).Weights);
    }

    [Fact]
    public void Prediction_gives_the_same_bits_alone_in_blocks_and_over_threads()
    {
        var network = new MixedNet(1);
        float[] input = new Data(1).Normals(75 * network.Description.InputLength);
        float[] expected = network.Predict(input);
        foreach (int threads in (ReadOnlySpan<int>)[1, 2, 3])
        {
            using PredictionSession session = network.StartPrediction(75, threads);
            foreach (int count in (ReadOnlySpan<int>)[75, 1, 17])
            {
                float[] output = new float[count * 4];
                session.Predict(input.AsSpan(0, count * network.Description.InputLength), output);
                Close.Same(expected.AsSpan(0, output.Length), output, threads + " threads, " + count + " samples");
            }
        }
    }

    [Fact]
    public void A_smaller_batch_gives_the_same_bits_whatever_the_capacity()
    {
        (byte[] weights, float[] losses) = Train(2, capacity: 13);
        (byte[] roomy, float[] roomyLosses) = Train(2, capacity: 64);
        Close.Same(losses, roomyLosses, "losses");
        Assert.Equal(weights, roomy);
    }

    [Theory]
    [InlineData("sv-SE")]
    [InlineData("tr-TR")]
    [InlineData("ar-SA")]
    public void Cultures_change_nothing(string culture)
    {
        (byte[] weights, float[] losses) = Train(1);
        CultureInfo before = CultureInfo.CurrentCulture;
        try
        {
            CultureInfo.CurrentCulture = CultureInfo.GetCultureInfo(culture);
            (byte[] foreign, float[] foreignLosses) = Train(1);
            Assert.Equal(weights, foreign);
            Close.Same(losses, foreignLosses, culture);
            Close.Same(MixedNet.Load(weights).Predict(Input), MixedNet.Load(foreign).Predict(Input), culture + ": prediction");
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    private static float[] Input => new Data(2).Normals(13 * 2 * 9 * 7);

    private static (byte[] Weights, float[] Losses) Train(int threads, int seed = 3, int capacity = 13)
    {
        var data = new Data(9);
        var network = new MixedNet(1);
        using MixedNet.Session session = network.StartTraining(new Adam(0.01f), capacity, threads, seed);
        float[] input = Input;
        int[] labels = data.Labels(13, 4);
        float[] losses = new float[20];
        for (int step = 0; step < losses.Length; step++)
        {
            losses[step] = session.Step(input, labels);
        }

        return (network.ToBytes(), losses);
    }
}
