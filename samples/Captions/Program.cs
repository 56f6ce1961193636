// A network that says what a picture shows: it learns from pictures that are drawn as it goes, and is asked about new ones.
using Espalier;
using Espalier.Training;
using Samples;
using Samples.Captions;

return Arguments.Run(args, "Captions: a convolutional network sees, an LSTM writes.", arguments =>
{
    const int Batch = 64;
    int steps = arguments.Smoke ? 1000 : 6000, count = arguments.Smoke ? 300 : 2000;
    Scene[] unseen = Scenes(seed: 2, count);

    var net = new CaptionNet(seed: 1);
    Console.WriteLine(CaptionNet.Summary);
    using CaptionNet.Session session = net.StartTraining(new Adam(2e-3f) { Clip = Clipping.ByNorm(5) }, Batch, threads: Math.Min(2, Environment.ProcessorCount));
    float[] pictures = new float[Batch * 3 * Scene.Size * Scene.Size];
    int[] words = new int[Batch * Words.Steps], labels = new int[Batch * Words.Steps];
    var random = new Random(1);
    double mean = 0;
    for (int step = 1; step <= steps; step++)
    {
        for (int i = 0; i < Batch; i++)
        {
            // No picture comes twice, so that there is none to learn by heart.
            Scene scene = Scene.Draw(random);
            scene.Pixels.CopyTo(pictures.AsSpan(i * scene.Pixels.Length));
            Words.Write(scene.Caption, words.AsSpan(i * Words.Steps, Words.Steps), labels.AsSpan(i * Words.Steps, Words.Steps));
        }

        session.LearningRate = 2e-3f * (1 - ((step - 1) / (float)steps));
        mean += session.Step(pictures, words, labels);
        if (step % (steps / 10) == 0)
        {
            Console.WriteLine($"step {step,5}   loss {mean / (steps / 10):0.0000} nats a word");
            mean = 0;
        }
    }

    string[] captions = Captions(net, unseen);
    int right = captions.Zip(unseen, (caption, scene) => caption == scene.Caption).Count(same => same);
    Console.WriteLine();
    for (int i = 0; i < 8; i++)
    {
        Console.WriteLine($"{(captions[i] == unseen[i].Caption ? "right" : "WRONG")}   {captions[i]}{(captions[i] == unseen[i].Caption ? "" : $"   (it is: {unseen[i].Caption})")}");
    }

    Directory.CreateDirectory(arguments.Out);
    string sheet = Path.Combine(arguments.Out, "captions.png");
    CaptionSheet.Draw(unseen[..24], captions[..24]).SavePng(sheet);
    Console.WriteLine($"\n{sheet}: the first 24, a frame in green where the caption is right and in red where it is not");
    Console.WriteLine($"{100.0 * right / unseen.Length:0.0} % of {unseen.Length} pictures that it has not seen are described without a mistake");
    if (right < (arguments.Smoke ? 0.5 : 0.965) * unseen.Length)
    {
        throw new InvalidDataException("That is too few.");
    }
});

static Scene[] Scenes(int seed, int count)
{
    var random = new Random(seed);
    return [.. Enumerable.Range(0, count).Select(_ => Scene.Draw(random))];
}

static string[] Captions(CaptionNet net, Scene[] scenes) =>
    [.. scenes.Chunk(100).SelectMany(some => Words.Read(net, some.SelectMany(scene => scene.Pixels).ToArray(), some.Length))];
