namespace Espalier.EndToEnd.Tests.Reference;

/// <summary>A loss at work on one batch.</summary>
/// <param name="Layer">The declaration.</param>
/// <param name="Output">What the loss reads.</param>
/// <param name="Targets">What it compares with, where that is numbers: in the order of the output.</param>
/// <param name="Labels">What it compares with, where that is classes: one a sample, a step or a pixel.</param>
internal sealed record LossRun(DeclaredLayer Layer, Batch Output, float[] Targets, int[] Labels)
{
    /// <summary>How many samples there are, also where their steps stand as samples of their own.</summary>
    public int Samples { get; init; } = Output.Count;

    /// <summary>The scores of each sample, step or pixel.</summary>
    public IEnumerable<double[]> Rows =>
        from n in Enumerable.Range(0, Output.Count)
        from y in Enumerable.Range(0, Output.Height)
        from x in Enumerable.Range(0, Output.Width)
        select Enumerable.Range(0, Output.Channels).Select(c => Output[n, c, y, x]).ToArray();

    /// <summary>The loss of the steps that count alone, each as a sample of its own.</summary>
    public LossRun Counted()
    {
        double[] lengths = Output.Lengths;
        if (lengths.Length == 0)
        {
            return this;
        }

        int steps = Output.Width, features = Output.Channels;
        int[] rows = [.. Enumerable.Range(0, Output.Count * steps).Where(row => row % steps < lengths[row / steps])];
        return new LossRun(
            Layer,
            new Batch(rows.Length, [1, features], [.. rows.SelectMany(row => Output.Values[(row * features)..((row + 1) * features)])]),
            Targets.Length == 0 ? [] : [.. rows.SelectMany(row => Targets[(row * features)..((row + 1) * features)])],
            Labels.Length == 0 ? [] : [.. rows.Select(row => Labels[row])]) { Samples = Output.Count };
    }

    /// <summary>The weight of each class, 1 where none is declared.</summary>
    public double ClassWeight(int label) => Layer.Numbers("classWeights") is { Length: > 0 } weights ? weights[label] : 1;

    /// <summary>The mean over all values of a function of output and target.</summary>
    public double Mean(Func<double, double, double> loss) => Output.Values.Zip(Targets, (value, target) => loss(value, target)).Average();
}

/// <summary>The definition of every loss in double: the mean over the batch, one method a kind, found by its name.</summary>
internal static class ReferenceLosses
{
    /// <summary>The method that computes a kind of loss; null where the kind is no loss.</summary>
    public static Func<LossRun, double>? Find(string kind) =>
        typeof(ReferenceLosses).GetMethod(kind, [typeof(LossRun)])?.CreateDelegate<Func<LossRun, double>>();

    public static bool TakesLabels(DeclaredLayer loss) =>
        loss.Kind == "MulticlassHinge" || (loss.Kind == "SoftmaxCrossEntropy" && !loss.Flag("distributions"));

    public static double MeanSquaredError(LossRun run) => run.Mean((value, target) => Math.Pow(value - target, 2));

    public static double MeanAbsoluteError(LossRun run) => run.Mean((value, target) => Math.Abs(value - target));

    public static double Huber(LossRun run)
    {
        double delta = run.Layer.Number("delta");
        return run.Mean((value, target) => Math.Abs(value - target) <= delta
            ? Math.Pow(value - target, 2) / 2
            : delta * (Math.Abs(value - target) - delta / 2));
    }

    public static double SmoothL1(LossRun run)
    {
        double beta = run.Layer.Number("beta");
        return run.Mean((value, target) => Math.Abs(value - target) < beta
            ? Math.Pow(value - target, 2) / (2 * beta)
            : Math.Abs(value - target) - beta / 2);
    }

    public static double KullbackLeibler(LossRun run) =>
        run.Output.Values.Zip(run.Targets, (value, target) => target == 0 ? 0 : target * (Math.Log(target) - value)).Sum() / run.Samples;

    public static double BinaryCrossEntropy(LossRun run)
    {
        double[] weights = run.Layer.Numbers("positiveWeights");
        Batch output = run.Output;
        double sum = 0;
        for (int i = 0; i < output.Values.Length; i++)
        {
            int position = i % output.Length;
            int channel = output.Shape.Length == 3 ? position / output.Pixels : position % output.Channels;
            double positive = weights.Length > 0 ? weights[channel] : run.Layer.Number("positiveWeight");
            double x = output.Values[i], t = run.Targets[i];
            sum += positive * t * Softplus(-x) + (1 - t) * Softplus(x);
        }

        return sum / output.Values.Length;
    }

    public static double Loss(LossRun run)
    {
        // The struct is the user's, and computes in float: the tests' own are written once more in double.
        var value = run.Layer.TypeArgument!.GetMethod("InDouble")!.CreateDelegate<Func<double, double, double>>();
        return run.Mean(value);
    }

    public static double MulticlassHinge(LossRun run)
    {
        double margin = run.Layer.Number("margin");
        int power = run.Layer.Flag("squared") ? 2 : 1;
        return run.Rows.Zip(run.Labels, (row, label) => run.ClassWeight(label) / row.Length
            * row.Where((_, c) => c != label).Sum(score => Math.Pow(Math.Max(0, margin - row[label] + score), power))).Average();
    }

    public static double SoftmaxCrossEntropy(LossRun run)
    {
        double smoothing = run.Layer.Number("smoothing");
        int ignored = run.Layer.Int("ignored");
        double sum = 0, total = 0;
        int index = 0;
        foreach (double[] row in run.Rows)
        {
            int classes = row.Length;
            double largest = row.Max();
            double log = largest + Math.Log(row.Sum(score => Math.Exp(score - largest)));
            double[] expected = new double[classes];
            if (!TakesLabels(run.Layer))
            {
                // Targets stand in the order of the output: those of a row are as far apart as its scores.
                for (int c = 0; c < classes; c++)
                {
                    expected[c] = run.Targets[TargetIndex(run.Output, index, c)];
                }

                total += 1;
            }
            else if (run.Labels[index] != ignored)
            {
                expected[run.Labels[index]] = 1;
                total += run.ClassWeight(run.Labels[index]);
            }

            if (!TakesLabels(run.Layer) || run.Labels[index] != ignored)
            {
                for (int c = 0; c < classes; c++)
                {
                    sum += run.ClassWeight(c) * (expected[c] * (1 - smoothing) + smoothing / classes) * (log - row[c]);
                }
            }

            index++;
        }

        return sum / total;
    }

    private static int TargetIndex(Batch output, int row, int channel)
    {
        (int sample, int pixel) = Math.DivRem(row, output.Pixels);
        return sample * output.Length + (output.Shape.Length == 3 ? channel * output.Pixels + pixel : pixel * output.Channels + channel);
    }

    private static double Softplus(double x) => Math.Max(x, 0) + Math.Log(1 + Math.Exp(-Math.Abs(x)));
}
