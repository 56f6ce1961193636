using Espalier.Training.Checks;

namespace Espalier.Training.Tests.Checks;

[Collection(Alone.Name)]
public sealed class CheckTests
{
    private readonly FeatureDataset _data = Clusters.Draw(200, 1);

    [Fact]
    public void The_initial_loss_is_compared_with_chance()
    {
        // Zero weights give exactly what chance gives.
        using LinearNetwork.Session zero = new LinearNetwork().StartTraining(.1f, 50);
        InitialLoss right = InitialLoss.Measure(zero, _data);
        Assert.Equal(Math.Log(3), right.Found, 1e-5);
        Assert.True(right.IsPlausible);

        var net = new LinearNetwork();
        net.Parameters["dense1.weight"].CopyFrom([.. Enumerable.Range(0, 12).Select(i => 40f * ((i * 5 % 7) - 3))]);
        float[] before = net.Parameters.Values.ToArray();
        using LinearNetwork.Session large = net.StartTraining(.1f, 50);
        InitialLoss wrong = InitialLoss.Measure(large, _data);
        Assert.False(wrong.IsPlausible);
        Assert.Contains("too high", wrong.ToString());
        Assert.Equal(before, net.Parameters.Values.ToArray());
        Assert.Contains("too low", new InitialLoss(.1, 1).ToString());
    }

    [Fact]
    public void A_handful_is_learnt_by_heart_and_the_session_brought_back()
    {
        var net = new RandomNet(seed: 2);
        using RandomNet.Session session = net.StartTraining(new Adam(.02f), batchSize: 32);
        new Trainer(session) { Steps = 3 }.Fit(_data);
        byte[] before = Saved(session);
        HandfulOverfit result = HandfulOverfit.Try(session, _data, samples: 12);
        Assert.True(result.IsLearnt, result.ToString());
        Assert.Equal(before, Saved(session));

        // Random labels on equal inputs cannot be learnt.
        var hopeless = new FeatureDataset([4], new float[40], [0, 1, 2, 0, 1, 2, 0, 1, 2, 0], 3);
        HandfulOverfit failure = HandfulOverfit.Try(session, hopeless, steps: 50);
        Assert.False(failure.IsLearnt);
        Assert.Contains("not learnt", failure.ToString());
    }

    [Fact]
    public void The_range_test_ends_where_the_loss_rises_and_brings_the_session_back()
    {
        var net = new RandomNet(seed: 2);
        using RandomNet.Session session = net.StartTraining(new Sgd(.1f), batchSize: 32);
        byte[] before = Saved(session);
        LearningRateRange range = LearningRateRange.Test(session, _data, 1e-4f, 1e5f, steps: 80);
        Assert.Equal(before, Saved(session));
        Assert.Equal(1e-4f, range.Rates[0], 1e-8f);
        Assert.True(range.Rates[^1] < 1e5f);
        Assert.Equal(range.Rates.Count, range.Smoothed.Count);
        Assert.InRange(range.Suggested, 1e-3f, 3);
        Assert.Contains("learning rate", range.Plot().ToSvg());
        Assert.Throws<ArgumentOutOfRangeException>(() => LearningRateRange.Test(session, _data, 1, .1f));
    }

    [Fact]
    public void Ratios_are_those_of_the_updates()
    {
        // Plain gradient descent at a tenth of the rate makes updates of a tenth the length.
        double Ratio(float rate)
        {
            var net = new LinearNetwork();
            net.Parameters["dense1.weight"].CopyFrom([.. Enumerable.Repeat(1f, 12)]);
            using LinearNetwork.Session session = net.StartTraining(rate, 200);
            var ratios = new UpdateRatios(everySteps: 1);
            float[] before = net.Parameters.Values.ToArray();
            new Trainer(session) { Steps = 1, Callbacks = [ratios] }.Fit(_data);
            double change = before.Zip(net.Parameters.Values.ToArray()).Sum(pair => Math.Pow(pair.First - pair.Second, 2));
            Assert.Equal(Math.Sqrt(change / 12), ratios.Of(0)[0], 1e-6);
            Assert.Equal(["dense1.weight"], ratios.Names);
            return ratios.Of(0)[0];
        }

        Assert.Equal(10, Ratio(.1f) / Ratio(.01f), 1e-2);
        using LinearNetwork.Session longer = new LinearNetwork().StartTraining(.1f, 50);
        var every = new UpdateRatios(everySteps: 3);
        new Trainer(longer) { Steps = 10, Callbacks = [every] }.Fit(_data);
        Assert.Equal([3L, 6, 9], every.Steps);
        Assert.Contains("dense1.weight", every.ToString());
    }

    [Fact]
    public void Dead_units_and_histograms_are_those_of_the_layer()
    {
        var net = new OtherNet(seed: 1);
        using OtherNet.Session session = net.StartTraining(new Sgd(.1f), batchSize: 100);
        net.Dense1.Bias[2] = -1000;
        net.Dense1.Bias[7] = -1000;
        ActivationStatistics statistics = ActivationStatistics.Measure(session, _data, "two dead");
        LayerStatistics hidden = Assert.Single(statistics.Layers, layer => layer.Layer.Contains("ReLU1", StringComparison.Ordinal));
        Assert.Equal(9, hidden.Units);
        Assert.Superset(new HashSet<int> { 2, 7 }, hidden.Dead.ToHashSet());
        Assert.Equal(1, hidden.Histogram.Sum(), 1e-9);
        Assert.Equal(0, hidden.Low);
        Assert.True(hidden.Histogram[0] >= 2 / 9.0);
        Assert.Contains("two dead", ActivationStatistics.ToSvg("Initialisations", statistics, statistics));
        Assert.Contains("dead", statistics.ToString());
    }

    [Theory]
    [InlineData(new[] { 1f, .5f, .2f, .05f }, new[] { 1f, .6f, .7f, .9f }, "overfits")]
    [InlineData(new[] { 1f, .5f, .2f }, new[] { 1f, .6f, .59f }, "The gap is wide")]
    [InlineData(new[] { 1f, .99f, .98f }, new[] { 1f, .99f, .98f }, "underfits")]
    [InlineData(new[] { 1f, .5f, .3f }, new[] { 1f, .5f, .32f }, "The gap is small")]
    [InlineData(new[] { 1f, .5f, .3f }, new[] { 1f, .4f, .2f }, "training loss is the greater one")]
    public void The_gap_is_explained(float[] training, float[] validation, string expected)
    {
        var history = new TrainingHistory();
        for (int i = 0; i < training.Length; i++)
        {
            history.Add(new EpochRecord(i + 1, i, training[i], .5f, new Evaluation(validation[i], 1, 2), 1, default));
        }

        Assert.Contains(expected, GapReport.Explain(history));
        Assert.Throws<ArgumentException>(() => GapReport.Explain(new TrainingHistory()));
    }

    private static byte[] Saved(TrainingSession session)
    {
        using var stream = new MemoryStream();
        session.Save(stream);
        return stream.ToArray();
    }
}
