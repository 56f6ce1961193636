namespace Espalier.EndToEnd.Tests.Reference;

/// <summary>A loss at work on one batch.</summary>
/// <param name="Layer">The declaration.</param>
/// <param name="Output">What the loss reads.</param>
/// <param name="Targets">What it compares with, where that is numbers.</param>
/// <param name="Labels">What it compares with, where that is classes.</param>
internal sealed record LossRun(DeclaredLayer Layer, Batch Output, float[] Targets, int[] Labels);

/// <summary>The definition of every loss in double: the mean over the batch, one method a kind, found by its name.</summary>
internal static class ReferenceLosses
{
    /// <summary>The method that computes a kind of loss; null where the kind is no loss.</summary>
    public static Func<LossRun, double>? Find(string kind) =>
        typeof(ReferenceLosses).GetMethod(kind, [typeof(LossRun)])?.CreateDelegate<Func<LossRun, double>>();

    public static double MeanSquaredError(LossRun run)
    {
        Batch output = run.Output;
        float[] targets = run.Targets;
        double sum = 0;
        for (int i = 0; i < output.Values.Length; i++)
        {
            sum += (output.Values[i] - targets[i]) * (output.Values[i] - targets[i]);
        }

        return sum / output.Values.Length;
    }

    public static double SoftmaxCrossEntropy(LossRun run)
    {
        Batch scores = run.Output;
        int[] labels = run.Labels;
        double sum = 0;
        for (int n = 0; n < scores.Count; n++)
        {
            double[] row = scores.Values[(n * scores.Length)..((n + 1) * scores.Length)];
            double largest = row.Max();
            sum += largest + Math.Log(row.Sum(score => Math.Exp(score - largest))) - row[labels[n]];
        }

        return sum / scores.Count;
    }
}
