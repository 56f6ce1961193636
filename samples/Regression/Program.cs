// Linear regression by steps and at one stroke; polynomials that fit too little, enough and too much.
using Espalier;
using Espalier.Training;
using Espalier.Training.Baselines;
using Samples;
using Samples.Regression;

return Arguments.Run(args, "Linear regression, and polynomials that under- and over-fit.", arguments =>
{
    Line();
    Polynomials(arguments);
});

// y = 2·x₁ − 3.4·x₂ + 4.2 + noise, as in "Dive into Deep Learning".
static void Line()
{
    var random = new SeededRandom(1);
    float[] inputs = new float[2000];
    float[] targets = new float[1000];
    for (int i = 0; i < targets.Length; i++)
    {
        (inputs[2 * i], inputs[(2 * i) + 1]) = (random.NextNormal(), random.NextNormal());
        targets[i] = (2 * inputs[2 * i]) - (3.4f * inputs[(2 * i) + 1]) + 4.2f + (.01f * random.NextNormal());
    }

    var data = new FeatureDataset([2], inputs, targets);
    LinearRegression exact = LinearRegression.Fit(data);
    var net = new LineNet(seed: 1);
    using (var session = net.StartTraining(new Sgd(.03f), batchSize: 10))
    {
        new Trainer(session) { Epochs = 3 }.Fit(data);
    }

    float[] found = [net.Dense1.Weight[0, 0], net.Dense1.Weight[0, 1], net.Dense1.Bias[0]];
    Console.WriteLine("                       w₁        w₂         b");
    Console.WriteLine("true               2.0000   -3.4000    4.2000");
    Console.WriteLine($"normal equations {exact.Weights[0, 0],8:F4}  {exact.Weights[0, 1],8:F4}  {exact.Biases[0],8:F4}");
    Arguments.Expect(Math.Abs(found[0] - 2) < .01f && Math.Abs(found[1] + 3.4f) < .01f && Math.Abs(found[2] - 4.2f) < .01f, $"three epochs       {found[0],6:F4}  {found[1],8:F4}  {found[2],8:F4}\n");
}

// y = 5 + 1.2·x − 3.4·x²/2! + 5.6·x³/3! + noise of deviation 0.1; the features are xⁿ/n!, as in the book.
static void Polynomials(Arguments arguments)
{
    FeatureDataset training = Powers(100, seed: 2);
    FeatureDataset test = Powers(100, seed: 3);
    double few = Error(training, test, 2, 0, 100);
    double right = Error(training, test, 4, 0, 100);
    double many = Error(training, test, 20, 0, 22);
    double decayed = Error(training, test, 20, .05, 22);
    Console.WriteLine("mean squared error on 100 new points");
    Console.WriteLine($"  degree  1, 100 points               {few,9:F4}   too little");
    Console.WriteLine($"  degree  3, 100 points               {right,9:F4}   as the points were made");
    Console.WriteLine($"  degree 19,  22 points               {many,9:F4}   too much");
    Arguments.Expect(few > 10 * right && many > 2 * right && decayed < many, $"  degree 19,  22 points, weight decay {decayed,9:F4}   less of it\n");
    Degrees(training, arguments);
}

// Which degree? Five folds of the training points say so, without a look at the test points.
static void Degrees(FeatureDataset training, Arguments arguments)
{
    FeatureDataset few = training.First(30).InMemory();
    double[] degrees = [.. Enumerable.Range(0, 11).Select(degree => (double)degree)];
    double[] fitted = [.. degrees.Select(degree => Error(few, few, (int)degree + 1, 1e-9, few.Count))];
    double[] folds = [.. degrees.Select(degree => Splits.Folds(few, 5, seed: 1).Average(fold => Error(fold.Training.InMemory(), fold.Validation.InMemory(), (int)degree + 1, 1e-9, fold.Training.Count)))];
    int best = Array.IndexOf(folds, folds.Min());
    var plot = new LinePlot { Title = "Polynomials on 30 points, five folds", XLabel = "degree", YLabel = "mean squared error", LogY = true };
    plot.Add("points fitted", degrees, fitted, SeriesStyle.Dots);
    plot.Add("points left out", degrees, folds, SeriesStyle.Dots);
    plot.SaveSvg(arguments.File("polynomials.svg"));
    Arguments.Expect(best is >= 3 and <= 5, $"five folds of 30 points choose degree {best}; wrote {arguments.File("polynomials.svg")}");
}

static FeatureDataset Powers(int count, int seed)
{
    var random = new SeededRandom(seed);
    float[] features = new float[20 * count];
    float[] targets = new float[count];
    for (int i = 0; i < count; i++)
    {
        double x = random.NextNormal();
        double power = 1;
        for (int n = 0; n < 20; n++)
        {
            power *= n == 0 ? 1 : x / n;
            features[(20 * i) + n] = (float)power;
        }

        targets[i] = (float)(5 + (1.2 * x) - (3.4 * x * x / 2) + (5.6 * x * x * x / 6) + (.1 * random.NextNormal()));
    }

    return new FeatureDataset([20], features, targets);
}

// By the normal equations on the first powers without the constant, which the bias is; standardised, so that one penalty fits all.
static double Error(FeatureDataset training, FeatureDataset test, int powers, double ridge, int points)
{
    if (powers == 1)
    {
        double mean = Enumerable.Range(0, points).Average(i => Target(training, i));
        return Enumerable.Range(0, test.Count).Average(i => Math.Pow(Target(test, i) - mean, 2));
    }

    FeatureDataset reduced = Reduced(training.First(points).InMemory(), powers);
    FeatureScaling scaling = FeatureScaling.Standardize(reduced);
    LinearRegression line = LinearRegression.Fit(reduced.With(scaling), Math.Max(ridge, 1e-9));
    Dataset points2 = Reduced(test, powers).With(scaling);
    float[] sample = new float[powers - 1];
    float[] output = new float[1];
    return Enumerable.Range(0, test.Count).Average(i =>
    {
        points2.CopyInput(i, sample);
        line.Predict(sample, output);
        return Math.Pow(Target(test, i) - output[0], 2);
    });
}

static FeatureDataset Reduced(FeatureDataset data, int powers)
{
    float[] features = new float[data.Count * (powers - 1)];
    float[] sample = new float[data.InputLength];
    for (int i = 0; i < data.Count; i++)
    {
        data.CopyInput(i, sample);
        sample.AsSpan(1, powers - 1).CopyTo(features.AsSpan(i * (powers - 1)));
    }

    return new FeatureDataset([powers - 1], features, [.. Enumerable.Range(0, data.Count).Select(i => Target(data, i))]);
}

static float Target(FeatureDataset data, int index)
{
    float[] target = new float[1];
    data.CopyTarget(index, target);
    return target[0];
}

namespace Samples.Regression
{
    /// <summary>A line over two inputs.</summary>
    [Network]
    [Input(2)]
    [Dense(1)]
    [MeanSquaredError]
    public sealed partial class LineNet;
}
