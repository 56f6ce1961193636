namespace Espalier.Training;

/// <summary>How well a network does on a data set.</summary>
/// <param name="Loss">The mean cross-entropy of the softmax of the scores, in nats.</param>
/// <param name="Correct">Samples whose largest score is that of their label.</param>
/// <param name="Count">Samples in all.</param>
public readonly record struct Evaluation(float Loss, int Correct, int Count)
{
    /// <summary>The share of samples that were classified correctly, 0 … 1.</summary>
    public float Accuracy => (float)((double)Correct / Count);
}
