namespace Espalier.Training.Tests.Fitting;

[Collection(Alone.Name)]
public sealed class CallbackTests
{
    private readonly FeatureDataset _training = Clusters.Draw(300, 1);
    private readonly FeatureDataset _test = Clusters.Draw(100, 2);

    [Fact]
    public void Early_stopping_gives_back_the_best_parameters()
    {
        var net = new LinearNetwork();
        using LinearNetwork.Session session = net.StartTraining(.5f, 100);
        var stopping = new EarlyStopping(patience: 2);
        var spoiler = new Spoiler(fromEpoch: 4);
        TrainingHistory history = new Trainer(session) { Epochs = 50, Callbacks = [spoiler, stopping] }.Fit(_training, _test);
        Assert.Equal(FitOutcome.Stopped, history.Outcome);
        Assert.Equal((4, 6), (stopping.BestEpoch, history.Epochs.Count));
        Assert.Equal(history.Epochs[3].Validation!.Value.Loss, stopping.BestLoss);
        using var evaluator = new Evaluator(net, _test);
        Assert.Equal(stopping.BestLoss, evaluator.Evaluate().Loss);

        // A copy that is trained is given to the network with what was restored.
        var other = new LinearNetwork();
        using LinearNetwork.Session copy = other.StartTraining(.5f, 100, copy: true);
        new Trainer(copy) { Epochs = 50, Callbacks = [new Spoiler(4), new EarlyStopping(2)] }.Fit(_training, _test);
        Assert.Equal(net.Parameters.Values.ToArray(), other.Parameters.Values.ToArray());
    }

    [Fact]
    public void Accumulated_batches_are_one_large_batch()
    {
        // 300 samples in batches of 32, three a step, are steps of 96, the last of 12.
        float[] Weights(int batch, int accumulate)
        {
            var net = new LinearNetwork();
            using LinearNetwork.Session session = net.StartTraining(.5f, batch);
            TrainingHistory history = new Trainer(session) { Epochs = 3, Seed = 7, Accumulate = accumulate }.Fit(_training);
            Assert.Equal(12, history.Steps);
            return net.Parameters.Values.ToArray();
        }

        Assert.All(Weights(96, 1).Zip(Weights(32, 3)), pair => Assert.Equal(pair.First, pair.Second, 1e-4f));
    }

    [Fact]
    public void The_exponential_average_follows_its_definition()
    {
        using LinearNetwork.Session session = new LinearNetwork().StartTraining(.5f, 100);
        WeightAveraging average = WeightAveraging.Exponential(.5f);
        var track = new Track();
        new Trainer(session) { Epochs = 4, Callbacks = [average, track] }.Fit(_training);
        double expected = 0;
        for (int n = 1; n <= 12; n++)
        {
            double decay = Math.Min(.5, (1.0 + n) / (10 + n));
            expected = (decay * expected) + ((1 - decay) * track.Values[n - 1]);
        }

        Assert.Equal(expected, average.Parameters.Values[0], 1e-5);
    }

    [Fact]
    public void The_mean_is_over_the_later_part()
    {
        using LinearNetwork.Session session = new LinearNetwork().StartTraining(.5f, 100);
        WeightAveraging average = WeightAveraging.Mean(from: .5, everySteps: 2);
        var track = new Track();
        new Trainer(session) { Epochs = 4, Callbacks = [average, track] }.Fit(_training);
        Assert.Equal(4, average.Count);
        Assert.Equal((track.Values[5] + track.Values[7] + track.Values[9] + track.Values[11]) / 4, average.Parameters.Values[0], 1e-5);
        Assert.Throws<InvalidOperationException>(() => WeightAveraging.Exponential().Parameters);
        Assert.Throws<ArgumentOutOfRangeException>(() => WeightAveraging.Mean(1));
    }

    [Fact]
    public void Snapshots_are_taken_at_the_end_of_each_cycle()
    {
        using LinearNetwork.Session session = new LinearNetwork().StartTraining(.5f, 100);
        var snapshots = new Snapshots(cycles: 3);
        var track = new Track();
        new Trainer(session) { Epochs = 4, Schedule = LearningRateSchedule.CosineCycles(.5f, 3), Callbacks = [snapshots, track] }.Fit(_training);
        Assert.Equal([track.Values[3], track.Values[7], track.Values[11]], snapshots.Parameters.Select(parameters => parameters.Values[0]));
    }

