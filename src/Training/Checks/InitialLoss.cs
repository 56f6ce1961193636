namespace Espalier.Training.Checks;

/// <summary>
/// The loss before training against the loss of guessing: a network that knows nothing should be about as bad as chance.
/// A loss far above it comes of initial weights that are too large, one far below it of labels that leak into the input.
/// </summary>
/// <param name="Found">The mean loss over the samples looked at.</param>
/// <param name="Expected">What chance gives: ln C for the softmax of C classes.</param>
public readonly record struct InitialLoss(double Found, double Expected)
{
    /// <summary>Whether the loss is within a quarter of what chance gives.</summary>
    public bool IsPlausible => Math.Abs(Found - Expected) <= .25 * Expected;

    /// <summary>Measures a session that has not been trained yet; nothing is changed.</summary>
    /// <param name="session">A session with a loss.</param>
    /// <param name="data">The training data.</param>
    /// <param name="expected">What chance gives; unset, ln C, which is right for the softmax's cross-entropy.</param>
    /// <param name="batches">How many batches are looked at.</param>
    /// <exception cref="ArgumentException">The data do not fit the session, or have targets and <paramref name="expected"/> is unset.</exception>
    public static InitialLoss Measure(TrainingSession session, Dataset data, double? expected = null, int batches = 10)
    {
        ArgumentNullException.ThrowIfNull(session);
        ArgumentNullException.ThrowIfNull(data);
        ArgumentOutOfRangeException.ThrowIfLessThan(batches, 1);
        Evaluator.CheckFit(session.Network, data, nameof(data));
        BatchPass.CheckAnswers(session, data, nameof(data));
        double chance = expected ?? (data.Classes > 0
            ? Math.Log(session.Network.Description.OutputLength)
            : throw new ArgumentException("The samples have targets: say what loss chance gives.", nameof(expected)));
        using var loader = new DataLoader(data, session.BatchSize);
        double sum = 0;
        int samples = 0;
        for (int i = 0; i < batches && loader.Next(); i++)
        {
            sum += BatchPass.Forward(session, loader) * (double)loader.Count;
            samples += loader.Count;
        }

        return new InitialLoss(sum / samples, chance);
    }

    /// <summary>The finding in words.</summary>
    public override string ToString() => FormattableString.Invariant($"initial loss {Found:F4}, chance gives {Expected:F4}: ")
        + (IsPlausible ? "as it should be"
            : Found > Expected ? "too high; the initial weights may be too large, or the inputs not scaled"
            : "too low; the answer may be part of the input, or some classes far more frequent");
}
