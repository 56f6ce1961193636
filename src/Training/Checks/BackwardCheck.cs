namespace Espalier.Training.Checks;

/// <summary>
/// The gradient check on a batch of a data set: backward passes against central differences. While biases are
/// 0, a blank part of the input lies exactly on the kinks of rectifiers, where there is no derivative: move them first.
/// </summary>
public static class BackwardCheck
{
    /// <summary>Checks the gradients of the first samples; see <see cref="GradientCheck"/>.</summary>
    /// <param name="session">A session with a loss.</param>
    /// <param name="data">The training data.</param>
    /// <param name="samples">How many samples; fewer are faster, and no more than a batch holds.</param>
    /// <param name="tolerance">The greatest error that rounding explains, relative to a tensor's greatest derivative.</param>
    /// <exception cref="ArgumentException">The data do not fit the session.</exception>
    public static GradientReport Run(TrainingSession session, Dataset data, int samples = 8, double tolerance = 1e-2)
    {
        ArgumentNullException.ThrowIfNull(session);
        ArgumentNullException.ThrowIfNull(data);
        Evaluator.CheckFit(session.Network, data, nameof(data));
        BatchPass.CheckAnswers(session, data, nameof(data));
        using var loader = new DataLoader(data, Math.Min(samples, session.BatchSize), shuffle: false);
        loader.Next();
        return GradientCheck.Run(session, () => BatchPass.Forward(session, loader), tolerance: tolerance);
    }
}
