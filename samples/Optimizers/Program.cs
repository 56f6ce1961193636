// Six optimizers race on the same network, the same digits, the same order.
using Espalier;
using Espalier.Training;
using Espalier.Training.Checks;
using Samples;
using Samples.Optimizers;

return Arguments.Run(args, "Six optimizers on one network for digits, and what the first values do to deep nets.", arguments =>
{
    bool real = arguments.Data is not null && Mnist.IsIn(arguments.Data);
    ImageDataset training = real ? Mnist.LoadTrain(arguments.Data!) : SyntheticDigits.Draw(arguments.Smoke ? 4000 : 30_000, seed: 1);
    ImageDataset test = real ? Mnist.LoadTest(arguments.Data!) : SyntheticDigits.Draw(arguments.Smoke ? 500 : 5000, seed: 2);
    Console.WriteLine($"{training.Count} training images: {(real ? "MNIST" : "drawn digits")}\n");
    Race(arguments, training, test);
    Beginnings(arguments, training);
});

static void Race(Arguments arguments, ImageDataset training, ImageDataset test)
{
    (string Name, Optimizer Optimizer)[] racers =
    [
        ("SGD", new Sgd(.01f)), ("momentum", new Sgd(.01f, momentum: .9f)), ("Nesterov", new Sgd(.01f, momentum: .9f, nesterov: true)),
        ("AdaGrad", new AdaGrad(.01f)), ("RMSProp", new RmsProp(.001f)), ("Adam", new Adam(.001f)),
    ];
    var plot = new LinePlot { Title = "784-100-100-100-100-10, batches of 128", XLabel = "step", YLabel = "training loss, running mean", LogY = true };
    var losses = new Dictionary<string, float>();
    foreach ((string name, Optimizer optimizer) in racers)
    {
        var net = new DeepNet(seed: 1);
        using DeepNet.Session session = net.StartTraining(optimizer, batchSize: 128, threads: Math.Min(Environment.ProcessorCount, 4));
        TrainingHistory history = new Trainer(session) { Steps = arguments.Smoke ? 150 : 2000, Ahead = 0 }.Fit(training);
        using var evaluator = new Evaluator(net, test, Environment.ProcessorCount);
        Evaluation result = evaluator.Evaluate();
        losses[name] = result.Loss;
        Console.WriteLine($"{name,-9} test loss {result.Loss:F4}, accuracy {100 * result.Accuracy:F2} %");
        (double[] steps, double[] means) = Smooth(history.Losses);
        plot.Add(name, steps, means);
    }

    plot.SaveSvg(arguments.File("optimizers.svg"));
    Arguments.Expect(losses["Adam"] < losses["SGD"] && losses["momentum"] < losses["SGD"], $"wrote {arguments.File("optimizers.svg")}\n");
}

static (double[] Steps, double[] Means) Smooth(LossTrace losses)
{
    double[] steps = new double[losses.Means.Length];
    double[] means = new double[steps.Length];
    double mean = losses.Means[0];
    for (int i = 0; i < steps.Length; i++)
    {
        mean += .05 * (losses.Means[i] - mean);
        (steps[i], means[i]) = ((i + 1) * (double)losses.Stride, mean);
    }

    return (steps, means);
}

// The figure of the notes: values of five sigmoid layers of 100 units, by the deviation of the first weights.
static void Beginnings(Arguments arguments, ImageDataset training)
{
    var wide = new WideSigmoids(seed: 1);
    var narrow = new NarrowSigmoids(seed: 1);
    var xavier = new XavierSigmoids(seed: 1);
    using var wideSession = wide.StartTraining(new Sgd(.1f), batchSize: 500);
    using var narrowSession = narrow.StartTraining(new Sgd(.1f), batchSize: 500);
    using var xavierSession = xavier.StartTraining(new Sgd(.1f), batchSize: 500);
    Dataset data = training.With(FeatureScaling.Standardize(training));
    ActivationStatistics[] rows =
    [
        ActivationStatistics.Measure(wideSession, data, "deviation 1"),
        ActivationStatistics.Measure(narrowSession, data, "deviation 0.01"),
        ActivationStatistics.Measure(xavierSession, data, "Xavier"),
    ];
    File.WriteAllText(arguments.File("initialisation.svg"), ActivationStatistics.ToSvg("Values of five sigmoid layers before training", rows));
    double[] last = [.. rows.Select(row => row.Layers[^2].Deviation)];
    Arguments.Expect(last[0] > .35 && last[1] < .05 && last[2] > 3 * last[1] && last[2] < last[0], $"deviation in the fifth layer: {last[0]:F3} (weights of deviation 1: values at 0 and 1), {last[1]:F3} (0.01: all units alike), {last[2]:F3} (Xavier); wrote {arguments.File("initialisation.svg")}");
}

namespace Samples.Optimizers
{
    /// <summary>Four hidden layers, as the race of the notes has them.</summary>
    [Network]
    [Input(784)]
    [Dense(100)] [ReLU]
    [Dense(100)] [ReLU]
    [Dense(100)] [ReLU]
    [Dense(100)] [ReLU]
    [Dense(10)]
    [SoftmaxCrossEntropy]
    public sealed partial class DeepNet;

    /// <summary>Weights of deviation 1.</summary>
    [Network]
    [Input(784)]
    [Dense(100, Init = Init.Normal, InitScale = 1)] [Sigmoid]
    [Dense(100, Init = Init.Normal, InitScale = 1)] [Sigmoid]
    [Dense(100, Init = Init.Normal, InitScale = 1)] [Sigmoid]
    [Dense(100, Init = Init.Normal, InitScale = 1)] [Sigmoid]
    [Dense(100, Init = Init.Normal, InitScale = 1)] [Sigmoid]
    [Dense(10)]
    [SoftmaxCrossEntropy]
    public sealed partial class WideSigmoids;

    /// <summary>Weights of deviation 0.01.</summary>
    [Network]
    [Input(784)]
    [Dense(100, Init = Init.Normal, InitScale = .01f)] [Sigmoid]
    [Dense(100, Init = Init.Normal, InitScale = .01f)] [Sigmoid]
    [Dense(100, Init = Init.Normal, InitScale = .01f)] [Sigmoid]
    [Dense(100, Init = Init.Normal, InitScale = .01f)] [Sigmoid]
    [Dense(100, Init = Init.Normal, InitScale = .01f)] [Sigmoid]
    [Dense(10)]
    [SoftmaxCrossEntropy]
    public sealed partial class NarrowSigmoids;

    /// <summary>Weights as Xavier Glorot proposed.</summary>
    [Network]
    [Input(784)]
    [Dense(100, Init = Init.XavierNormal)] [Sigmoid]
    [Dense(100, Init = Init.XavierNormal)] [Sigmoid]
    [Dense(100, Init = Init.XavierNormal)] [Sigmoid]
    [Dense(100, Init = Init.XavierNormal)] [Sigmoid]
    [Dense(100, Init = Init.XavierNormal)] [Sigmoid]
    [Dense(10)]
    [SoftmaxCrossEntropy]
    public sealed partial class XavierSigmoids;
}
