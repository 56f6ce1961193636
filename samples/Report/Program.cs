// One data set from the first checks to the report: checks, search, early stopping, averages, an ensemble, a look inside.
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

return Arguments.Run(args, "Search, ensemble and a report in HTML on one data set.", arguments =>
{
    bool real = arguments.Data is not null && Mnist.IsIn(arguments.Data);
    ImageDataset all = real ? Mnist.LoadTrain(arguments.Data!) : SyntheticDigits.Draw(arguments.Smoke ? 2500 : 20_000, seed: 1);
    ImageDataset test = real ? Mnist.LoadTest(arguments.Data!) : SyntheticDigits.Draw(arguments.Smoke ? 500 : 5000, seed: 2);
    Split split = Splits.Stratified(all, .1, seed: 1);
    int threads = Math.Min(Environment.ProcessorCount, 4);
    var report = new HtmlReport(real ? "MNIST" : "Drawn digits");
    report.Lines(DigitNet.Summary);

    Before(report, split.Training, threads);
    float rate = Find(report, split, arguments.Smoke);
    (DigitNet net, Snapshots snapshots) = Fit(report, split, rate, arguments.Smoke, threads);
    After(report, net, snapshots, test, threads);
    Look(report, net, all, test, arguments.Smoke);
    report.Save(arguments.File("report.html"));
    Console.WriteLine($"wrote {arguments.File("report.html")}");
});

static void Before(HtmlReport report, Dataset training, int threads)
{
    using DigitNet.Session session = new DigitNet(seed: 1).StartTraining(new Adam(1e-3f), batchSize: 64, threads);
    InitialLoss initial = InitialLoss.Measure(session, training);
    HandfulOverfit handful = HandfulOverfit.Try(session, training);
    LearningRateRange range = LearningRateRange.Test(session, training, 1e-5f, 1);
    report.Heading("Before training").Text(initial.ToString()).Text(handful.ToString()).Plot(range.Plot()).Lines(ActivationStatistics.Measure(session, training).ToString());
    Arguments.Expect(initial.IsPlausible, initial.ToString());
    Arguments.Expect(handful.IsLearnt, handful.ToString());
    Console.WriteLine($"range test suggests a rate of {range.Suggested:G2}");
}

static float Find(HtmlReport report, Split split, bool smoke)
{
    Dataset few = split.Training.First(Math.Min(split.Training.Count, smoke ? 500 : 4000));
    SearchSpace space = new SearchSpace().Logarithmic("rate", 1e-4, 1e-1).Logarithmic("decay", 1e-6, 1e-2);
    SearchResult result = Search.Narrowing(space, rounds: 2, trials: smoke ? 3 : 8, trial =>
    {
        var net = new DigitNet(trial.Number);
        using DigitNet.Session session = net.StartTraining(new Adam(trial["rate"]) { WeightDecay = trial["decay"] }, batchSize: 64);
        new Trainer(session) { Epochs = 1, Ahead = 0 }.Fit(few);
        using var evaluator = new Evaluator(net, split.Validation);
        return evaluator.Evaluate().Accuracy;
    });
    report.Heading("Search").Lines(result.ToTable()).Plot(result.Plot("rate")).Lines(result.BestAsCode());
    Console.Write(result.ToTable(3));
    return result.Best["rate"];
}

static (DigitNet Net, Snapshots Snapshots) Fit(HtmlReport report, Split split, float rate, bool smoke, int threads)
{
    const int Cycles = 3;
    var net = new DigitNet(seed: 1);
    var snapshots = new Snapshots(Cycles);
    var ratios = new UpdateRatios();
    using DigitNet.Session session = net.StartTraining(new Adam(rate), batchSize: 64, threads);
    var trainer = new Trainer(session)
    {
        Epochs = smoke ? 3 : 6,
        Schedule = LearningRateSchedule.CosineCycles(rate, Cycles),
        Metrics = [Metric.TopK(3), Metric.MacroF1],
        Callbacks = [new ConsoleProgress(), snapshots, ratios],
    };
    TrainingHistory history = trainer.Fit(split.Training.Augmented(Augmentation.Warp(degrees: 8, scale: .08f, shift: .05f)), split.Validation);
    report.Heading("Training").Plot(LossCurve.Of(history, "Loss")).Text(GapReport.Explain(history)).Plot(ratios.Plot());
    return (net, snapshots);
}

static void After(HtmlReport report, DigitNet net, Snapshots snapshots, Dataset test, int threads)
{
    using var evaluator = new Evaluator(net, test, threads);
    Evaluation single = evaluator.Evaluate();
    var matrix = new ConfusionMatrix(evaluator.Predictions, test);
    EnsembleResult ensemble = new Ensemble([.. snapshots.Parameters.Select(parameters => new DigitNet(parameters))]).Evaluate(test, threads);
    report.Heading("Test").Table([
        ("accuracy", single.Accuracy), ("macro F1", matrix.MacroF1),
        .. ensemble.Alone.Select((one, i) => ($"snapshot {i + 1} alone", (double)one.Accuracy)),
        ("snapshots together", ensemble.Together.Accuracy), ("gain over their mean", ensemble.Gain)]).Svg(matrix.ToSvg()).Lines(matrix.ToText());
    Arguments.Expect(single.Accuracy > .8f, $"test accuracy {100 * single.Accuracy:F2} %, three snapshots together {100 * ensemble.Together.Accuracy:F2} %");
}

static void Look(HtmlReport report, DigitNet net, ImageDataset training, ImageDataset test, bool smoke)
{
    using DigitNet.Session session = net.StartTraining(new Sgd(0), batchSize: 1, copy: true, inputGradient: true);
    const int Shown = 8;
    float[] pictures = new float[3 * Shown * test.InputLength];
    float[] sample = new float[test.InputLength];
    for (int i = 0; i < Shown; i++)
    {
        test.CopyInput(i, sample);
        sample.CopyTo(pictures.AsSpan(i * sample.Length));
        Saliency.Map(session, sample, test.Label(i)).CopyTo(pictures.AsSpan((Shown + i) * sample.Length));
        GradCam.Of(session, sample, test.Label(i), "Conv1").Resized(test.Height, test.Width).CopyTo(pictures.AsSpan(((2 * Shown) + i) * sample.Length));
    }

    test.CopyInput(0, sample);
    report.Heading("Inside")
        .Picture(ContactSheet.OfValues(pictures, new ImageSize(1, test.Height, test.Width), Shown, 3), "images, saliency, Grad-CAM of the convolution")
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

namespace Samples.Report
{
    /// <summary>A small convolutional net for digits.</summary>
    [Network]
    [Input(channels: 1, height: 28, width: 28)]
    [Conv2D(16, kernel: 5)] [ReLU] [MaxPool2D(2)]
    [Dense(64)] [ReLU]
    [Dense(10)]
    [SoftmaxCrossEntropy]
    public sealed partial class DigitNet;
}
