namespace Espalier.Training;

/// <summary>Forward and backward of one batch, whatever the session compares its outputs with.</summary>
internal sealed class BatchPass
{
    private readonly TrainingSession _session;
    private readonly DataLoader _loader;
    private readonly bool _mixes;
    private bool _mixingChecked;

    internal BatchPass(TrainingSession session, DataLoader loader, bool mixes)
    {
        CheckAnswers(session, loader.Data, "training");
        _session = session;
        _loader = loader;
        _mixes = mixes && loader.Data.Classes > 0;
    }

    /// <summary>Throws unless the session takes the answers that the samples have.</summary>
    internal static void CheckAnswers(TrainingSession session, Dataset data, string argument)
    {
        string? problem = session switch
        {
            ClassificationSession => data.Classes > 0 ? null : "learns classes; the samples have targets",
            RegressionSession => data.TargetLength > 0 ? null : "learns targets; the samples have classes",
            _ => "has no loss that compares its output with labels or targets",
        };
        if (problem is not null)
        {
            throw new ArgumentException($"{session.Network.Description.Name} {problem}.", argument);
        }
    }

    /// <summary>Computes the present batch and its gradients, which add to those since the last update.</summary>
    /// <param name="share">What the batch counts in the update, 1 where it is alone.</param>
    /// <returns>The mean loss over the samples.</returns>
    internal float Run(float share)
    {
        float loss = Forward(_session, _loader);
        if (_mixes)
        {
            loss = Mix(loss);
        }

        if (share != 1)
        {
            FloatLoops.Scale(share, _session.OutputGradient);
        }

        _session.Backward();
        return loss;
    }

    /// <summary>Computes the present batch, its loss and the gradient of the output.</summary>
    internal static float Forward(TrainingSession session, DataLoader loader) => session is ClassificationSession classification
        ? classification.Forward(loader.Inputs, loader.Labels)
        : ((RegressionSession)session).Forward(loader.Inputs, loader.Targets);

    // The gradient of the softmax's cross-entropy is (p − y)/n. With λ·y + (1 − λ)·y' for y it differs in two places.
    private float Mix(float loss)
    {
        Span<float> gradient = _session.OutputGradient;
        ReadOnlySpan<float> scores = _session.Output;
        int classes = gradient.Length / _loader.Count;
        CheckMixing(gradient[..classes], scores[..classes]);
        double difference = 0;
        for (int i = 0; i < _loader.Count; i++)
        {
            float other = 1 - _loader.Shares[i];
            int row = i * classes;
            int label = row + _loader.Labels[i];
            int mixedIn = row + _loader.OtherLabels[i];
            gradient[label] += other / _loader.Count;
            gradient[mixedIn] -= other / _loader.Count;

            // log p[y'] − log p[y] is the difference of the scores.
            difference += other * ((double)scores[label] - scores[mixedIn]);
        }

        return (float)(loss + (difference / _loader.Count));
    }

    private void CheckMixing(ReadOnlySpan<float> gradient, ReadOnlySpan<float> scores)
    {
        if (_mixingChecked)
        {
            return;
        }

        _mixingChecked = true;
        double largest = scores[Evaluator.IndexOfMax(scores)];
        double sum = 0;
        foreach (float score in scores)
        {
            sum += Math.Exp(score - largest);
        }

        for (int c = 0; c < scores.Length; c++)
        {
            double expected = (Math.Exp(scores[c] - largest) / sum) - (c == _loader.Labels[0] ? 1 : 0);
            if (Math.Abs((gradient[c] * _loader.Count) - expected) > 1e-3)
            {
                throw new InvalidOperationException($"Mix-up of classes needs the cross-entropy of a softmax, without smoothing or weights; {_session.Network.Description.Name} has another loss. Use targets instead of classes, which can be mixed with any loss.");
            }
        }
    }
}
