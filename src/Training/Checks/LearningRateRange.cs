namespace Espalier.Training.Checks;

/// <summary>
/// The learning-rate range test (Smith, 2017): the rate rises from step to step while the loss is watched. Rates just
/// below where the loss falls fastest are good ones; where it rises again, they are too large.
/// </summary>
public sealed class LearningRateRange
{
    // Of the running mean that smooths the losses.
    private const double Memory = .9;

    private LearningRateRange(float[] rates, float[] losses, float[] smoothed)
    {
        Rates = rates;
        Losses = losses;
        Smoothed = smoothed;
    }

    /// <summary>The rates that were tried, ascending; they end where the loss rose out of sight.</summary>
    public IReadOnlyList<float> Rates { get; }

    /// <summary>The loss of each step.</summary>
    public IReadOnlyList<float> Losses { get; }

    /// <summary>A running mean of the losses.</summary>
    public IReadOnlyList<float> Smoothed { get; }

    /// <summary>A rate to begin with: a tenth of the one with the smallest smoothed loss.</summary>
    public float Suggested => Rates[Evaluator.IndexOfMax([.. Smoothed.Select(loss => -loss)])] / 10;

    /// <summary>Runs the test, and brings the session back to what it was.</summary>
    /// <param name="session">The session as it is to be trained.</param>
    /// <param name="data">The training data.</param>
    /// <param name="from">The first rate, above 0.</param>
    /// <param name="to">The last rate, above the first.</param>
    /// <param name="steps">Steps, at least 2.</param>
    /// <param name="seed">Fixes the batches.</param>
    /// <exception cref="ArgumentException">The data do not fit the session, or a number is out of range.</exception>
    public static LearningRateRange Test(TrainingSession session, Dataset data, float from = 1e-6f, float to = 1, int steps = 100, long seed = 0)
    {
        ArgumentNullException.ThrowIfNull(session);
        ArgumentNullException.ThrowIfNull(data);
        ArgumentOutOfRangeException.ThrowIfLessThan(steps, 2);
        Evaluator.CheckFit(session.Network, data, nameof(data));
        if (!(from > 0 && to > from && float.IsFinite(to)))
        {
            throw new ArgumentOutOfRangeException(nameof(from), from, FormattableString.Invariant($"The rates go from {from} to {to}; expected a first one above 0 and a greater last one."));
        }

        var snapshot = new SessionSnapshot(session);
        using var loader = new DataLoader(data, session.BatchSize, seed: seed, draw: true);
        var pass = new BatchPass(session, loader, mixes: false);
        try
        {
            return Run(session, loader, pass, from, to, steps);
        }
        finally
        {
            snapshot.Restore();
        }
    }

    /// <summary>The losses over the rates.</summary>
    public LinePlot Plot()
    {
        var plot = new LinePlot { Title = FormattableString.Invariant($"Learning-rate range test, suggested {Suggested:G2}"), XLabel = "learning rate", YLabel = "loss", LogX = true };
        double[] rates = [.. Rates.Select(rate => (double)rate)];
        plot.Add("each step", rates, [.. Losses.Select(loss => (double)loss)], SeriesStyle.Faint, colour: 0);
        plot.Add("smoothed", rates, [.. Smoothed.Select(loss => (double)loss)], SeriesStyle.Line, colour: 0);
        return plot;
    }

    private static LearningRateRange Run(TrainingSession session, DataLoader loader, BatchPass pass, float from, float to, int steps)
    {
        var rates = new List<float>();
        var losses = new List<float>();
        var smoothed = new List<float>();
        double mean = 0;
        int epoch = 0;
        for (int step = 0; step < steps; step++)
        {
            while (!loader.Next())
            {
                loader.Start(++epoch);
            }

            session.LearningRate = (float)(from * Math.Pow((double)to / from, (double)step / (steps - 1)));
            try
            {
                losses.Add(pass.Run(1));
                session.Update();
            }
            catch (Exception overflow) when (overflow is NonFiniteLossException or NonFiniteGradientException)
            {
                // The rates have become far too large, which ends the test.
                break;
            }

            mean = (Memory * mean) + ((1 - Memory) * losses[^1]);
            rates.Add(session.LearningRate);
            smoothed.Add((float)(mean / (1 - Math.Pow(Memory, step + 1))));
            if (smoothed[^1] > 4 * smoothed.Min())
            {
                break;
            }
        }

        if (rates.Count < 2)
        {
            throw new InvalidOperationException($"The loss is not finite at a rate of {from}; the rates must begin lower.");
        }

        return new LearningRateRange([.. rates], [.. losses.Take(rates.Count)], [.. smoothed]);
    }
}
