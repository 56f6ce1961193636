using System.Diagnostics;

namespace Espalier.Training.Tests.Fitting;

[Collection(Alone.Name)]
public sealed class CheckpointTests : IDisposable
{
    private const int Steps = 60;

    private readonly TemporaryFolder _folder = new();
    private readonly FeatureDataset _data = Clusters.Draw(100, 1);
    private readonly FeatureDataset _validation = Clusters.Draw(50, 2);

    private string Path => _folder.File("run.checkpoint");

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(1, false)]
    [InlineData(3, false)]
    [InlineData(13, false)]
    [InlineData(14, false)]
    [InlineData(26, false)]
    [InlineData(59, false)]
    [InlineData(26, true)]
    public void A_run_that_resumes_gives_the_same_bits(int cancelAt, bool accumulate)
    {
        // 13 steps an epoch; with two batches a step, 7.
        Run whole = Fit(null, accumulate);
        Run cut = Fit(cancelAt, accumulate);
        Assert.Equal((FitOutcome.Cancelled, cancelAt), (cut.History.Outcome, cut.History.Steps));
        Run resumed = Fit(null, accumulate, resume: true);
        Assert.Equal(FitOutcome.Completed, resumed.History.Outcome);
        Assert.Equal(whole.Parameters, resumed.Parameters);
        Assert.Equal(whole.Average, resumed.Average);
        Assert.Equal(whole.Stopping.BestLoss, resumed.Stopping.BestLoss);
        Assert.Equal(whole.History.Losses.Means.ToArray(), resumed.History.Losses.Means.ToArray());
        Assert.Equal(whole.History.Epochs.Select(Comparable), resumed.History.Epochs.Select(Comparable));

        static EpochRecord Comparable(EpochRecord epoch) => epoch with { Time = default, Metrics = [] };
    }

    [Fact]
    public void A_finished_run_that_resumes_does_nothing()
    {
        Run whole = Fit(null, accumulate: false);
        Run again = Fit(null, accumulate: false, resume: true);
        Assert.Equal(whole.Parameters, again.Parameters);
        Assert.Equal(whole.History.Epochs.Count, again.History.Epochs.Count);
    }

    [Fact]
    public void A_killed_process_leaves_a_whole_checkpoint()
    {
        var random = new Random(5);
        long last = 0;
        for (int kill = 0; kill < 8; kill++)
        {
            DateTime before = File.GetLastWriteTimeUtc(Path);
            using Process process = Start("keep-saving");
            Assert.True(SpinWait.SpinUntil(() => File.GetLastWriteTimeUtc(Path) > before, TimeSpan.FromSeconds(60)));
            Thread.Sleep(random.Next(1, 200));
            process.Kill();
            process.WaitForExit();

            // The run in the file can be read whole, and a session takes it.
            using RandomNet.Session session = new RandomNet().StartTraining(new Adam(1e-3f), batchSize: 8);
            CheckpointFile file = CheckpointFile.Load(Path);
            session.Load(file.Open("session"));
            Assert.True(session.Steps > 0);
            last = Math.Max(last, session.Steps);

            // At most what this process was writing; what those before it left is gone.
            Assert.InRange(Directory.GetFiles(_folder.Path).Length, 1, 2);
        }

        Assert.True(last > 5, $"The process got no further than step {last}.");
        Fit(1, accumulate: false);
        Assert.Equal([Path], Directory.GetFiles(_folder.Path));
    }

    [LinuxTheory]
    [InlineData("INT")]
    [InlineData("TERM")]
    public void Ctrl_C_ends_cleanly_with_a_checkpoint(string signal)
    {
        // Shells start background jobs so that neither they nor what they start hears Ctrl-C; env undoes it.
        using Process process = Process.Start(new ProcessStartInfo("env", ["--default-signal=INT", "dotnet", typeof(CheckpointTests).Assembly.Location, "train", Path]) { RedirectStandardOutput = true })!;
        using var patience = new Timer(_ => process.Kill(), null, TimeSpan.FromSeconds(60), Timeout.InfiniteTimeSpan);
        Assert.Equal("training", process.StandardOutput.ReadLine());
        using (Process kill = Process.Start("kill", [$"-{signal}", process.Id.ToString(System.Globalization.CultureInfo.InvariantCulture)]))
        {
            kill.WaitForExit();
        }

        string? line = process.StandardOutput.ReadLine();
        process.WaitForExit();
        Assert.Equal(0, process.ExitCode);
        using RandomNet.Session session = new RandomNet().StartTraining(new Adam(1e-3f), batchSize: 8);
        session.Load(CheckpointFile.Load(Path).Open("session"));
        Assert.Equal($"Cancelled {session.Steps}", line);
    }

    [Fact]
    public void What_is_not_whole_is_refused_and_nothing_is_changed()
    {
        Fit(20, accumulate: false);
        byte[] whole = File.ReadAllBytes(Path);
        foreach (int length in new[] { 0, 5, 60, whole.Length / 2, whole.Length - 1 })
        {
            File.WriteAllBytes(Path, whole[..length]);
            Refused("run.checkpoint");
        }

        byte[] damaged = (byte[])whole.Clone();
        damaged[whole.Length / 2] ^= 1;
        File.WriteAllBytes(Path, damaged);
        Refused("digest");

        void Refused(string part)
        {
            var net = new RandomNet(seed: 9);
            float[] before = net.Parameters.Values.ToArray();
            using RandomNet.Session session = net.StartTraining(new Adam(1e-2f), batchSize: 8);
            string message = Assert.Throws<InvalidDataException>(() => Trainer(session, null, accumulate: false, resume: true).Fit(_data, _validation)).Message;
            Assert.Contains(part, message);
            Assert.Equal(before, net.Parameters.Values.ToArray());
        }
    }

    [Fact]
    public void A_run_on_something_else_is_refused()
    {
        Fit(20, accumulate: false);
        using (OtherNet.Session other = new OtherNet().StartTraining(new Adam(1e-2f), batchSize: 8))
        {
            Assert.Contains("the session in it does not fit", Assert.Throws<InvalidDataException>(() => Trainer(other, null, accumulate: false, resume: true).Fit(_data, _validation)).Message);
        }

        using RandomNet.Session session = new RandomNet().StartTraining(new Adam(1e-2f), batchSize: 8);
        string message = Assert.Throws<InvalidDataException>(() => Trainer(session, null, accumulate: false, resume: true).Fit(Clusters.Draw(90, 1), _validation)).Message;
        Assert.Contains("the run was on 100 samples of 4 values, batches of 8", message);
        Assert.Contains("this one is on 90 samples", message);
        Assert.Throws<InvalidDataException>(() => new Trainer(session) { Steps = Steps, Seed = 3, Checkpoint = new Checkpoint(Path) { Resume = true }, Callbacks = [new Snapshots(2)] }.Fit(_data, _validation));
        Assert.Throws<ArgumentOutOfRangeException>(() => new Checkpoint(Path) { EveryEpochs = 0 });
    }

    [Fact]
    public void A_checkpoint_that_cannot_be_written_is_refused_before_training()
    {
        // A file stands where the folder should be; a folder stands where the file should be.
        string file = _folder.Write("file", [1]);
        Refused(System.IO.Path.Combine(file, "run.checkpoint"));
        Refused(_folder.Path);
        Assert.Equal([1], File.ReadAllBytes(file));

        // A folder that is missing is made.
        var net = new RandomNet(seed: 4);
        using RandomNet.Session session = net.StartTraining(new Adam(1e-2f), batchSize: 8);
        string path = System.IO.Path.Combine(_folder.Path, "new", "run.checkpoint");
        new Trainer(session) { Checkpoint = new Checkpoint(path) }.Fit(_data);
        Assert.Equal([path], Directory.GetFiles(System.IO.Path.GetDirectoryName(path)!));

        void Refused(string path)
        {
            var net = new RandomNet(seed: 4);
            float[] before = net.Parameters.Values.ToArray();
            using RandomNet.Session session = net.StartTraining(new Adam(1e-2f), batchSize: 8);
            string message = Assert.Throws<IOException>(() => new Trainer(session) { Checkpoint = new Checkpoint(path) }.Fit(_data)).Message;
            Assert.Contains($"The checkpoint cannot be written to {path}", message);
            Assert.Equal(before, net.Parameters.Values.ToArray());
        }
    }

    private Run Fit(int? cancelAt, bool accumulate, bool resume = false)
    {
        var net = new RandomNet(seed: 4);
        using RandomNet.Session session = net.StartTraining(new Adam(1e-2f), batchSize: 8, seed: 6);
        using var cancellation = new CancellationTokenSource();
        EarlyStopping stopping = new(patience: 50, restore: false);
        WeightAveraging average = WeightAveraging.Exponential(.9f);
        Trainer trainer = Trainer(session, cancelAt is int step ? new Canceller(step, cancellation) : new Canceller(-1, cancellation), accumulate, resume, stopping, average);
        TrainingHistory history = trainer.Fit(_data, _validation, cancellation.Token);
        return new Run(history, net.Parameters.Values.ToArray(), average.Parameters.Values.ToArray(), stopping);
    }

    private Trainer Trainer(TrainingSession session, Callback? canceller, bool accumulate, bool resume, EarlyStopping? stopping = null, WeightAveraging? average = null) => new(session)
    {
        Steps = Steps,
        Seed = 3,
        Accumulate = accumulate ? 2 : 1,
        Schedule = LearningRateSchedule.OnPlateau(1e-2f, .5f, patience: 1),
        MixUp = new MixUp(),
        Callbacks = canceller is null ? [] : [stopping!, average!, canceller],
        Checkpoint = new Checkpoint(Path) { EveryEpochs = 2, Resume = resume },
    };

    private Process Start(string what)
    {
        var start = new ProcessStartInfo("dotnet", [typeof(CheckpointTests).Assembly.Location, what, Path]) { RedirectStandardOutput = true };
        return Process.Start(start)!;
    }

    private sealed record Run(TrainingHistory History, float[] Parameters, float[] Average, EarlyStopping Stopping);

    private sealed class Canceller(int at, CancellationTokenSource cancellation) : Callback
    {
        public override void OnStep(FitState state)
        {
            if (state.Step == at)
            {
                cancellation.Cancel();
            }
        }
    }
}
