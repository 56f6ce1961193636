// One data set from the first checks to the report: checks, search, training, an ensemble, a look inside.
using Espalier;
using Espalier.Training;
using Espalier.Training.Baselines;
using Espalier.Training.Checks;
using Espalier.Training.Inside;
using Espalier.Training.Metrics;
using Espalier.Training.Reports;
using Espalier.Training.Searching;
using Samples;
using Samples.Report;

// Of the cycles of the rate, the last ones are kept: a snapshot that has learnt much less than the last holds it back.
const int Epochs = 18, Cycles = 6, Kept = 3;

return Arguments.Run(args, "Search, ensemble and a report in HTML on one data set.", arguments =>
{
    bool real = arguments.Data is not null && Mnist.IsIn(arguments.Data);
    ImageDataset all = real ? Mnist.LoadTrain(arguments.Data!) : SyntheticDigits.Draw(arguments.Smoke ? 2500 : 20_000, seed: 1);
    ImageDataset test = real ? Mnist.LoadTest(arguments.Data!) : SyntheticDigits.Draw(arguments.Smoke ? 2000 : 5000, seed: 2);
    Split split = Splits.Stratified(all, .1, seed: 1);
    int threads = Math.Min(Environment.ProcessorCount, 4);
    var report = new HtmlReport(real ? "MNIST" : "Drawn digits");
    report.Lines(DigitNet.Summary);

    Before(report, split.Training, threads);
    Trial best = Find(report, split, arguments.Smoke);
    Variant variant = best.Choice<Variant>("net");
    (Network trained, Snapshots snapshots) = Fit(report, split, best, threads);
    After(report, trained, test, threads);
    Together(report, [.. snapshots.Parameters.TakeLast(Kept).Select(variant.Share)], Several(split, best, threads), test, arguments.Smoke, threads);

    // What looks inside computes as training does, where dropout is active: a twin without it takes the weights.
    var net = new DigitNet();
    Espalier.Training.Transfer.Copy(trained.Parameters, net.Parameters);
    Look(report, net, all, test, arguments.Smoke);
    report.Save(arguments.File("report.html"));
    Console.WriteLine($"wrote {arguments.File("report.html")}");
});

static void Before(HtmlReport report, Dataset training, int threads)
{
    using DigitNet.Session session = new DigitNet(seed: 1).StartTraining(new Adam(1e-3f), batchSize: 64, threads);
    InitialLoss initial = InitialLoss.Measure(session, training);
    HandfulOverfit handful = HandfulOverfit.Try(session, training);

    // With biases of 0, the blank ground of the images lies exactly on the kinks of the ReLUs, where differences mean nothing.
    var lifted = new DigitNet(seed: 1);
    lifted.Conv1.Bias.CopyFrom([.. Enumerable.Repeat(.2f, 16)]);
    using DigitNet.Session begun = lifted.StartTraining(new Adam(1e-3f), batchSize: 64, threads);
    GradientReport gradients = BackwardCheck.Run(begun, training, samples: 4);
    LearningRateRange range = LearningRateRange.Test(session, training, 1e-5f, 1);
    report.Heading("Before training").Text(initial.ToString()).Text(handful.ToString()).Lines(gradients.ToString()).Plot(range.Plot()).Lines(ActivationStatistics.Measure(session, training).ToString());
    Arguments.Expect(initial.IsPlausible, initial.ToString());
    Arguments.Expect(handful.IsLearnt, handful.ToString());
    Arguments.Expect(gradients.Passed, $"gradients beside central differences\n{gradients}");
    Console.WriteLine($"range test suggests a rate of {range.Suggested:G2}");
}

