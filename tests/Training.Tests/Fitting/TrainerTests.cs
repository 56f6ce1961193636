namespace Espalier.Training.Tests.Fitting;

[Collection(Alone.Name)]
public sealed class TrainerTests
{
    private readonly FeatureDataset _training = Clusters.Draw(300, 1);
    private readonly FeatureDataset _test = Clusters.Draw(100, 2);

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void The_loop_learns_and_measures(int threads)
    {
        var net = new LinearNetwork();
        using LinearNetwork.Session session = net.StartTraining(.5f, 32, threads);
        TrainingHistory history = new Trainer(session) { Epochs = 4 }.Fit(_training, _test);
        Assert.Equal(FitOutcome.Completed, history.Outcome);
        Assert.Equal(40, history.Steps);
        Assert.Equal(40, history.Losses.Means.Length);
        Assert.Equal([10L, 20L, 30L, 40L], history.Epochs.Select(epoch => epoch.Step));
        Assert.True(history.Epochs[3].Loss < history.Epochs[0].Loss);
        Assert.True(history.Epochs[3].Accuracy > .95f);
        Assert.True(history.Epochs[3].Validation!.Value.Accuracy > .95f);
        using var evaluator = new Evaluator(net, _test);
        Assert.Equal(history.Epochs[3].Validation, evaluator.Evaluate());
    }

    [Fact]
    public void Evaluation_gives_the_cross_entropy_and_the_predictions()
    {
        var net = new LinearNetwork();
        net.Parameters["dense1.weight"].CopyFrom([1, 0, 0, 0, 0, 2, 0, 0, 0, 0, 3, 0]);
        var data = new FeatureDataset([4], [1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1000, 0], [0, 2, 2], 3);
        using var evaluator = new Evaluator(net, data);
        Evaluation result = evaluator.Evaluate();
        Assert.Equal((2, 3), (result.Correct, result.Count));
        Assert.Equal([0, 1, 2], evaluator.Predictions);
        double first = Math.Log(Math.E + 2) - 1;
        double second = Math.Log(Math.Exp(2) + 2);
        Assert.Equal((first + second) / 3, result.Loss, 1e-6);
    }

    [Fact]
    public void The_schedule_sets_the_rate_of_each_step()
    {
        using LinearNetwork.Session session = new LinearNetwork().StartTraining(.5f, 100);
        new Trainer(session) { Epochs = 2, Schedule = LearningRateSchedule.Linear(.6f) }.Fit(_training);
        Assert.Equal([.6f, .5f, .4f, .3f, .2f, .1f], session.Rates, (a, b) => Math.Abs(a - b) < 1e-6f);
        using LinearNetwork.Session constant = new LinearNetwork().StartTraining(.5f, 100);
        new Trainer(constant) { Schedule = LearningRateSchedule.Constant(.2f) }.Fit(_training);
        Assert.Equal([.2f, .2f, .2f], constant.Rates);
        using LinearNetwork.Session none = new LinearNetwork().StartTraining(.5f, 100);
        new Trainer(none).Fit(_training);
        Assert.Equal([.5f, .5f, .5f], none.Rates);
    }

    [Fact]
    public void Steps_decide_over_epochs()
    {
        using LinearNetwork.Session session = new LinearNetwork().StartTraining(.5f, 100);
        TrainingHistory history = new Trainer(session) { Epochs = 9, Steps = 7 }.Fit(_training, _test);
        Assert.Equal([3L, 6L, 7L], history.Epochs.Select(epoch => epoch.Step));
        Assert.Equal(7, history.Steps);
    }

    [Fact]
    public void The_same_seed_gives_the_same_bits_on_any_number_of_threads()
    {
        float[] Weights(int threads, long seed)
        {
            var net = new LinearNetwork();
            using LinearNetwork.Session session = net.StartTraining(.5f, 32, threads);
            new Trainer(session) { Epochs = 2, Seed = seed }.Fit(_training);
            return net.Parameters.Values.ToArray();
        }

        Assert.Equal(Weights(1, 5), Weights(2, 5));
        Assert.NotEqual(Weights(1, 5), Weights(1, 6));
    }

    [Fact]
    public void A_copy_is_published_after_each_epoch()
    {
        var net = new LinearNetwork();
        using LinearNetwork.Session session = net.StartTraining(.5f, 32, copy: true);
        TrainingHistory history = new Trainer(session) { Epochs = 3 }.Fit(_training, _test);
        Assert.NotSame(session.Parameters, net.Parameters);
        Assert.Equal(session.Parameters.Values.ToArray(), net.Parameters.Values.ToArray());
        Assert.True(history.Epochs[2].Validation!.Value.Accuracy > .9f);
    }

