// What the first weights do to the values and the training of deep nets, and what batch norm makes of it.
using Espalier;
using Espalier.Training;
using Espalier.Training.Checks;
using Samples;
using Samples.Initialisation;

return Arguments.Run(args, "Initial weights of deep nets, and batch norm.", arguments =>
{
    bool real = arguments.Data is not null && Mnist.IsIn(arguments.Data);
    ImageDataset images = real ? Mnist.LoadTrain(arguments.Data!) : SyntheticDigits.Draw(arguments.Smoke ? 3000 : 20_000, seed: 1);
    FeatureDataset training = images.With(FeatureScaling.Standardize(images)).InMemory();
    Console.WriteLine($"{training.Count} {(real ? "MNIST" : "drawn")} digits, standardised; five hidden layers of 100\n");
    Histograms(arguments, training);
    Beginnings(arguments, training);
    BatchNorms(arguments, training);
});

// The figure of the notes: the values of each layer before training.
static void Histograms(Arguments arguments, Dataset data)
{
    ActivationStatistics sigmoidWide = Measure("sigmoid, 1", new SigmoidWide(seed: 1).StartTraining(new Sgd(.1f), 500));
    ActivationStatistics sigmoidNarrow = Measure("sigmoid, 0.01", new SigmoidNarrow(seed: 1).StartTraining(new Sgd(.1f), 500));
    ActivationStatistics sigmoidXavier = Measure("sigmoid, Xavier", new SigmoidXavier(seed: 1).StartTraining(new Sgd(.1f), 500));
    ActivationStatistics reluNarrow = Measure("ReLU, 0.01", new ReluNarrow(seed: 1).StartTraining(new Sgd(.1f), 500));
    ActivationStatistics reluXavier = Measure("ReLU, Xavier", new ReluXavier(seed: 1).StartTraining(new Sgd(.1f), 500));
    ActivationStatistics reluHe = Measure("ReLU, He", new ReluHe(seed: 1).StartTraining(new Sgd(.1f), 500));
    ActivationStatistics[] rows = [sigmoidWide, sigmoidNarrow, sigmoidXavier, reluNarrow, reluXavier, reluHe];
    File.WriteAllText(arguments.File("initialisation.svg"), ActivationStatistics.ToSvg("Values of five layers before training", rows));
    Console.WriteLine("deviation of the values         layer 1  layer 2  layer 3  layer 4  layer 5");
    foreach (ActivationStatistics row in rows)
    {
        Console.WriteLine($"  {row.Name,-28} {string.Join("  ", row.Layers.Take(5).Select(layer => layer.Deviation.ToString("F5")))}");
    }

    Arguments.Expect(Fifth(sigmoidWide) > .35, "sigmoids with weights of deviation 1 sit at 0 and 1, where gradients vanish");
    Arguments.Expect(Fifth(sigmoidNarrow) < .03, "with 0.01 all units of a layer say the same");
    Arguments.Expect(Fifth(sigmoidXavier) is > .05 and < .35, "with Xavier's they spread");
    Arguments.Expect(Fifth(reluNarrow) < .001 && Fifth(reluHe) > 2 * Fifth(reluXavier), $"ReLUs need He's weights: Xavier's shrink from layer to layer; wrote {arguments.File("initialisation.svg")}\n");

    ActivationStatistics Measure(string name, TrainingSession session)
    {
        using (session)
        {
            return ActivationStatistics.Measure(session, data, name);
        }
    }

    static double Fifth(ActivationStatistics row) => row.Layers[4].Deviation;
}

// The same net from three beginnings.
static void Beginnings(Arguments arguments, Dataset data)
{
    int steps = arguments.Smoke ? 200 : 2000;
    var plot = new LinePlot { Title = "Five ReLU layers from three beginnings, SGD 0.01", XLabel = "step", YLabel = "training loss, running mean", LogY = true };
    float narrow = Run("deviation 0.01", new ReluNarrow(seed: 1).StartTraining(new Sgd(.01f), 128));
    float xavier = Run("Xavier", new ReluXavier(seed: 1).StartTraining(new Sgd(.01f), 128));
    float he = Run("He", new ReluHe(seed: 1).StartTraining(new Sgd(.01f), 128));
    plot.SaveSvg(arguments.File("beginnings.svg"));
    Arguments.Expect(Math.Abs(narrow - MathF.Log(10)) < .02f && xavier < narrow - .05f && he < xavier, $"loss after {steps} steps: {narrow:F3} from deviation 0.01 (nothing learnt), {xavier:F3} from Xavier's, {he:F3} from He's; wrote {arguments.File("beginnings.svg")}\n");

    float Run(string name, TrainingSession session)
    {
        using (session)
        {
            TrainingHistory history = new Trainer(session) { Steps = steps, Ahead = 0 }.Fit(data);
            (double[] at, double[] means) = Curves.Smooth(history.Losses);
            plot.Add(name, at, means);
            return (float)means[^1];
        }
    }
}

// As in the book, 1,000 samples: how far each scale of the first weights gets, without and with batch norm.
static void BatchNorms(Arguments arguments, Dataset data)
{
    double[] scales = [1, .3, .1, .03, .01, .003];
    Dataset few = data.First(1000);
    int epochs = arguments.Smoke ? 5 : 20;
    double[] plain = new double[scales.Length], normalised = new double[scales.Length];
    Console.WriteLine($"training accuracy on 1,000 digits after {epochs} epochs, SGD 0.05\n  deviation of the first weights   without   with batch norm");
    for (int i = 0; i < scales.Length; i++)
    {
        plain[i] = Run(new PlainNet(seed: 1), net => net.StartTraining(new Sgd(.05f), 100), (float)scales[i]);
        normalised[i] = Run(new NormalisedNet(seed: 1), net => net.StartTraining(new Sgd(.05f), 100), (float)scales[i]);
        Console.WriteLine($"  {scales[i],-30} {100 * plain[i],9:F1} %   {100 * normalised[i],13:F1} %");
    }

    var plot = new LinePlot { Title = "Training accuracy by the deviation of the first weights", XLabel = "deviation", YLabel = "accuracy", LogX = true };
    plot.Add("without batch norm", scales, plain, SeriesStyle.Dots);
    plot.Add("with batch norm", scales, normalised, SeriesStyle.Dots);
    plot.SaveSvg(arguments.File("batch-norm.svg"));
    Arguments.Expect(plain.Count(accuracy => accuracy < .2) >= 4, "\nwithout batch norm most beginnings lead nowhere");
    Arguments.Expect(normalised.Zip(plain).All(pair => pair.First > pair.Second) && normalised.Min() > .15, $"with it all of them lead somewhere, and further; wrote {arguments.File("batch-norm.svg")}");

    double Run<TNet>(TNet net, Func<TNet, TrainingSession> start, float scale)
        where TNet : Network
    {
        foreach (TensorInfo tensor in net.Parameters.Description.Tensors)
        {
            if (tensor.Shape.Length == 2)
            {
                TensorView weight = net.Parameters[tensor.Name];
                weight.CopyFrom(Array.ConvertAll(weight.ToArray(), value => scale * value));
            }
        }

        using (TrainingSession session = start(net))
        {
            try
            {
                new Trainer(session) { Epochs = epochs, Ahead = 0 }.Fit(few);
            }
            catch (NonFiniteLossException)
            {
                // The values grew beyond all bounds: a beginning that leads nowhere.
                return .1;
            }
        }

        using var evaluator = new Evaluator(net, few);
        return evaluator.Evaluate().Accuracy;
    }
}