static Trial Find(HtmlReport report, Split split, bool smoke)
{
    Dataset few = split.Training.First(Math.Min(split.Training.Count, smoke ? 500 : 4000));
    SearchSpace space = new SearchSpace()
        .Logarithmic("rate", 1e-4, 1e-1)
        .Logarithmic("decay", 1e-6, 1e-2)
        .Choice("batch", ("32", 32), ("64", 64), ("128", 128))
        .Choice("net", ("plain", Variant.Plain), ("dropout", Variant.Dropping));
    SearchResult result = Search.Narrowing(space, rounds: 2, trials: smoke ? 4 : 12, trial =>
    {
        (Network net, TrainingSession session) = trial.Choice<Variant>("net").Start(trial.Number, new AdamW(trial["rate"], weightDecay: trial["decay"]), trial.Choice<int>("batch"), 1);
        using (session)
        {
            new Trainer(session) { Epochs = smoke ? 2 : 1, Ahead = 0 }.Fit(few);
        }

        using var evaluator = new Evaluator(net, split.Validation);
        return evaluator.Evaluate().Accuracy;
    });
    report.Heading("Search").Lines(result.ToTable()).Plot(result.Plot("rate")).Lines(result.BestAsCode());
    Console.Write(result.ToTable(3));
    double chance = 1.0 / split.Training.Classes;
    Arguments.Expect(result.Best.Score > 3 * chance, $"the best of {result.Trials.Count} trials classifies {100 * result.Best.Score:F1} % of the validation samples");
    return result.Best;
}

static (Network Net, Snapshots Snapshots) Fit(HtmlReport report, Split split, Trial best, int threads)
{
    var snapshots = new Snapshots(Cycles);
    var ratios = new UpdateRatios();
    (Network net, TrainingSession session) = best.Choice<Variant>("net").Start(1, new AdamW(best["rate"], weightDecay: best["decay"]), best.Choice<int>("batch"), threads);
    using (session)
    {
        var trainer = new Trainer(session)
        {
            Epochs = Epochs,
            Schedule = LearningRateSchedule.CosineCycles(best["rate"], Cycles),
            Metrics = [Metric.TopK(3), Metric.MacroF1],
            Callbacks = [new ConsoleProgress(), snapshots, ratios],
        };
        TrainingHistory history = trainer.Fit(Varied(split), split.Validation);
        report.Heading("Training").Plot(LossCurve.Of(history, "Loss")).Text(GapReport.Explain(history)).Plot(ratios.Plot());
    }

    return (net, snapshots);
}

static Dataset Varied(Split split) => split.Training.Augmented(Augmentation.Warp(degrees: 8, scale: .08f, shift: .05f));

static void After(HtmlReport report, Network net, Dataset test, int threads)
{
    using var evaluator = new Evaluator(net, test, threads);
    Evaluation single = evaluator.Evaluate();
    var matrix = new ConfusionMatrix(evaluator.Predictions, test);
    report.Heading("Test").Table([("accuracy", single.Accuracy), ("macro F1", matrix.MacroF1)]).Svg(matrix.ToSvg()).Lines(matrix.ToText());
    Arguments.Expect(single.Accuracy > .8f, $"test accuracy {100 * single.Accuracy:F2} %, loss {single.Loss:F4}");
}

// The same settings from other first weights, in another order.
static Network[] Several(Split split, Trial best, int threads) => [.. Enumerable.Range(2, 3).Select(seed =>
{
    (Network net, TrainingSession session) = best.Choice<Variant>("net").Start(seed, new AdamW(best["rate"], weightDecay: best["decay"]), best.Choice<int>("batch"), threads);
    using (session)
    {
        new Trainer(session) { Epochs = Epochs, Seed = seed, Schedule = LearningRateSchedule.Cosine(best["rate"]) }.Fit(Varied(split));
    }

    return net;
})];

