// Learns a text character by character and writes more of it.
using System.Diagnostics;
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
    Text text = Text.Read(options.Smoke ? null : DataFolder.Find(options.Data), options.Smoke);
    bool isReal = text.Name == "Tiny Shakespeare";
    int steps = options.Steps ?? (options.Smoke ? 120 : isReal ? 9_000 : 1_500);
    Console.WriteLine($"{text.Name}: {text.Training.Length:N0} characters to learn and {text.Validation.Length:N0} to validate, {text.Characters.Count} of them different\n");

    var optimizer = new Adam(4e-3f) { Clip = Clipping.ByNorm(5) };
    Network network = options.Net == "gru" ? new GruNet(options.Seed) : new LstmNet(options.Seed);
    using TrainingSession training = network is GruNet gru
        ? gru.StartTraining(optimizer, Batch, options.Threads, options.Seed)
        : ((LstmNet)network).StartTraining(optimizer, Batch, options.Threads, options.Seed);
    string checkpoint = Path.Combine(options.Out, options.Net + ".training.safetensors");
    if (options.Resume && File.Exists(checkpoint))
    {
        training.Load(checkpoint);
        Console.WriteLine($"goes on after step {training.Steps:N0}");
    }

    var model = new Model(network, text);
    LearningRateSchedule schedule = LearningRateSchedule.Cosine(4e-3f);
    float[] tokens = new float[Batch * Text.Steps];
    int[] labels = new int[Batch * Text.Steps];
    var bar = new ProgressBar(steps, training.Steps);
    int pause = Math.Max(1, steps / 6);
    double first = 0;
    while (training.Steps < steps)
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
            bar.Break($"step {training.Steps:N0}: validation loss {model.Validate(options.Threads, most: 320):F3} nats on a part of the text\n{Indented(model.Write("\n", 160, options.Temperature, options.Seed))}");
        }
    }

    training.Save(checkpoint);
    network.Save(Path.Combine(options.Out, options.Net + ".safetensors"));
    bar.Break($"{steps:N0} steps in {bar.Elapsed.TotalSeconds:F0} s on {options.Threads} threads\n\n{model.Write("\n", options.Write, options.Temperature, options.Seed).Trim()}\n");
    double validation = model.Validate(options.Threads);
    Console.WriteLine($"validation loss {validation:F2} nats");
    return options.Smoke && !(validation < first - 0.5) ? throw new InvalidDataException($"The loss should have fallen from {first:F2} by more than half a nat.") : 0;
}

static string Indented(string text) => "    " + text.Trim().Replace("\n", "\n    ", StringComparison.Ordinal) + "\n";

/// <summary>A bar on one line of a terminal; in a file or a pipe a line now and then.</summary>
internal sealed class ProgressBar(long steps, long done)
{
    private const int Width = 30;
    private readonly Stopwatch _time = Stopwatch.StartNew();
    private readonly bool _isPlain = Console.IsOutputRedirected;
    private double _loss;
    private long _shown;

    public TimeSpan Elapsed => _time.Elapsed;

    public void Show(long step, float loss)
    {
        _loss = _loss == 0 ? loss : (0.98 * _loss) + (0.02 * loss);
        long now = _isPlain ? step * 20 / steps : _time.ElapsedMilliseconds / 100;
        if (now == _shown && step < steps)
        {
            return;
        }

        _shown = now;
        int full = (int)(step * Width / steps);
        TimeSpan left = _time.Elapsed * ((double)(steps - step) / Math.Max(1, step - done));
        string line = $"{new string('█', full)}{new string('░', Width - full)} {100 * step / steps,3} %  loss {_loss:F3}  {left:m\\:ss} left";
        Console.Write(_isPlain ? line + "\n" : "\r" + line + "  ");
    }

    /// <summary>Writes something between.</summary>
    public void Break(string text) => Console.WriteLine((_isPlain ? "" : "\r" + new string(' ', Width + 40) + "\r") + text);
}
