// Learns a text character by character and writes more of it.
using System.Globalization;
using System.Text;
using Espalier;
using Espalier.Training;
using Samples.CharModel;

CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
Console.OutputEncoding = Encoding.UTF8;
try
{
    Options options = Options.Parse(args);
    if (options.Help)
    {
        Console.WriteLine(Options.Usage);
        return 0;
    }

    Directory.CreateDirectory(options.Out);
    return Run(options);
}
catch (Exception mistake) when (mistake is FormatException or DirectoryNotFoundException)
{
    Console.Error.WriteLine(mistake.Message);
    return 2;
}
catch (Exception failure) when (failure is IOException or InvalidDataException or UnauthorizedAccessException)
{
    Console.Error.WriteLine(failure.Message);
    return 1;
}

static int Run(Options options)
{
    const int Batch = 32;
    const string Start = "\n\n";                     // between two speakers
    Text text = Text.Read(options.Smoke ? null : DataFolder.Find(options.Data), options.Smoke);
    bool isReal = text.Name == "Tiny Shakespeare";
    int steps = options.Steps ?? (options.Smoke ? 120 : isReal ? 9_000 : 1_500);
    Console.WriteLine($"{text.Name}: {text.Training.Length:N0} characters to learn and {text.Validation.Length:N0} to validate, {text.Characters.Count} of them different\n");

    float rate = options.Net == "transformer" ? 1e-3f : 4e-3f;
    var optimizer = new Adam(rate) { Clip = Clipping.ByNorm(5) };
    (Network network, TrainingSession session) = options.Net switch
    {
        "gru" => Begin(new GruNet(options.Seed), net => net.StartTraining(optimizer, Batch, options.Threads, options.Seed)),
        "transformer" => Begin(new TransformerNet(options.Seed), net => net.StartTraining(optimizer, Batch, options.Threads, options.Seed)),
        _ => Begin(new LstmNet(options.Seed), net => net.StartTraining(optimizer, Batch, options.Threads, options.Seed)),
    };
    using TrainingSession training = session;
    string checkpoint = Path.Combine(options.Out, options.Net + ".training.safetensors");
    if (options.Resume && File.Exists(checkpoint))
    {
        training.Load(checkpoint);
        Console.WriteLine($"goes on after step {training.Steps:N0}");
    }

    var model = new Model(network, text);
    LearningRateSchedule schedule = LearningRateSchedule.Cosine(rate);
    float[] tokens = new float[Batch * Text.Steps];
    int[] labels = new int[Batch * Text.Steps];
    var bar = new ProgressBar(steps, training.Steps);
    int pause = Math.Max(1, steps / 6);
    double first = 0;
    using var ctrlC = new ConsoleCancellation();
    while (training.Steps < steps && !ctrlC.Token.IsCancellationRequested)
    {
        training.LearningRate = schedule.Rate(new RunPosition(training.Steps, steps));
        model.Draw(training.Steps, options.Seed, tokens, labels);
        float loss = training.ForwardPacked(tokens, labels, []);
        training.Backward();
        training.Update();
        first = first == 0 ? loss : first;
        bar.Show(training.Steps, loss);
        if (training.Steps % pause == 0 && training.Steps < steps)
        {
            training.Save(checkpoint);
            bar.Break($"step {training.Steps:N0}: validation loss {model.Validate(options.Threads, most: 320):F3} nats on a part of the text\n{Indented(model.Write(Start, 160, options.Temperature, options.Seed))}");
        }
    }

    training.Save(checkpoint);
    if (training.Steps < steps)
    {
        bar.Break($"interrupted after step {training.Steps:N0}; {checkpoint} holds the run, and --resume goes on with it");
        return 1;
    }

    network.Save(Path.Combine(options.Out, options.Net + ".safetensors"));
    bar.Break($"{steps:N0} steps in {bar.Elapsed.TotalSeconds:F0} s on {options.Threads} threads\n\n{model.Write(Start, options.Write, options.Temperature, options.Seed).Trim()}\n");
    double validation = model.Validate(options.Threads);
    Console.WriteLine($"validation loss {validation:F2} nats");
    return options.Smoke && first > 0 && !(validation < first - 0.5) ? throw new InvalidDataException($"The loss should have fallen from {first:F2} by more than half a nat.") : 0;
}

static (Network, TrainingSession) Begin<TNetwork>(TNetwork network, Func<TNetwork, TrainingSession> start)
    where TNetwork : Network => (network, start(network));

static string Indented(string text) => "    " + text.Trim().Replace("\n", "\n    ", StringComparison.Ordinal) + "\n";