static void Together(HtmlReport report, Network[] snapshots, Network[] several, Dataset test, bool smoke, int threads)
{
    report.Heading("Together");
    EnsembleResult nets = Measure("net", several);
    EnsembleResult cycles = Measure("snapshot", snapshots);
    Arguments.Expect(nets.GainOverBest > 0, $"three nets alone {Alone(nets)}, together {100 * nets.Together.Accuracy:F2} %: {100 * nets.GainOverBest:F2} points more than the best of them");

    // In a smoke run the first cycles have not learnt much yet, and the last snapshot is better alone.
    Arguments.Expect(smoke || cycles.Together.Accuracy > cycles.Alone[^1].Accuracy, $"three snapshots of one net alone {Alone(cycles)}, together {100 * cycles.Together.Accuracy:F2} %");

    EnsembleResult Measure(string name, Network[] networks)
    {
        EnsembleResult result = new Ensemble(networks).Evaluate(test, threads);
        report.Table([.. result.Alone.Select((one, i) => ($"{name} {i + 1} alone", (double)one.Accuracy)), ($"{name}s together", result.Together.Accuracy), ("gain over their mean", result.Gain), ("gain over the best of them", result.GainOverBest)]);
        return result;
    }

    static string Alone(EnsembleResult result) => string.Join(", ", result.Alone.Select(one => $"{100 * one.Accuracy:F2} %"));
}

static void Look(HtmlReport report, DigitNet net, ImageDataset training, ImageDataset test, bool smoke)
{
    using DigitNet.Session session = net.StartTraining(new Sgd(0), batchSize: 1, copy: true, inputGradient: true);
    var twin = new GuidedNet();
    Espalier.Training.Transfer.Copy(net.Parameters, twin.Parameters);
    using GuidedNet.Session guided = twin.StartTraining(new Sgd(0), batchSize: 1, inputGradient: true);
    const int Shown = 8;
    float[] pictures = new float[4 * Shown * test.InputLength];
    float[] sample = new float[test.InputLength];
    for (int i = 0; i < Shown; i++)
    {
        test.CopyInput(i, sample);
        sample.CopyTo(pictures.AsSpan(i * sample.Length));
        Saliency.Map(session, sample, test.Label(i)).CopyTo(pictures.AsSpan((Shown + i) * sample.Length));
        Saliency.Map(guided, sample, test.Label(i)).CopyTo(pictures.AsSpan(((2 * Shown) + i) * sample.Length));
        GradCam.Of(session, sample, test.Label(i), "Conv1").Resized(test.Height, test.Width).CopyTo(pictures.AsSpan(((3 * Shown) + i) * sample.Length));
    }

    test.CopyInput(0, sample);
    report.Heading("Inside")
        .Picture(ContactSheet.OfValues(pictures, new ImageSize(1, test.Height, test.Width), Shown, 3), "images, saliency, guided backpropagation, Grad-CAM of the convolution")
        .Picture(WeightPictures.Filters(net.Conv1.Weight, columns: 8), "filters of the convolution")
        .Picture(WeightPictures.Maps(session, session.Activations[0].Name, sample), "what they make of the first image");

    using DigitNet.Session batches = net.StartTraining(new Sgd(0), batchSize: 256, copy: true);
    string hidden = batches.Activations[^2].Name;
    FeatureDataset known = FeatureSpace.Of(batches, hidden, training.First(Math.Min(training.Count, 5000)));
    FeatureDataset seen = FeatureSpace.Of(batches, hidden, test.First(smoke ? 200 : 1000));
    int[][] nearest = new NearestNeighbours(known).Find(seen.First(Shown), 7);
    float[] rows = new float[8 * Shown * sample.Length];
    for (int i = 0; i < 8 * Shown; i++)
    {
        (Dataset images, int index) = i % 8 == 0 ? (test, i / 8) : ((Dataset)training, nearest[i / 8][(i % 8) - 1]);
        images.CopyInput(index, rows.AsSpan(i * sample.Length, sample.Length));
    }

    report.Picture(ContactSheet.OfValues(rows, new ImageSize(1, test.Height, test.Width), 8), "test images, each followed by the training images nearest to it in the last hidden layer")
        .Plot(Tsne.Plot(Tsne.Layout(seen, steps: smoke ? 150 : 500), seen, "t-SNE of the last hidden layer"));
}
