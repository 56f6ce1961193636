namespace Espalier.Training;

/// <summary>How well a network does on a data set.</summary>
/// <param name="Loss">The mean loss: with classes the cross-entropy of the softmax of the scores, in nats, unless another was asked for; with targets the mean squared error.</param>
/// <param name="Correct">Samples whose largest score is that of their label; 0 with targets.</param>
/// <param name="Count">Samples in all.</param>
public readonly record struct Evaluation(float Loss, int Correct, int Count)
{
    /// <summary>With targets, the mean absolute error; NaN with classes.</summary>
    public float MeanAbsoluteError { get; init; } = float.NaN;

    /// <summary>With targets, the share of their variance that is explained, 1 at best; NaN with classes.</summary>
    public float RSquared { get; init; } = float.NaN;

    /// <summary>The share of samples that were classified correctly, 0 … 1; NaN with targets.</summary>
    public float Accuracy => float.IsNaN(MeanAbsoluteError) ? (float)((double)Correct / Count) : float.NaN;
}
