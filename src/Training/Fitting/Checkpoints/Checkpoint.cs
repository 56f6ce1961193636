namespace Espalier.Training;

/// <summary>
/// Where a <see cref="Trainer"/> keeps a run, and when. The file holds the session, the place in the run, the history
/// and what the callbacks keep; it is replaced whole, so that whenever the process ends, the old file or the new one is
/// there. A run that resumes from it gives the same bits as one that was never interrupted.
/// </summary>
/// <param name="path">The file.</param>
public sealed class Checkpoint(string path)
{
    private readonly int _everyEpochs = 1;
    private readonly long? _everySteps;

    /// <summary>The file.</summary>
    public string Path { get; } = path ?? throw new ArgumentNullException(nameof(path));

    /// <summary>Whether a run goes on from the file where it is there, or starts afresh.</summary>
    public bool Resume { get; init; }

    /// <summary>Epochs from one checkpoint to the next, at least 1. There is also one where a run is cancelled.</summary>
    public int EveryEpochs
    {
        get => _everyEpochs;
        init
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, 1);
            _everyEpochs = value;
        }
    }

    /// <summary>Steps from one checkpoint to the next within an epoch, at least 1; null for none.</summary>
    public long? EverySteps
    {
        get => _everySteps;
        init
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value ?? 1, 1);
            _everySteps = value;
        }
    }
}
