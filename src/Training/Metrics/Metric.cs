namespace Espalier.Training.Metrics;

/// <summary>A number computed from what a network gave for the samples of a data set.</summary>
/// <param name="outputs">What the network gave, sample after sample.</param>
/// <param name="data">The samples with their labels or targets.</param>
public delegate double Measure(ReadOnlySpan<float> outputs, Dataset data);

/// <summary>A metric that a <see cref="Trainer"/> measures on the validation set after each epoch.</summary>
/// <param name="name">What it is called.</param>
/// <param name="measure">How it is computed.</param>
public sealed class Metric(string name, Measure measure)
{
    /// <summary>What it is called.</summary>
    public string Name => name;

    /// <summary>The mean F1 over the classes.</summary>
    public static Metric MacroF1 { get; } = new("macro F1", (outputs, data) => new ConfusionMatrix(Predictions(outputs, data), data).MacroF1);

    /// <summary>The share of samples whose label is among the k classes of greatest score.</summary>
    /// <param name="k">How many, at least 1.</param>
    public static Metric TopK(int k)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(k, 1);
        return new Metric($"top-{k} accuracy", (outputs, data) => CountTopK(outputs, data, k) / (double)data.Count);
    }

    /// <summary>Computes it.</summary>
    /// <param name="outputs">What the network gave, sample after sample.</param>
    /// <param name="data">The samples with their labels or targets.</param>
    public double Of(ReadOnlySpan<float> outputs, Dataset data) => measure(outputs, data);

    // The label is among the first k where fewer than k scores come before its own; of equal ones the first does.
    private static int CountTopK(ReadOnlySpan<float> outputs, Dataset data, int k)
    {
        int classes = outputs.Length / data.Count;
        int found = 0;
        for (int i = 0; i < data.Count; i++)
        {
            ReadOnlySpan<float> scores = outputs.Slice(i * classes, classes);
            int label = data.Label(i);
            int before = 0;
            for (int c = 0; c < classes; c++)
            {
                before += scores[c] > scores[label] || (scores[c] == scores[label] && c < label) ? 1 : 0;
            }

            found += before < k ? 1 : 0;
        }

        return found;
    }

    private static int[] Predictions(ReadOnlySpan<float> outputs, Dataset data)
    {
        int classes = outputs.Length / data.Count;
        int[] predictions = new int[data.Count];
        for (int i = 0; i < predictions.Length; i++)
        {
            predictions[i] = Evaluator.IndexOfMax(outputs.Slice(i * classes, classes));
        }

        return predictions;
    }
}

/// <summary>What a metric gave.</summary>
/// <param name="Name">What it is called.</param>
/// <param name="Value">What it was.</param>
public readonly record struct MetricValue(string Name, double Value);
