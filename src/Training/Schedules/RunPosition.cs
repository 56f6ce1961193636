namespace Espalier.Training;

/// <summary>Where a run stands when a schedule is asked for the rate of its next step.</summary>
/// <param name="Step">The step, from 0.</param>
/// <param name="Steps">The number of steps in the run, at least 1.</param>
/// <param name="StepsPerEpoch">The number of steps in an epoch, at least 1.</param>
/// <param name="Epochs">What was measured in the epochs that are over.</param>
public readonly record struct RunPosition(long Step, long Steps, int StepsPerEpoch, IReadOnlyList<EpochRecord> Epochs)
{
    /// <summary>A position in a run of which nothing is known but its length.</summary>
    /// <param name="step">The step, from 0.</param>
    /// <param name="steps">The number of steps in the run, at least 1.</param>
    public RunPosition(long step, long steps)
        : this(step, steps, 1, [])
    {
    }

    /// <summary>Epochs that are over, as a whole number.</summary>
    public long Epoch => Step / StepsPerEpoch;
}
