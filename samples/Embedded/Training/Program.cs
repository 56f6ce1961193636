// Makes what the app embeds: PocketNet's weights, and ten pictures that it has not seen.
using System.Globalization;
using Espalier;
using Espalier.Training;
using Samples.Embedded;

CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
string folder = args.Length > 0 ? args[0] : Path.Combine("samples", "Embedded", "Resources");
if (!Directory.Exists(folder))
{
    Console.Error.WriteLine($"There is no folder '{folder}'. Run this in the repository's root, or give the folder as an argument.");
    return 1;
}

const int Epochs = 4;
const float Rate = 2e-3f;
ImageDataset training = SyntheticDigits.Draw(30_000, seed: 1);
ImageDataset test = SyntheticDigits.Draw(5_000, seed: 2);

PocketNet net = new(seed: 1);
DataLoader batches = new(training, batchSize: 64, seed: 1);
using (PocketNet.Session session = net.StartTraining(new Adam(Rate), batches.BatchSize, Environment.ProcessorCount))
{
    int total = Epochs * batches.BatchesPerEpoch;
    for (int epoch = 0; epoch < Epochs; epoch++)
    {
        double sum = 0;
        batches.Start(epoch);
        while (batches.Next())
        {
            session.LearningRate = Rate * (1 - session.Steps / (float)total);
            sum += session.Step(batches.Inputs, batches.Labels);
        }

        Console.WriteLine($"epoch {epoch + 1}  loss {sum / batches.BatchesPerEpoch:F4}");
    }
}

// One picture of each digit, rounded to the greys of the text file before the network is asked.
string pictures = string.Concat(Enumerable.Range(0, 10)
    .Select(digit => Enumerable.Range(0, test.Count).First(index => test.Label(index) == digit))
    .Select(index => Pictures.Format(test.Label(index), Pixels(index))));
int right = Enumerable.Range(0, test.Count).Count(index => net.Classify(Pixels(index)) == test.Label(index));
Console.WriteLine($"test accuracy {100.0 * right / test.Count:F2} %");
foreach ((int label, float[] pixels) in Pictures.Read(new StringReader(pictures)))
{
    if (net.Classify(pixels) != label)
    {
        Console.Error.WriteLine($"The picture of a {label} is read as {net.Classify(pixels)}; nothing was written.");
        return 1;
    }
}

net.Save(Path.Combine(folder, "pocket.safetensors"));
File.WriteAllText(Path.Combine(folder, "digits.txt"), pictures);
return 0;

float[] Pixels(int index)
{
    float[] pixels = new float[test.InputLength];
    test.CopyInput(index, pixels);
    return pixels;
}
