namespace Espalier.Training;

/// <summary>
/// Something that happens beside training: progress, early stopping, checkpoints. Override what is needed. All calls
/// come from the thread that trains, between the steps.
/// </summary>
public abstract class Callback
{
    /// <summary>Before the first step.</summary>
    /// <param name="state">The run so far.</param>
    public virtual void OnFitStart(FitState state)
    {
    }

    /// <summary>Before the first step of an epoch.</summary>
    /// <param name="state">The run so far.</param>
    public virtual void OnEpochStart(FitState state)
    {
    }

    /// <summary>After a step. What it allocates is not counted as the step's.</summary>
    /// <param name="state">The run so far.</param>
    public virtual void OnStep(FitState state)
    {
    }

    /// <summary>After the last step of an epoch and its evaluation; <see cref="TrainingHistory.Epochs"/> ends with it.</summary>
    /// <param name="state">The run so far.</param>
    public virtual void OnEpochEnd(FitState state)
    {
    }

    /// <summary>At the end, also where training failed or was cancelled.</summary>
    /// <param name="state">The run so far.</param>
    public virtual void OnFitEnd(FitState state)
    {
    }

    /// <summary>Writes what must survive an interruption, for a checkpoint.</summary>
    /// <param name="writer">Where it goes.</param>
    public virtual void Save(BinaryWriter writer)
    {
    }

    /// <summary>Reads what <see cref="Save"/> wrote, where a run resumes; after <see cref="OnFitStart"/>.</summary>
    /// <param name="reader">Where it comes from.</param>
    public virtual void Load(BinaryReader reader)
    {
    }
}
