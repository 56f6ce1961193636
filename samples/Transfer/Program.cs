// What was learnt on the digits 0 to 4 helps with 5 to 9, where few samples of them are at hand.
using Espalier;
using Espalier.Training;
using Samples;
using Samples.Transfer;

const int Draws = 5;

return Arguments.Run(args, "Transfer from the digits 0 … 4 to the digits 5 … 9.", arguments =>
{
    bool real = arguments.Data is not null && Mnist.IsIn(arguments.Data);
    ImageDataset training = real ? Mnist.LoadTrain(arguments.Data!) : SyntheticDigits.Draw(arguments.Smoke ? 12_000 : 30_000, seed: 1);
    ImageDataset test = real ? Mnist.LoadTest(arguments.Data!) : SyntheticDigits.Draw(2000, seed: 2);
    int threads = Math.Min(Environment.ProcessorCount, 4);

    // Digits that are turned, scaled and shifted too, so that the filters are not made for a few of them alone.
    var first = new DigitNet(seed: 1);
    using (DigitNet.Session session = first.StartTraining(new Adam(1e-3f), batchSize: 64, threads))
    {
        new Trainer(session) { Epochs = 2 }.Fit(Digits(training, 0).Augmented(Augmentation.Warp(degrees: 10, scale: .1f, shift: .1f)));
    }

    string file = arguments.File("digits0to4.safetensors");
    first.Save(file);
    FeatureDataset later = Digits(training, 5);
    FeatureDataset laterTest = Digits(test, 5);
    Console.WriteLine($"{(real ? "MNIST" : "drawn digits")}: accuracy on new digits 5 … 9, by the number of samples to learn from; means over {Draws} draws of them\n");
    Console.WriteLine("samples     afresh   transferred");
    int[] counts = arguments.Smoke ? [25, 50] : [10, 25, 50, 100, 250, 1000];
    float[] afresh = new float[counts.Length], transferred = new float[counts.Length];
    for (int i = 0; i < counts.Length; i++)
    {
        for (int draw = 0; draw < Draws; draw++)
        {
            Dataset few = Splits.Stratified(later, 1 - ((double)counts[i] / later.Count), seed: draw).Training;
            afresh[i] += Fit(new DigitNet(seed: 2 + draw), few, laterTest, isTransferred: false) / Draws;
            var net = new DigitNet(seed: 2 + draw);
            Espalier.Training.Transfer.Load(file, net.Parameters, except: ["Dense2"]);
            transferred[i] += Fit(net, few, laterTest, isTransferred: true) / Draws;
        }

        Console.WriteLine($"{counts[i],7}    {100 * afresh[i],5:F1} %       {100 * transferred[i],5:F1} %");
    }

    int at50 = Array.IndexOf(counts, 50);
    Arguments.Expect(Array.TrueForAll([.. Enumerable.Range(0, at50 + 1)], i => transferred[i] > afresh[i] + .01f), "\nwith 50 samples and fewer, what was learnt before is worth more than a point each time");
});

static float Fit(DigitNet net, Dataset few, Dataset test, bool isTransferred)
{
    using DigitNet.Session session = net.StartTraining(new Adam(1e-3f), batchSize: Math.Min(16, few.Count));
    if (isTransferred)
    {
        // The filters stay as they are, and what was learnt behind them moves at half the rate of the new head.
        session.Freeze("Conv*");
        session.Groups = [new ParameterGroup("Dense2", rateFactor: 2)];
    }

    new Trainer(session) { Steps = 300 }.Fit(few);
    using var evaluator = new Evaluator(net, test);
    return evaluator.Evaluate().Accuracy;
}

// Five digits, numbered from 0.
static FeatureDataset Digits(ImageDataset images, int first)
{
    int[] indices = [.. Enumerable.Range(0, images.Count).Where(i => images.Label(i) >= first && images.Label(i) < first + 5)];
    float[] pixels = new float[indices.Length * images.InputLength];
    for (int i = 0; i < indices.Length; i++)
    {
        images.CopyInput(indices[i], pixels.AsSpan(i * images.InputLength, images.InputLength));
    }

    return new FeatureDataset(images.Shape, pixels, Array.ConvertAll(indices, i => images.Label(i) - first), 5);
}

namespace Samples.Transfer
{
    /// <summary>Five digits.</summary>
    [Network]
    [Input(channels: 1, height: 28, width: 28)]
    [Conv2D(16, kernel: 5)] [ReLU] [MaxPool2D(2)]
    [Conv2D(32, kernel: 5)] [ReLU] [MaxPool2D(2)]
    [Dense(64)] [ReLU]
    [Dense(5)]
    [SoftmaxCrossEntropy]
    public sealed partial class DigitNet;
}
