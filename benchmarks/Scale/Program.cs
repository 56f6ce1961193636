using System.Globalization;
using Espalier;
using Espalier.Scale;
using Espalier.SideBySide;
using Espalier.Training;

CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
if (args.Length != 1)
{
    Console.Error.WriteLine("usage: dotnet run --project benchmarks/Scale -c Release -- FOLDER\nWrites pictures of how time grows with batch, width, depth and steps to FOLDER.");
    return 2;
}

double peak = Peak.Measure(Peak.KernelBits);
Directory.CreateDirectory(args[0]);

// Operations of a forward pass, a multiplication and its addition counted as two; a step of training takes three times as many.
const double ConvolutionNet = 1.73e6;
int[] batches = [1, 2, 3, 4, 6, 8, 12, 16, 24, 32, 48, 64, 100, 128, 256];
Point[] batch = [.. batches.Select(count => Point.Of(count, count, ConvolutionNet, new Batches(1), (net, n) => net.StartTraining(new Sgd(1e-3f), n).Step))];
Draw("batch", "SimpleConvNet: samples of a batch", batch);

Draw("width", "three dense layers, batch 64: features of each", [
    Wide<Wide8>(8, (net, n) => net.StartTraining(new Sgd(1e-3f), n).Step), Wide<Wide16>(16, (net, n) => net.StartTraining(new Sgd(1e-3f), n).Step),
    Wide<Wide24>(24, (net, n) => net.StartTraining(new Sgd(1e-3f), n).Step), Wide<Wide32>(32, (net, n) => net.StartTraining(new Sgd(1e-3f), n).Step),
    Wide<Wide50>(50, (net, n) => net.StartTraining(new Sgd(1e-3f), n).Step), Wide<Wide64>(64, (net, n) => net.StartTraining(new Sgd(1e-3f), n).Step),
    Wide<Wide96>(96, (net, n) => net.StartTraining(new Sgd(1e-3f), n).Step), Wide<Wide128>(128, (net, n) => net.StartTraining(new Sgd(1e-3f), n).Step),
    Wide<Wide200>(200, (net, n) => net.StartTraining(new Sgd(1e-3f), n).Step), Wide<Wide256>(256, (net, n) => net.StartTraining(new Sgd(1e-3f), n).Step),
    Wide<Wide400>(400, (net, n) => net.StartTraining(new Sgd(1e-3f), n).Step), Wide<Wide512>(512, (net, n) => net.StartTraining(new Sgd(1e-3f), n).Step),
    Wide<Wide1024>(1024, (net, n) => net.StartTraining(new Sgd(1e-3f), n).Step)]);

Draw("depth", "dense layers of 64 features, batch 64: layers", [
    Deep<Deep1>(1, (net, n) => net.StartTraining(new Sgd(1e-3f), n).Step), Deep<Deep2>(2, (net, n) => net.StartTraining(new Sgd(1e-3f), n).Step),
    Deep<Deep4>(4, (net, n) => net.StartTraining(new Sgd(1e-3f), n).Step), Deep<Deep8>(8, (net, n) => net.StartTraining(new Sgd(1e-3f), n).Step),
    Deep<Deep16>(16, (net, n) => net.StartTraining(new Sgd(1e-3f), n).Step), Deep<Deep32>(32, (net, n) => net.StartTraining(new Sgd(1e-3f), n).Step),
    Deep<Deep64>(64, (net, n) => net.StartTraining(new Sgd(1e-3f), n).Step)]);

Draw("steps", "two convolutions along a sequence, batch 4: steps", [
    Long<Long16>(16, (net, n) => net.StartTraining(new Sgd(1e-3f), n).Step), Long<Long64>(64, (net, n) => net.StartTraining(new Sgd(1e-3f), n).Step),
    Long<Long256>(256, (net, n) => net.StartTraining(new Sgd(1e-3f), n).Step), Long<Long1024>(1024, (net, n) => net.StartTraining(new Sgd(1e-3f), n).Step),
    Long<Long4096>(4096, (net, n) => net.StartTraining(new Sgd(1e-3f), n).Step), Long<Long16384>(16384, (net, n) => net.StartTraining(new Sgd(1e-3f), n).Step)]);
return 0;

static Point Wide<T>(int width, Func<T, int, Step> train)
    where T : INetwork<T> => Point.Of(width, 64, 6.0 * width * width, T.Create(1), train);

static Point Deep<T>(int layers, Func<T, int, Step> train)
    where T : INetwork<T> => Point.Of(layers, 64, (2.0 * 64 * 64 * layers) + (2 * 64 * 10), T.Create(1), train);

static Point Long<T>(int steps, Func<T, int, Step> train)
    where T : INetwork<T> => Point.Of(steps, 4, steps * ((2.0 * 5 * 16 * 32) + (2.0 * 5 * 32 * 32)), T.Create(1), train);

void Draw(string name, string what, Point[] points)
{
    // All sizes take turns, so that what disturbs the machine for a moment does not stay with one of them.
    for (int round = 0; round < 4; round++)
    {
        Array.ForEach(points, point => point.Measure());
    }

    double[] sizes = [.. points.Select(point => (double)point.Size)];
    var plot = new LinePlot { Title = what, XLabel = what[(what.LastIndexOf(':') + 2)..], YLabel = "share of the peak of a core, %", LogX = true };
    plot.Add("prediction", sizes, [.. points.Select(point => 100 * point.Flops / point.Prediction / 1e3 / peak)], SeriesStyle.Dots);
    plot.Add("training", sizes, [.. points.Select(point => 300 * point.Flops / point.Training / 1e3 / peak)], SeriesStyle.Dots);
    plot.SaveSvg(Path.Combine(args[0], $"scale-{name}.svg"));
    foreach (Point point in points)
    {
        Console.WriteLine($"{name} {point.Size}: prediction {point.Prediction:f2} µs, training {point.Training:f2} µs");
    }
}

/// <summary>One step of training.</summary>
internal delegate float Step(ReadOnlySpan<float> input, ReadOnlySpan<int> labels);

/// <summary>The least times of a call for one size, in microseconds.</summary>
internal sealed class Point(int size, double flops, Action predict, Action train)
{
    public int Size => size;

    public double Flops => flops;

    public double Prediction { get; private set; } = double.PositiveInfinity;

    public double Training { get; private set; } = double.PositiveInfinity;

    public static Point Of<T>(int size, int batch, double flopsOfSample, T net, Func<T, int, Step> train)
        where T : INetwork
    {
        var random = new Random(1);
        float[] input = [.. Enumerable.Range(0, batch * net.Description.InputLength).Select(_ => random.NextSingle() - 0.5f)];
        float[] output = new float[batch * net.Description.OutputLength];
        int[] labels = [.. Enumerable.Range(0, batch).Select(i => i % net.Description.OutputLength)];
        Step step = train(net, batch);
        return new Point(size, batch * flopsOfSample, () => net.Predict(input, output), () => step(input, labels));
    }

    /// <summary>Times the calls; what earlier rounds found counts, too.</summary>
    public void Measure()
    {
        Prediction = Math.Min(Prediction, Stopwatches.Least(predict, 0.25));
        Training = Math.Min(Training, Stopwatches.Least(train, 0.25));
    }
}
