// Declares a network, trains it on digits, saves it, and shows what it reads.
using System.Globalization;
using System.Text;
using Espalier;
using Espalier.Training;
using Samples.Digits;

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

    (ImageDataset training, ImageDataset test, string origin) = Data(options);
    return options.Convolutional
        ? Run(options, training, test, $"DigitNet, {origin}", 2e-3f, falling: true, (DigitNet net) => net.StartTraining(new Adam(2e-3f), batchSize: 64, options.Threads, options.Seed))
        : Run(options, training, test, $"TwoLayerNet, {origin}", .1f, falling: false, (TwoLayerNet net) => net.StartTraining(new Sgd(.1f), batchSize: 100, options.Threads, options.Seed));
}
catch (Exception mistake) when (mistake is FormatException or DirectoryNotFoundException)
{
    Console.Error.WriteLine(mistake.Message);
    Console.Error.WriteLine("--help lists the options.");
    return 2;
}
catch (Exception failure) when (failure is IOException or InvalidDataException or UnauthorizedAccessException or NonFiniteLossException)
{
    Console.Error.WriteLine(failure.Message);
    return 1;
}

static (ImageDataset Training, ImageDataset Test, string Origin) Data(Options options)
{
    DataFolder? folder = options.Smoke ? null : DataFolder.Find(options.Data);
    bool real = folder is not null && (options.Data is not null || Mnist.IsIn(folder));
    ImageDataset training = real ? Mnist.LoadTrain(folder!) : SyntheticDigits.Draw(options.Smoke ? 8_000 : 60_000, options.Seed);
    ImageDataset test = real ? Mnist.LoadTest(folder!) : SyntheticDigits.Draw(options.Smoke ? 1_000 : 10_000, options.Seed + 1);
    string origin = real ? "MNIST" : "drawn digits";
    Console.WriteLine($"{training.Count} training and {test.Count} test images: {(real ? $"MNIST from {folder}" : "drawn, for no MNIST was asked for or found")}");
    if (!options.Standardise)
    {
        return (training, test, origin);
    }

    Normalization normalization = Normalization.Fit(training);
    return (training.With(normalization), test.With(normalization), $"{origin}, standardised");
}

static int Run<TNet>(Options options, ImageDataset training, ImageDataset test, string title, float rate, bool falling, Func<TNet, ClassificationSession> start)
    where TNet : Network, INetwork<TNet>
{
    Directory.CreateDirectory(options.Out);
    string weights = Path.Combine(options.Out, "digits.safetensors");
    string curve = Path.Combine(options.Out, "digits-loss.svg");
    string checkpoint = Path.Combine(options.Out, "digits.checkpoint");
    TNet net = TNet.Create(options.Seed);
    Console.WriteLine(TNet.Summary);
    TrainingHistory history;
    using (ClassificationSession session = start(net))
    using (var ctrlC = new ConsoleCancellation())
    {
        var trainer = new Trainer(session)
        {
            Epochs = options.Epochs ?? (options.Smoke ? 2 : 4),
            Steps = options.Convolutional || options.Smoke || options.Epochs is not null ? null : 10_000,
            Schedule = falling ? LearningRateSchedule.Linear(rate) : LearningRateSchedule.Constant(rate),
            Seed = options.Seed,
            Callbacks = [new ConsoleProgress(validationName: "test")],
            Checkpoint = new Checkpoint(checkpoint) { Resume = options.Resume },
        };
        history = trainer.Fit(training, test, ctrlC.Token);
    }

    if (history.Outcome == FitOutcome.Cancelled)
    {
        Console.WriteLine($"interrupted after step {history.Steps}; {checkpoint} holds the run, and --resume goes on with it");
        return 1;
    }

    File.Delete(checkpoint);
    net.Save(weights);
    LossCurve.Of(history, title, "test").SaveSvg(curve);
    Console.WriteLine($"wrote {weights} and {curve}");

    // What counts is the network that others will load.
    using var evaluator = new Evaluator(TNet.Load(weights), test, options.Threads);
    Evaluation result = evaluator.Evaluate();
    Show(test, evaluator.Predictions);
    Console.WriteLine($"test accuracy {100 * result.Accuracy:F2} %");
    Console.WriteLine($"time {history.Time.TotalSeconds:F1} s");
    Console.WriteLine($"allocated per step {history.AllocatedPerStep:0.##} bytes");
    return 0;
}

// Two rows: the first digits, and the first that were misread.
static void Show(ImageDataset test, ReadOnlySpan<int> predictions)
{
    const int PerRow = 3;
    List<int> wrong = [];
    for (int i = 0; i < test.Count && wrong.Count < PerRow; i++)
    {
        if (predictions[i] != test.Label(i))
        {
            wrong.Add(i);
        }
    }

    foreach (int[] row in (int[][])[[0, 1, 2], [.. wrong]])
    {
        string[] captions = new string[row.Length];
        for (int i = 0; i < row.Length; i++)
        {
            int label = test.Label(row[i]);
            int answer = predictions[row[i]];
            captions[i] = answer == label ? $"reads {answer}" : $"reads {answer}, is {label}";
        }

        foreach (string line in TerminalImage.Row(test, row, captions, crop: 2))
        {
            Console.WriteLine(line);
        }
    }
}
