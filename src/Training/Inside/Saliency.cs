namespace Espalier.Training.Inside;

/// <summary>
/// Which values of a sample a score depends on: the gradient of the score with respect to the input (Simonyan et al.,
/// 2014). Sessions compute in training mode, so give it one of its own, on a copy of the parameters:
/// <c>net.StartTraining(new Sgd(0), batchSize: 1, copy: true, inputGradient: true)</c>. A twin of the network whose
/// activations are <see cref="GuidedReLU"/> makes it guided backpropagation.
/// </summary>
public static class Saliency
{
    /// <summary>The gradient of a score with respect to a sample.</summary>
    /// <param name="session">A session that computes the gradient of its input.</param>
    /// <param name="sample">The sample.</param>
    /// <param name="label">The class whose score it is.</param>
    /// <exception cref="ArgumentException">The length does not fit, or there is no such class.</exception>
    /// <exception cref="InvalidOperationException">The session computes no gradient of its input.</exception>
    public static float[] Gradient(TrainingSession session, ReadOnlySpan<float> sample, int label)
    {
        ScoreGradient.Run(session, sample, label);
        session.Backward();
        return session.InputGradient.ToArray();
    }

    /// <summary>The largest absolute gradient over the channels of each pixel, as a grey image of 0 … 1.</summary>
    /// <param name="session">A session that computes the gradient of its input.</param>
    /// <param name="sample">An image.</param>
    /// <param name="label">The class whose score it is.</param>
    /// <exception cref="ArgumentException">As for <see cref="Gradient"/>, or the samples are no images.</exception>
    public static float[] Map(TrainingSession session, ReadOnlySpan<float> sample, int label)
    {
        ArgumentNullException.ThrowIfNull(session);
        ReadOnlySpan<int> shape = session.Network.Description.InputShape;
        if (shape.Length != 3)
        {
            throw new ArgumentException($"{session.Network.Description.Name} reads {string.Join('×', shape.ToArray())}; expected images.", nameof(session));
        }

        float[] gradient = Gradient(session, sample, label);
        float[] map = new float[shape[1] * shape[2]];
        for (int i = 0; i < gradient.Length; i++)
        {
            map[i % map.Length] = Math.Max(map[i % map.Length], Math.Abs(gradient[i]));
        }

        float largest = map.Max();
        FloatLoops.Scale(largest > 0 ? 1 / largest : 0, map);
        return map;
    }
}
