namespace Espalier.Training.Checks;

/// <summary>
/// Whether a network can learn a handful of samples by heart: one that cannot has a mistake somewhere, and more data
/// will not help it.
/// </summary>
/// <param name="Samples">How many samples were to be learnt.</param>
/// <param name="Steps">Steps taken.</param>
/// <param name="FirstLoss">The loss of the first step.</param>
/// <param name="LastLoss">The loss of the last step.</param>
/// <param name="Accuracy">The share of the samples that the network classifies correctly in the end; NaN with targets.</param>
public readonly record struct HandfulOverfit(int Samples, int Steps, float FirstLoss, float LastLoss, float Accuracy)
{
    /// <summary>Whether they were learnt: all correct, or with targets the loss a hundredth of what it was.</summary>
    public bool IsLearnt => float.IsNaN(Accuracy) ? LastLoss < .01f * FirstLoss : Accuracy == 1;

    /// <summary>Tries it, and brings the session back to what it was.</summary>
    /// <param name="session">The session as it is to be trained.</param>
    /// <param name="data">The training data.</param>
    /// <param name="samples">How many samples, at least 1; no more than a batch and the data hold.</param>
    /// <param name="steps">The most steps, at least 1; it ends once the loss is below a thousandth of the first.</param>
    /// <exception cref="ArgumentException">The data do not fit the session, or a number is out of range.</exception>
    public static HandfulOverfit Try(TrainingSession session, Dataset data, int samples = 20, int steps = 300)
    {
        ArgumentNullException.ThrowIfNull(session);
        ArgumentNullException.ThrowIfNull(data);
        ArgumentOutOfRangeException.ThrowIfLessThan(steps, 1);
        Evaluator.CheckFit(session.Network, data, nameof(data));
        Dataset handful = data.First(Math.Min(samples, Math.Min(session.BatchSize, data.Count)));
        var snapshot = new SessionSnapshot(session);
        using var loader = new DataLoader(handful, handful.Count, shuffle: false);
        var pass = new BatchPass(session, loader, mixes: false);
        loader.Next();
        float first = float.NaN;
        float loss = float.NaN;
        int done = 0;
        try
        {
            while (done < steps && !(loss < .001f * first))
            {
                loss = pass.Run(1);
                first = done++ == 0 ? loss : first;
                session.Update();
            }

            return new HandfulOverfit(handful.Count, done, first, loss, MeasureAccuracy(session, loader));
        }
        finally
        {
            snapshot.Restore();
        }
    }

    /// <summary>The finding in words.</summary>
    public override string ToString() => FormattableString.Invariant($"{Samples} samples, {Steps} steps, loss {FirstLoss:G4} → {LastLoss:G4}")
        + (float.IsNaN(Accuracy) ? "" : FormattableString.Invariant($", {100 * Accuracy:F0} % correct"))
        + (IsLearnt ? ": learnt by heart, as it should be" : ": not learnt; look at the rate, the loss and the labels before anything else");

    // As prediction sees them: without dropout, by the running statistics.
    private static float MeasureAccuracy(TrainingSession session, DataLoader loader)
    {
        if (loader.Labels.IsEmpty)
        {
            return float.NaN;
        }

        float[] scores = new float[loader.Count * session.Network.Description.OutputLength];
        NetworkParameters ofNetwork = session.Network.Parameters;
        session.Network.Swap(session.Parameters);
        session.Network.Predict(loader.Inputs, scores);
        session.Network.Swap(ofNetwork);
        return (float)Evaluator.CountCorrect(scores, loader.Labels) / loader.Count;
    }
}
