namespace Espalier.Training.Baselines;

/// <summary>
/// Rosenblatt's perceptron (1958): a sample that is on the wrong side of the line moves it,
/// <c>w ← w + rate·(y − ŷ)·x</c>. It ends without mistakes exactly where a straight line tells the classes apart.
/// </summary>
public sealed class Perceptron
{
    private readonly float[] _weights;

    private Perceptron(float[] weights, float bias, int[] mistakes)
    {
        _weights = weights;
        Bias = bias;
        Mistakes = mistakes;
    }

    /// <summary>The weights.</summary>
    public ReadOnlySpan<float> Weights => _weights;

    /// <summary>The bias.</summary>
    public float Bias { get; }

    /// <summary>The mistakes in each epoch; the last is 0 where the rule has come to its end.</summary>
    public IReadOnlyList<int> Mistakes { get; }

    /// <summary>Learns two classes.</summary>
    /// <param name="training">Samples of two classes.</param>
    /// <param name="rate">The length of a step, above 0.</param>
    /// <param name="epochs">The most passes over the samples, at least 1.</param>
    /// <exception cref="ArgumentException">There are not two classes, or a number is out of range.</exception>
    public static Perceptron Fit(Dataset training, float rate = 1, int epochs = 100)
    {
        ArgumentNullException.ThrowIfNull(training);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(rate);
        ArgumentOutOfRangeException.ThrowIfLessThan(epochs, 1);
        if (training.Classes != 2)
        {
            throw new ArgumentException($"The samples have {training.Classes} classes; a perceptron tells 2 apart.", nameof(training));
        }

        float[] weights = new float[training.InputLength];
        float[] sample = new float[training.InputLength];
        float bias = 0;
        var mistakes = new List<int>();
        do
        {
            mistakes.Add(0);
            for (int i = 0; i < training.Count; i++)
            {
                training.CopyInput(i, sample);
                int error = training.Label(i) - (FloatLoops.Dot(weights, sample) + bias > 0 ? 1 : 0);
                if (error != 0)
                {
                    FloatLoops.AddScaled(rate * error, sample, weights);
                    bias += rate * error;
                    mistakes[^1]++;
                }
            }
        }
        while (mistakes[^1] > 0 && mistakes.Count < epochs);
        return new Perceptron(weights, bias, [.. mistakes]);
    }

    /// <summary>The class of a sample: 1 where <c>w·x + b</c> is above 0, else 0.</summary>
    /// <param name="sample">The sample.</param>
    public int Classify(ReadOnlySpan<float> sample) => sample.Length == _weights.Length
        ? (FloatLoops.Dot(_weights, sample) + Bias > 0 ? 1 : 0)
        : throw new ArgumentException($"The sample has {sample.Length} values; expected {_weights.Length}.", nameof(sample));
}
