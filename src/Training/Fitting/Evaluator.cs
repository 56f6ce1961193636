namespace Espalier.Training;

/// <summary>
/// Measures a classifier on a data set, over several threads, as often as wanted: the network's parameters of the
/// moment are used, as <see cref="INetwork.Predict"/> would. Measuring allocates nothing.
/// </summary>
public sealed class Evaluator : IDisposable
{
    private const int BatchSize = 256;

    private readonly DataLoader _loader;
    private readonly PredictionSession _prediction;
    private readonly float[] _scores;
    private readonly int[] _predictions;
    private readonly int _classes;

    /// <summary>Prepares the measurement.</summary>
    /// <param name="network">A network that gives one score per class.</param>
    /// <param name="data">The samples.</param>
    /// <param name="threads">Workers, the calling thread among them.</param>
    /// <exception cref="ArgumentException">The data do not fit the network.</exception>
    public Evaluator(INetwork network, Dataset data, int threads = 1)
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentNullException.ThrowIfNull(data);
        CheckFit(network, data, nameof(data));
        _classes = network.Description.OutputLength;
        int batch = Math.Min(BatchSize, data.Count);
        _loader = new DataLoader(data, batch, shuffle: false);
        _scores = new float[batch * _classes];
        _predictions = new int[data.Count];
        _prediction = network.StartPrediction(batch, threads);
    }

    /// <summary>The class that the last <see cref="Evaluate"/> found for each sample, in the order of the data set; zeros before.</summary>
    public ReadOnlySpan<int> Predictions => _predictions;

    /// <summary>Predicts all samples and compares with their labels.</summary>
    public Evaluation Evaluate()
    {
        double loss = 0;
        int correct = 0;
        int done = 0;
        _loader.Start(0);
        while (_loader.Next())
        {
            Span<float> scores = _scores.AsSpan(0, _loader.Count * _classes);
            _prediction.Predict(_loader.Inputs, scores);
            for (int i = 0; i < _loader.Count; i++)
            {
                ReadOnlySpan<float> row = scores.Slice(i * _classes, _classes);
                int label = _loader.Labels[i];
                int found = IndexOfMax(row);
                loss += CrossEntropy(row, label, row[found]);
                correct += found == label ? 1 : 0;
                _predictions[done++] = found;
            }
        }

        return new Evaluation((float)(loss / done), correct, done);
    }

    /// <summary>Ends the workers.</summary>
    public void Dispose() => _prediction.Dispose();

    internal static void CheckFit(INetwork network, Dataset data, string argument)
    {
        NetworkDescription description = network.Description;
        if (data.InputLength != description.InputLength)
        {
            throw new ArgumentException($"A sample has {string.Join('×', data.Shape.ToArray())} = {data.InputLength} values; {description.Name} takes {description.InputLength}.", argument);
        }

        if (data.Classes > description.OutputLength)
        {
            throw new ArgumentException($"The data have {data.Classes} classes; {description.Name} tells {description.OutputLength} apart.", argument);
        }
    }

    /// <summary>Counts the rows whose first largest score is that of their label.</summary>
    internal static int CountCorrect(ReadOnlySpan<float> scores, ReadOnlySpan<int> labels)
    {
        int classes = scores.Length / labels.Length;
        int correct = 0;
        for (int i = 0; i < labels.Length; i++)
        {
            correct += IndexOfMax(scores.Slice(i * classes, classes)) == labels[i] ? 1 : 0;
        }

        return correct;
    }

    private static int IndexOfMax(ReadOnlySpan<float> scores)
    {
        int best = 0;
        for (int i = 1; i < scores.Length; i++)
        {
            best = scores[i] > scores[best] ? i : best;
        }

        return best;
    }

    // −log softmax(scores)[label], by the largest score so that nothing overflows.
    private static double CrossEntropy(ReadOnlySpan<float> scores, int label, double largest)
    {
        double sum = 0;
        foreach (float score in scores)
        {
            sum += Math.Exp(score - largest);
        }

        return Math.Log(sum) + largest - scores[label];
    }
}