    [Fact]
    public void Targets_are_learnt_and_measured()
    {
        float[] x = [.. Enumerable.Range(0, 64).Select(i => i / 32f)];
        var line = new FeatureDataset([1], x, [.. x.Select(value => (3 * value) - 1)]);
        var net = new LineNet(seed: 1);
        using LineNet.Session session = net.StartTraining(new Adam(.05f), batchSize: 16);
        TrainingHistory history = new Trainer(session) { Epochs = 100 }.Fit(line, line);
        Evaluation result = history.Epochs[^1].Validation!.Value;
        Assert.True(result.RSquared > .999f, $"R² is {result.RSquared}.");
        Assert.Equal(3, net.Dense1.Weight[0, 0], .05f);
        Assert.True(float.IsNaN(result.Accuracy) && float.IsNaN(history.Epochs[^1].Accuracy));
        Assert.Contains("learns targets; the samples have classes", Assert.Throws<ArgumentException>(() => new Trainer(session).Fit(new FeatureDataset([1], [1], [0], 1))).Message);
    }

    [Fact]
    public void Further_metrics_are_measured_after_each_epoch()
    {
        using LinearNetwork.Session session = new LinearNetwork().StartTraining(.5f, 100);
        TrainingHistory history = new Trainer(session) { Epochs = 2, Metrics = [Training.Metrics.Metric.TopK(2), Training.Metrics.Metric.MacroF1], ValidationLoss = (_, _) => 7 }.Fit(_training, _test);
        Assert.Equal(["top-2 accuracy", "macro F1"], history.Epochs[1].Metrics.Select(metric => metric.Name));
        Assert.True(history.Epochs[1].Metrics[1].Value > .9);
        Assert.Equal(7, history.Epochs[1].Validation!.Value.Loss);
    }

    [Fact]
    public void Mix_up_gives_the_gradient_of_the_mixed_loss()
    {
        // One batch of all samples. The gradient of λ·loss(y) + (1 − λ)·loss(y') is that of both losses, so weighted.
        var loader = new DataLoader(_training, 300, shuffle: false, mixUp: new MixUp(1));
        using LinearNetwork.Session expected = new LinearNetwork().StartTraining(1, 300);
        loader.Next();
        double loss = 0;
        foreach (bool other in new[] { false, true })
        {
            expected.Forward(loader.Inputs, other ? loader.OtherLabels : loader.Labels);
            for (int i = 0; i < 300; i++)
            {
                float share = other ? 1 - loader.Shares[i] : loader.Shares[i];
                loss += share * Math.Log(3) / 300;
                FloatLoops.Scale(share, expected.OutputGradient.Slice(3 * i, 3));
            }

            expected.Backward();
        }

        expected.Update();
        using LinearNetwork.Session mixed = new LinearNetwork().StartTraining(1, 300);
        TrainingHistory history = new Trainer(mixed) { Steps = 1, Shuffle = false, MixUp = new MixUp(1) }.Fit(_training);
        Assert.All(expected.Parameters.Values.ToArray().Zip(mixed.Parameters.Values.ToArray()), pair => Assert.Equal(pair.First, pair.Second, 1e-6f));
        Assert.Equal(loss, history.Losses.Means[0], 1e-5);
    }

    [Fact]
    public void A_network_without_a_loss_is_refused()
    {
        using OpenNet.Session session = new OpenNet().StartTraining(new Sgd(.1f), batchSize: 10);
        Assert.Contains("OpenNet has no loss", Assert.Throws<ArgumentException>(() => new Trainer(session).Fit(_training)).Message);
    }

    /// <summary>Ruins the parameters after a number of epochs.</summary>
    private sealed class Spoiler(int fromEpoch) : Callback
    {
        public override void OnStep(FitState state)
        {
            if (state.Epoch > fromEpoch)
            {
                state.Session.Parameters["dense1.weight"].CopyFrom(new float[12]);
            }
        }
    }

    private sealed class Track : Callback
    {
        public List<float> Values { get; } = [];

        public override void OnStep(FitState state) => Values.Add(state.Session.Parameters.Values[0]);
    }
}
