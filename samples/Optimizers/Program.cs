// Six optimizers race, on two layers and on five; then Adam on nets of any depth.
using System.Diagnostics;
using Espalier;
using Espalier.Training;
using Samples;
using Samples.Optimizers;

return Arguments.Run(args, "Six optimizers on two nets for digits, and nets of one to nine layers.", arguments =>
{
    bool real = arguments.Data is not null && Mnist.IsIn(arguments.Data);
    ImageDataset training = real ? Mnist.LoadTrain(arguments.Data!) : SyntheticDigits.Draw(arguments.Smoke ? 4000 : 30_000, seed: 1);
    ImageDataset test = real ? Mnist.LoadTest(arguments.Data!) : SyntheticDigits.Draw(arguments.Smoke ? 500 : 5000, seed: 2);
    Console.WriteLine($"{training.Count} training images: {(real ? "MNIST" : "drawn digits")}\n");
    var contest = new Contest(training, test, arguments.Smoke ? 150 : 2000);

    (string Name, Optimizer Optimizer)[] racers =
    [
        ("SGD", new Sgd(.01f)), ("momentum", new Sgd(.01f, momentum: .9f)), ("Nesterov", new Sgd(.01f, momentum: .9f, nesterov: true)),
        ("AdaGrad", new AdaGrad(.01f)), ("RMSProp", new RmsProp(.001f)), ("Adam", new Adam(.001f)),
    ];
    Race("two layers, 784-50-10", "two-layers.svg", optimizer => contest.Run(new TwoLayerNet(seed: 1), net => net.StartTraining(optimizer, 128, contest.Threads)));
    Race("five layers, 784-100-100-100-100-10", "five-layers.svg", optimizer => contest.Run(new FiveLayerNet(seed: 1), net => net.StartTraining(optimizer, 128, contest.Threads)));

    Console.WriteLine("Adam on nets of any depth, 100 units a layer\n  layers   parameters   test loss   accuracy      time");
    Finish[] depths =
    [
        Depth(1, OneLayerNet.Layout, contest.Run(new OneLayerNet(seed: 1), net => net.StartTraining(new Adam(.001f), 128, contest.Threads))),
        Depth(2, TwoWideNet.Layout, contest.Run(new TwoWideNet(seed: 1), net => net.StartTraining(new Adam(.001f), 128, contest.Threads))),
        Depth(5, FiveLayerNet.Layout, contest.Run(new FiveLayerNet(seed: 1), net => net.StartTraining(new Adam(.001f), 128, contest.Threads))),
        Depth(9, NineLayerNet.Layout, contest.Run(new NineLayerNet(seed: 1), net => net.StartTraining(new Adam(.001f), 128, contest.Threads))),
    ];
    Arguments.Expect(depths[1].Accuracy > depths[0].Accuracy, "\na hidden layer is worth having");

    void Race(string title, string file, Func<Optimizer, Finish> run)
    {
        var plot = new LinePlot { Title = $"{title}, batches of 128", XLabel = "step", YLabel = "training loss, running mean", LogY = true };
        var finishes = new Dictionary<string, Finish>();
        Console.WriteLine(title);
        foreach ((string name, Optimizer optimizer) in racers)
        {
            Finish finish = finishes[name] = run(optimizer);
            Console.WriteLine($"  {name,-9} test loss {finish.Loss:F4}, accuracy {100 * finish.Accuracy:F2} %");
            plot.Add(name, finish.Steps, finish.Means);
        }

        plot.SaveSvg(arguments.File(file));
        Arguments.Expect(racers.All(racer => racer.Name == "SGD" || finishes[racer.Name].Loss < finishes["SGD"].Loss), $"all are ahead of plain SGD; wrote {arguments.File(file)}\n");
    }

    static Finish Depth(int layers, NetworkDescription layout, Finish finish)
    {
        Console.WriteLine($"  {layers,6}   {layout.Tensors.ToArray().Sum(tensor => tensor.Length),10}   {finish.Loss,9:F4}   {100 * finish.Accuracy,6:F2} %   {finish.Time.TotalSeconds,5:F1} s");
        return finish;
    }
});

namespace Samples.Optimizers
{
    /// <summary>How a run ended.</summary>
    internal sealed record Finish(float Loss, float Accuracy, TimeSpan Time, double[] Steps, double[] Means);

    /// <summary>The same data in the same order for all.</summary>
    internal sealed class Contest(Dataset training, Dataset test, int steps)
    {
        public int Threads { get; } = Math.Min(Environment.ProcessorCount, 4);

        public Finish Run<TNet>(TNet net, Func<TNet, TrainingSession> start)
            where TNet : Network
        {
            var watch = Stopwatch.StartNew();
            TrainingHistory history;
            using (TrainingSession session = start(net))
            {
                history = new Trainer(session) { Steps = steps, Ahead = 0 }.Fit(training);
            }

            TimeSpan time = watch.Elapsed;
            using var evaluator = new Evaluator(net, test, Environment.ProcessorCount);
            Evaluation result = evaluator.Evaluate();
            (double[] at, double[] means) = Curves.Smooth(history.Losses);
            return new Finish(result.Loss, result.Accuracy, time, at, means);
        }
    }
}
