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
    ImageDataset test = real ? Mnist.LoadTest(arguments.Data!) : SyntheticDigits.Draw(1000, seed: 2);
    int threads = Math.Min(Environment.ProcessorCount, 4);

    var first = new DigitNet(seed: 1);
    using (DigitNet.Session session = first.StartTraining(new Adam(1e-3f), batchSize: 64, threads))
    {
        new Trainer(session) { Epochs = 3 }.Fit(Digits(training, 0));
    }

    string file = arguments.File("digits0to4.safetensors");
    first.Save(file);
    FeatureDataset later = Digits(training, 5);
    FeatureDataset laterTest = Digits(test, 5);
    Console.WriteLine($"{(real ? "MNIST" : "drawn digits")}: accuracy on new digits 5 … 9, by the number of samples to learn from; means over {Draws} draws of them\n");
    Console.WriteLine("samples     afresh   transferred");
    float gain = 0;
    foreach (int count in arguments.Smoke ? [50] : new[] { 10, 25, 50, 100, 250, 1000 })
    {
        float afresh = 0;
        float transferred = 0;
        for (int draw = 0; draw < Draws; draw++)
        {
            Dataset few = Splits.Random(later, 1 - ((double)count / later.Count), seed: draw).Training;
            afresh += Fit(new DigitNet(seed: 2 + draw), few, laterTest, freeze: false) / Draws;
            var net = new DigitNet(seed: 2 + draw);
            Espalier.Training.Transfer.Load(file, net.Parameters, except: ["Dense2"]);
            transferred += Fit(net, few, laterTest, freeze: true) / Draws;
        }

        gain = Math.Max(gain, transferred - afresh);
        Console.WriteLine($"{count,7}    {100 * afresh,5:F1} %       {100 * transferred,5:F1} %");
    }

    Arguments.Expect(arguments.Smoke || gain > .01f, "\nthe convolution was frozen, the head replaced");
});

static float Fit(DigitNet net, Dataset few, Dataset test, bool freeze)
{
    using DigitNet.Session session = net.StartTraining(new Adam(1e-3f), batchSize: Math.Min(16, few.Count));
    if (freeze)
    {
        // The convolution stays, and what was learnt behind it moves little, so that few samples do not undo it.
        session.Freeze("Conv1");
        session.Groups = [new ParameterGroup("Dense1", rateFactor: .3f)];
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
    [Dense(64)] [ReLU]
    [Dense(5)]
    [SoftmaxCrossEntropy]
    public sealed partial class DigitNet;
}