    [Fact]
    public void Nothing_is_allocated_per_step()
    {
        using LinearNetwork.Session session = new LinearNetwork().StartTraining(.5f, 4, threads: 2);
        TrainingHistory history = new Trainer(session) { Epochs = 20, Schedule = LearningRateSchedule.Linear(.5f), Callbacks = [new Wasteful()] }.Fit(_training);
        Assert.Equal(0, history.AllocatedPerStepByCaller);
        Assert.Equal(0, history.AllocatedPerStep);
    }

    [Fact]
    public void Cancellation_ends_the_run_between_two_steps()
    {
        using LinearNetwork.Session session = new LinearNetwork().StartTraining(.5f, 32);
        using var cancellation = new CancellationTokenSource();
        var callback = new Recorder(state =>
        {
            if (state.Step == 13)
            {
                cancellation.Cancel();
            }
        });
        TrainingHistory history = new Trainer(session) { Epochs = 4, Callbacks = [callback] }.Fit(_training, _test, cancellation.Token);
        Assert.Equal(FitOutcome.Cancelled, history.Outcome);
        Assert.Equal(13, history.Steps);
        Assert.Equal(2, history.Epochs.Count);
        Assert.Null(history.Epochs[1].Validation);
        Assert.Equal("fit end", callback.Calls[^1]);
    }

    [Fact]
    public void A_callback_can_stop_the_run()
    {
        using LinearNetwork.Session session = new LinearNetwork().StartTraining(.5f, 100);
        var callback = new Recorder(state =>
        {
            if (state.Step == 4)
            {
                state.Stop();
            }
        });
        TrainingHistory history = new Trainer(session) { Epochs = 9, Callbacks = [callback] }.Fit(_training, _test);
        Assert.Equal(FitOutcome.Stopped, history.Outcome);
        Assert.NotNull(history.Epochs[1].Validation);
        Assert.Equal(["fit", "epoch 1", "step 1", "step 2", "step 3", "epoch 1 end", "epoch 2", "step 4", "epoch 2 end", "fit end"], callback.Calls);
    }

    [Fact]
    public void A_failure_reaches_the_caller_after_the_callbacks_are_told()
    {
        var net = new LinearNetwork();
        net.Parameters["dense1.weight"].CopyFrom([.. Enumerable.Repeat(float.MaxValue, 12)]);
        using LinearNetwork.Session session = net.StartTraining(.5f, 100);
        var callback = new Recorder(_ => { });
        Assert.Throws<NonFiniteLossException>(() => new Trainer(session) { Epochs = 9, Callbacks = [callback] }.Fit(_training));
        Assert.Equal("fit end", callback.Calls[^1]);
    }

    [Fact]
    public void Data_that_do_not_fit_are_refused()
    {
        using LinearNetwork.Session session = new LinearNetwork().StartTraining(.5f, 100);
        var trainer = new Trainer(session);
        string message = Assert.Throws<ArgumentException>(() => trainer.Fit(new FeatureDataset([1, 1, 2], [1, 2], [0], 3))).Message;
        Assert.Contains("1×1×2 = 2 values; Linear takes 4", message);
        message = Assert.Throws<ArgumentException>(() => trainer.Fit(_training, new FeatureDataset([4], [1, 2, 3, 4], [3], 4))).Message;
        Assert.Contains("4 classes; Linear tells 3", message);
        Assert.Throws<ArgumentOutOfRangeException>(() => new Trainer(session) { Epochs = 0 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new Trainer(session) { Steps = 0 });
        Assert.Contains("-1", Assert.Throws<ArgumentOutOfRangeException>(() => LearningRateSchedule.Linear(-1)).Message);
        Assert.Throws<ArgumentOutOfRangeException>(() => LearningRateSchedule.Constant(float.NaN));
    }

    private sealed class Wasteful : Callback
    {
        public object? Waste { get; private set; }

        public override void OnStep(FitState state) => Waste = new byte[1000];
    }

    private sealed class Recorder(Action<FitState> onStep) : Callback
    {
        public List<string> Calls { get; } = [];

        public override void OnFitStart(FitState state) => Calls.Add("fit");

        public override void OnEpochStart(FitState state) => Calls.Add($"epoch {state.Epoch}");

        public override void OnStep(FitState state)
        {
            Calls.Add($"step {state.Step}");
            onStep(state);
        }

        public override void OnEpochEnd(FitState state) => Calls.Add($"epoch {state.Epoch} end");

        public override void OnFitEnd(FitState state) => Calls.Add("fit end");
    }
}
