// What can be had without a deep network: nearest neighbours, a linear SVM and a softmax classifier on images.
using Espalier;
using Espalier.Training;
using Espalier.Training.Baselines;
using Espalier.Training.Inside;
using Samples;
using Samples.ImageBaselines;

return Arguments.Run(args, "kNN, SVM and softmax on CIFAR-10, or on drawn digits.", arguments =>
{
    bool real = arguments.Data is not null && Cifar10.IsIn(arguments.Data);
    if (real)
    {
        Run(arguments, Cifar10.LoadTrain(arguments.Data!), Cifar10.LoadTest(arguments.Data!), new SvmNet(seed: 1), new SoftmaxNet(seed: 1));
    }
    else
    {
        Console.WriteLine("Digits that the sample draws, for no CIFAR-10 was asked for or found.");
        Run(arguments, SyntheticDigits.Draw(arguments.Smoke ? 2000 : 10_000, seed: 1), SyntheticDigits.Draw(500, seed: 2), new DigitSvmNet(seed: 1), new DigitSoftmaxNet(seed: 1));
    }
});

static void Run<TSvm, TSoftmax>(Arguments arguments, ImageDataset training, ImageDataset test, TSvm svm, TSoftmax softmax)
    where TSvm : Network, IStartsClassification
    where TSoftmax : Network, IStartsClassification
{
    Console.WriteLine($"{training.Count} training and {test.Count} test images of {training.Channels}×{training.Height}×{training.Width}\n");
    Neighbours(training, test);

    FeatureScaling scaling = FeatureScaling.Standardize(training);
    Dataset standardised = training.With(scaling);
    Dataset standardisedTest = test.With(scaling);
    foreach ((string name, Network net, IStartsClassification start) in new (string, Network, IStartsClassification)[] { ("SVM (hinge loss)", svm, svm), ("softmax", softmax, softmax) })
    {
        using ClassificationSession session = start.Start(new Sgd(2e-3f, momentum: .9f) { WeightDecay = 1e-2f }, 128);
        new Trainer(session) { Epochs = arguments.Smoke ? 4 : 12, Schedule = LearningRateSchedule.Cosine(2e-3f) }.Fit(standardised);
        using var evaluator = new Evaluator(net, standardisedTest, Environment.ProcessorCount);
        float accuracy = evaluator.Evaluate().Accuracy;
        string file = arguments.File($"templates-{(name == "softmax" ? "softmax" : "svm")}.png");
        WeightPictures.Templates(net.Parameters["dense1.weight"], new ImageSize(training.Channels, training.Height, training.Width)).SavePng(file);
        Arguments.Expect(accuracy > .2f, $"{name,-18} {100 * accuracy,5:F1} %   templates in {file}");
    }
}

// k by cross-validation would take the training set alone; here the table of the notes, on the test set.
static void Neighbours(ImageDataset training, ImageDataset test)
{
    int[] ks = [1, 3, 5, 10, 20];
    foreach (Distance distance in new[] { Distance.L1, Distance.L2 })
    {
        var neighbours = new NearestNeighbours(training, distance);
        var watch = System.Diagnostics.Stopwatch.StartNew();
        int[][] found = neighbours.Find(test, ks[^1]);
        string row = string.Join("  ", ks.Select(k =>
        {
            int[] classes = neighbours.Vote(found, k);
            return $"k={k}: {100.0 * classes.Where((label, i) => label == test.Label(i)).Count() / test.Count:F1} %";
        }));
        Console.WriteLine($"nearest, {distance}  {row}   ({watch.Elapsed.TotalSeconds:F1} s)");
    }
}

namespace Samples.ImageBaselines
{
    /// <summary>A network that classifies.</summary>
    public interface IStartsClassification
    {
        /// <summary>Starts training.</summary>
        ClassificationSession Start(Optimizer optimizer, int batchSize);
    }

    /// <summary>One template a class, wide margins.</summary>
    [Network]
    [Input(channels: 3, height: 32, width: 32)]
    [Dense(10, Init = Init.Zeros)]
    [MulticlassHinge]
    public sealed partial class SvmNet : IStartsClassification
    {
        /// <inheritdoc/>
        public ClassificationSession Start(Optimizer optimizer, int batchSize) => StartTraining(optimizer, batchSize);
    }

    /// <summary>One template a class, probabilities.</summary>
    [Network]
    [Input(channels: 3, height: 32, width: 32)]
    [Dense(10, Init = Init.Zeros)]
    [SoftmaxCrossEntropy]
    public sealed partial class SoftmaxNet : IStartsClassification
    {
        /// <inheritdoc/>
        public ClassificationSession Start(Optimizer optimizer, int batchSize) => StartTraining(optimizer, batchSize);
    }

    /// <summary>As <see cref="SvmNet"/>, for digits.</summary>
    [Network]
    [Input(channels: 1, height: 28, width: 28)]
    [Dense(10, Init = Init.Zeros)]
    [MulticlassHinge]
    public sealed partial class DigitSvmNet : IStartsClassification
    {
        /// <inheritdoc/>
        public ClassificationSession Start(Optimizer optimizer, int batchSize) => StartTraining(optimizer, batchSize);
    }

    /// <summary>As <see cref="SoftmaxNet"/>, for digits.</summary>
    [Network]
    [Input(channels: 1, height: 28, width: 28)]
    [Dense(10, Init = Init.Zeros)]
    [SoftmaxCrossEntropy]
    public sealed partial class DigitSoftmaxNet : IStartsClassification
    {
        /// <inheritdoc/>
        public ClassificationSession Start(Optimizer optimizer, int batchSize) => StartTraining(optimizer, batchSize);
    }
}
