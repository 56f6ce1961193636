namespace Espalier.Training.Inside;

/// <summary>What a layer makes of samples: the space in which a network sees them.</summary>
public static class FeatureSpace
{
    /// <summary>The values of a layer for all samples, with their labels or targets: to be searched by <see cref="Baselines.NearestNeighbours"/> or laid out by <see cref="Tsne"/>.</summary>
    /// <param name="session">A session of its own, as for <see cref="Saliency"/>; it computes in training mode.</param>
    /// <param name="layer">A line of <see cref="TrainingSession.Activations"/>, such as the last hidden one.</param>
    /// <param name="data">The samples.</param>
    /// <exception cref="ArgumentException">There is no such line, or the data do not fit.</exception>
    public static FeatureDataset Of(TrainingSession session, string layer, Dataset data)
    {
        ArgumentNullException.ThrowIfNull(session);
        ArgumentNullException.ThrowIfNull(data);
        Evaluator.CheckFit(session.Network, data, nameof(data));
        ActivationInfo activation = Array.Find(session.Activations.ToArray(), candidate => candidate.Name == layer);
        int length = Math.Max(activation.Length, 1);
        float[] features = new float[checked(data.Count * length)];
        float[] targets = new float[data.Count * data.TargetLength];
        int[] labels = new int[data.Classes > 0 ? data.Count : 0];
        using var loader = new DataLoader(data, session.BatchSize, shuffle: false);
        int done = 0;
        while (loader.Next())
        {
            session.Forward(loader.Inputs);
            session.Activation(layer, features.AsSpan(done * length, loader.Count * length));
            loader.Labels.CopyTo(labels.AsSpan(Math.Min(done, labels.Length)));
            loader.Targets.CopyTo(targets.AsSpan(done * data.TargetLength));
            done += loader.Count;
        }

        return data.Classes > 0 ? new FeatureDataset([length], features, labels, data.Classes) : new FeatureDataset([length], features, targets, data.TargetLength);
    }
}
