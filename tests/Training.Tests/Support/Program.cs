namespace Espalier.Training.Tests;

/// <summary>What tests start as a process of its own, to interrupt it.</summary>
internal static class Program
{
    private static int Main(string[] args) => args switch
    {
        ["keep-saving", string path] => KeepSaving(path),
        ["train", string path] => Train(path),
        _ => 0,
    };

    // Writes checkpoints as fast as it can.
    private static int KeepSaving(string path)
    {
        var net = new RandomNet(seed: 1);
        using RandomNet.Session session = net.StartTraining(new Adam(1e-3f), batchSize: 8);
        new Trainer(session) { Steps = 100_000_000, Checkpoint = new Checkpoint(path) { EverySteps = 1 } }.Fit(Clusters.Draw(64, 1));
        return 0;
    }

    // Trains until Ctrl-C.
    private static int Train(string path)
    {
        var net = new RandomNet(seed: 1);
        using RandomNet.Session session = net.StartTraining(new Adam(1e-3f), batchSize: 8);
        using var ctrlC = new ConsoleCancellation();
        var trainer = new Trainer(session) { Steps = 100_000_000, Checkpoint = new Checkpoint(path) { EveryEpochs = 1_000_000 }, Callbacks = [new Announcer()] };
        TrainingHistory history = trainer.Fit(Clusters.Draw(64, 1), cancellation: ctrlC.Token);
        Console.WriteLine($"{history.Outcome} {history.Steps}");
        return 0;
    }

    private sealed class Announcer : Callback
    {
        public override void OnStep(FitState state)
        {
            if (state.Step == 10)
            {
                Console.WriteLine("training");
            }
        }
    }
}
