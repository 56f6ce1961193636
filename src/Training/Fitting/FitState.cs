namespace Espalier.Training;

/// <summary>Where a run of training stands; one object for the whole run, brought up to date before each call of a callback.</summary>
public sealed class FitState
{
    internal FitState(TrainingSession session, long steps, int epochs, int stepsPerEpoch, TrainingHistory history)
    {
        Session = session;
        Steps = steps;
        Epochs = epochs;
        StepsPerEpoch = stepsPerEpoch;
        History = history;
    }

    /// <summary>What is being trained.</summary>
    public TrainingSession Session { get; }

    /// <summary>What has been measured so far.</summary>
    public TrainingHistory History { get; }

    /// <summary>Steps in the whole run, unless it ends early.</summary>
    public long Steps { get; }

    /// <summary>Steps done.</summary>
    public long Step { get; internal set; }

    /// <summary>Epochs in the whole run; the last may be incomplete.</summary>
    public int Epochs { get; }

    /// <summary>The present epoch, from 1; 0 before the first.</summary>
    public int Epoch { get; internal set; }

    /// <summary>Steps in a complete epoch.</summary>
    public int StepsPerEpoch { get; }

    /// <summary>Samples seen in the present epoch.</summary>
    public long Samples { get; internal set; }

    /// <summary>The mean loss of the present epoch so far; NaN before its first step.</summary>
    public float Loss => (float)(LossSum / Samples);

    /// <summary>The share of the present epoch's samples that were classified correctly in their step, before its update; NaN before its first step, and with targets.</summary>
    public float Accuracy => Session is ClassificationSession ? (float)((double)Correct / Samples) : float.NaN;

    /// <summary>True once somebody asked to stop.</summary>
    public bool StopRequested { get; private set; }

    internal double LossSum { get; set; }

    internal long Correct { get; set; }

    /// <summary>Steps done in the present epoch; 0 between two epochs.</summary>
    internal int StepInEpoch { get; set; }

    internal RunPosition Position => new(Step, Steps, StepsPerEpoch, History.Epochs);

    /// <summary>Ends the run after the present step, as early stopping does; its epoch is still evaluated.</summary>
    public void Stop() => StopRequested = true;

    internal void StartEpoch()
    {
        Epoch++;
        Samples = 0;
        LossSum = 0;
        Correct = 0;
    }

    internal void Save(BinaryWriter writer)
    {
        writer.Write(Step);
        writer.Write(Epoch);
        writer.Write(StepInEpoch);
        writer.Write(Samples);
        writer.Write(LossSum);
        writer.Write(Correct);
        writer.Write(StopRequested);
    }

    internal void Load(BinaryReader reader)
    {
        Step = reader.ReadInt64();
        Epoch = reader.ReadInt32();
        StepInEpoch = reader.ReadInt32();
        Samples = reader.ReadInt64();
        LossSum = reader.ReadDouble();
        Correct = reader.ReadInt64();
        StopRequested = reader.ReadBoolean();
    }
}
