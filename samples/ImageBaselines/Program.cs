// What can be had without a deep network: nearest neighbours, linear SVMs and softmax classifiers on images.
using Espalier;
using Espalier.Training;
using Espalier.Training.Baselines;
using Espalier.Training.Inside;
using Samples;
using Samples.ImageBaselines;

return Arguments.Run(args, "kNN, SVM and softmax on CIFAR-10, or on drawn digits in colour.", arguments =>
{
    bool real = arguments.Data is not null && Cifar10.IsIn(arguments.Data);
    ImageDataset training = real ? Cifar10.LoadTrain(arguments.Data!) : Samples.Cifar.Pictures.Draw(arguments.Smoke ? 2000 : 10_000, seed: 1);
    ImageDataset test = real ? Cifar10.LoadTest(arguments.Data!) : Samples.Cifar.Pictures.Draw(500, seed: 2);
    Console.WriteLine($"{training.Count} training and {test.Count} test images: {(real ? "CIFAR-10" : "drawn digits in colour, for no CIFAR-10 was asked for or found")}\n");
    Neighbours(training, test);

    FeatureScaling scaling = FeatureScaling.Standardize(training);
    var linear = new Linear(training.With(scaling).InMemory(), test.With(scaling).InMemory(), arguments.Smoke ? 6 : 15);
    Console.WriteLine("\nlinear classifiers on standardised pixels     accuracy   mean |w|   weights near 0");
    Row narrow = linear.Fit("SVM, margin 0.1", new NarrowSvmNet(), net => net.StartTraining(Descent(), 128));
    Row svm = linear.Fit("SVM, margin 1", new SvmNet(), net => net.StartTraining(Descent(), 128));
    Row wide = linear.Fit("SVM, margin 10", new WideSvmNet(), net => net.StartTraining(Descent(), 128));
    linear.Fit("SVM, margin 1, squared", new SquaredSvmNet(), net => net.StartTraining(Descent(), 128));
    Row softmax = linear.Fit("softmax", new SoftmaxNet(), net => net.StartTraining(Descent(), 128));
    Row absolute = linear.Fit("softmax, L1 penalty", new SoftmaxL1Net(), net => net.StartTraining(Descent(), 128));
    Row squared = linear.Fit("softmax, L2 penalty", new SoftmaxL2Net(), net => net.StartTraining(Descent(), 128));
    foreach ((string name, Row row) in new[] { ("svm", svm), ("softmax", softmax), ("softmax-l1", absolute), ("softmax-l2", squared) })
    {
        WeightPictures.Templates(row.Network.Parameters["dense1.weight"], new ImageSize(3, Cifar10.Size, Cifar10.Size)).SavePng(arguments.File($"templates-{name}.png"));
    }

    Arguments.Expect(svm.Accuracy > .2f && softmax.Accuracy > .2f, $"\nboth find more than chance does; wrote {arguments.File("templates-*.png")}");
    Arguments.Expect(narrow.Size < svm.Size && svm.Size < wide.Size, "a wider margin asks for larger weights");
    Arguments.Expect(squared.Size < softmax.Size && absolute.NearZero > Math.Max(softmax.NearZero, squared.NearZero) + .1f, "L2 makes weights small, L1 makes many of them nothing");
});

static Optimizer Descent() => new Sgd(2e-3f, momentum: .9f);

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
    /// <summary>What came of a linear classifier: the size of its weights, and the share of them below a hundredth of the largest.</summary>
    internal sealed record Row(Network Network, float Accuracy, float Size, float NearZero);

    /// <summary>Linear classifiers on the same data.</summary>
    internal sealed class Linear(Dataset training, Dataset test, int epochs)
    {
        public Row Fit<TNet>(string name, TNet net, Func<TNet, TrainingSession> start)
            where TNet : Network
        {
            using (TrainingSession session = start(net))
            {
                new Trainer(session) { Epochs = epochs, Schedule = LearningRateSchedule.Cosine(2e-3f) }.Fit(training);
            }

            using var evaluator = new Evaluator(net, test, Environment.ProcessorCount);
            float accuracy = evaluator.Evaluate().Accuracy;
            float[] sizes = Array.ConvertAll(net.Parameters["dense1.weight"].ToArray(), Math.Abs);
            float largest = sizes.Max();
            var row = new Row(net, accuracy, sizes.Average(), sizes.Count(size => size < .01f * largest) / (float)sizes.Length);
            Console.WriteLine($"{name,-44} {100 * accuracy,7:F1} %   {row.Size,8:F5}   {100 * row.NearZero,12:F1} %");
            return row;
        }
    }
}
