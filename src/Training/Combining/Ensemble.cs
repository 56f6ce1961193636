using Espalier.Training.Metrics;

namespace Espalier.Training;

/// <summary>
/// Several networks that answer together: the mean of their probabilities (the softmax of their scores), or of their
/// numbers where they predict targets. Nets that err differently err less together.
/// </summary>
public sealed class Ensemble
{
    private readonly INetwork[] _networks;
    private readonly bool _classifies;

    /// <summary>Puts networks together.</summary>
    /// <param name="networks">At least one; all of the same input and output, of one class or of several.</param>
    /// <param name="classifies">Whether the outputs are scores of classes, or numbers.</param>
    /// <exception cref="ArgumentException">There is none, or their shapes differ.</exception>
    public Ensemble(IReadOnlyList<INetwork> networks, bool classifies = true)
    {
        ArgumentNullException.ThrowIfNull(networks);
        if (networks.Count == 0)
        {
            throw new ArgumentException("There are no networks; expected at least one.", nameof(networks));
        }

        NetworkDescription first = networks[0].Description;
        foreach (INetwork network in networks)
        {
            if (network.Description.InputLength != first.InputLength || network.Description.OutputLength != first.OutputLength)
            {
                throw new ArgumentException($"{network.Description.Name} maps {network.Description.InputLength} numbers to {network.Description.OutputLength}; {first.Name} maps {first.InputLength} to {first.OutputLength}.", nameof(networks));
            }
        }

        _networks = [.. networks];
        _classifies = classifies;
    }

    /// <summary>Predicts samples.</summary>
    /// <param name="input">Samples one after the other.</param>
    /// <param name="output">Takes the mean probabilities or numbers.</param>
    /// <exception cref="ArgumentException">A length does not fit.</exception>
    public void Predict(ReadOnlySpan<float> input, Span<float> output)
    {
        float[] one = new float[output.Length];
        output.Clear();
        foreach (INetwork network in _networks)
        {
            network.Predict(input, one);
            AddTo(output, one);
        }
    }

    /// <summary>Measures the networks together and each alone.</summary>
    /// <param name="data">The samples.</param>
    /// <param name="threads">Workers.</param>
    /// <exception cref="ArgumentException">The data do not fit.</exception>
    public EnsembleResult Evaluate(Dataset data, int threads = 1)
    {
        ArgumentNullException.ThrowIfNull(data);
        var alone = new Evaluation[_networks.Length];
        float[] together = new float[data.Count * _networks[0].Description.OutputLength];
        for (int i = 0; i < alone.Length; i++)
        {
            using var evaluator = new Evaluator(_networks[i], data, threads);
            alone[i] = evaluator.Evaluate();
            AddTo(together, evaluator.Outputs);
        }

        return new EnsembleResult(Measure(together, data), alone);
    }

    private static Evaluation Measure(float[] outputs, Dataset data)
    {
        if (data.Classes == 0)
        {
            RegressionErrors errors = RegressionErrors.Of(outputs, data);
            return new Evaluation((float)errors.MeanSquaredError, 0, data.Count) { MeanAbsoluteError = (float)errors.MeanAbsoluteError, RSquared = (float)errors.RSquared };
        }

        int classes = outputs.Length / data.Count;
        double loss = 0;
        int correct = 0;
        for (int i = 0; i < data.Count; i++)
        {
            ReadOnlySpan<float> shares = outputs.AsSpan(i * classes, classes);
            loss -= Math.Log(Math.Max(shares[data.Label(i)], float.Epsilon));
            correct += Evaluator.IndexOfMax(shares) == data.Label(i) ? 1 : 0;
        }

        return new Evaluation((float)(loss / data.Count), correct, data.Count);
    }

    private void AddTo(Span<float> sum, ReadOnlySpan<float> outputs)
    {
        float share = 1f / _networks.Length;
        if (!_classifies)
        {
            FloatLoops.AddScaled(share, outputs, sum);
            return;
        }

        int classes = _networks[0].Description.OutputLength;
        for (int start = 0; start < outputs.Length; start += classes)
        {
            ReadOnlySpan<float> scores = outputs.Slice(start, classes);
            float largest = scores[Evaluator.IndexOfMax(scores)];
            double total = 0;
            foreach (float score in scores)
            {
                total += Math.Exp(score - largest);
            }

            for (int c = 0; c < classes; c++)
            {
                sum[start + c] += (float)(share * Math.Exp(scores[c] - largest) / total);
            }
        }
    }
}

/// <summary>How networks do together and alone.</summary>
/// <param name="Together">All of them.</param>
/// <param name="Alone">Each by itself.</param>
public sealed record EnsembleResult(Evaluation Together, IReadOnlyList<Evaluation> Alone)
{
    /// <summary>How much more is classified correctly than by the networks on average.</summary>
    public float Gain => Together.Accuracy - Alone.Average(one => one.Accuracy);

    /// <summary>How much more than by the best network alone; negative where that one does better without the others.</summary>
    public float GainOverBest => Together.Accuracy - Alone.Max(one => one.Accuracy);
}
