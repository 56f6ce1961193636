using Espalier.Training.Metrics;

namespace Espalier.Training;

/// <summary>The loss of one sample, from the scores of a network and the right class.</summary>
/// <param name="scores">One score per class.</param>
/// <param name="label">The right class.</param>
public delegate double ScoreLoss(ReadOnlySpan<float> scores, int label);

/// <summary>
/// Measures a network on a data set, over several threads, as often as wanted: the network's parameters of the
/// moment are used, as <see cref="INetwork.Predict"/> would. Measuring allocates nothing.
/// </summary>
public sealed class Evaluator : IDisposable
{
    private const int BatchSize = 256;

    private readonly DataLoader _loader;
    private readonly PredictionSession _prediction;
    private readonly ScoreLoss _loss;
    private readonly float[] _outputs;
    private readonly int[] _predictions;
    private readonly int _length;

    /// <summary>Prepares the measurement.</summary>
    /// <param name="network">A network that gives one score per class, or the numbers of a target.</param>
    /// <param name="data">The samples.</param>
    /// <param name="threads">Workers, the calling thread among them.</param>
    /// <param name="loss">What is measured as the loss of a sample with a class; unset, the cross-entropy of the softmax.</param>
    /// <exception cref="ArgumentException">The data do not fit the network.</exception>
    public Evaluator(INetwork network, Dataset data, int threads = 1, ScoreLoss? loss = null)
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentNullException.ThrowIfNull(data);
        CheckFit(network, data, nameof(data));
        _length = network.Description.OutputLength;
        int batch = Math.Min(BatchSize, data.Count);
        _loader = new DataLoader(data, batch, shuffle: false);
        _outputs = new float[checked(data.Count * _length)];
        _predictions = new int[data.Classes > 0 ? data.Count : 0];
        _loss = loss ?? CrossEntropy;
        _prediction = network.StartPrediction(batch, threads);
    }

    /// <summary>The samples.</summary>
    public Dataset Data => _loader.Data;

    /// <summary>What the last <see cref="Evaluate"/> got from the network for each sample, one after the other; zeros before.</summary>
    public ReadOnlySpan<float> Outputs => _outputs;

    /// <summary>The class that the last <see cref="Evaluate"/> found for each sample, in the order of the data set; zeros before, none with targets.</summary>
    public ReadOnlySpan<int> Predictions => _predictions;

    /// <summary>Predicts all samples and compares with their labels or targets.</summary>
    public Evaluation Evaluate()
    {
        double loss = 0;
        int correct = 0;
        int done = 0;
        _loader.Start(0);
        while (_loader.Next())
        {
            Span<float> outputs = _outputs.AsSpan(done * _length, _loader.Count * _length);
            _prediction.Predict(_loader.Inputs, outputs);
            for (int i = 0; i < _loader.Labels.Length; i++)
            {
                ReadOnlySpan<float> row = outputs.Slice(i * _length, _length);
                int label = _loader.Labels[i];
                int found = IndexOfMax(row);
                loss += _loss(row, label);
                correct += found == label ? 1 : 0;
                _predictions[done + i] = found;
            }

            done += _loader.Count;
        }

        if (Data.Classes > 0)
        {
            return new Evaluation((float)(loss / done), correct, done);
        }

        RegressionErrors errors = RegressionErrors.Of(_outputs, Data);
        return new Evaluation((float)errors.MeanSquaredError, 0, done) { MeanAbsoluteError = (float)errors.MeanAbsoluteError, RSquared = (float)errors.RSquared };
    }

    /// <summary>Ends the workers.</summary>
    public void Dispose()
    {
        _prediction.Dispose();
        _loader.Dispose();
    }

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

        if (data.Classes == 0 && data.TargetLength != description.OutputLength)
        {
            throw new ArgumentException($"A target has {data.TargetLength} numbers; {description.Name} gives {description.OutputLength}.", argument);
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

    internal static int IndexOfMax(ReadOnlySpan<float> scores)
    {
        int best = 0;
        for (int i = 1; i < scores.Length; i++)
        {
            best = scores[i] > scores[best] ? i : best;
        }

        return best;
    }

    // −log softmax(scores)[label], by the largest score so that nothing overflows.
    private static double CrossEntropy(ReadOnlySpan<float> scores, int label)
    {
        double largest = scores[IndexOfMax(scores)];
        double sum = 0;
        foreach (float score in scores)
        {
            sum += Math.Exp(score - largest);
        }

        return Math.Log(sum) + largest - scores[label];
    }
}
