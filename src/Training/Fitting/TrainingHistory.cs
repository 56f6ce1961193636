using Espalier.Training.Metrics;

namespace Espalier.Training;

/// <summary>How a run ended.</summary>
public enum FitOutcome
{
    /// <summary>It is under way, or failed.</summary>
    Unfinished,

    /// <summary>All steps were done.</summary>
    Completed,

    /// <summary>A callback stopped it.</summary>
    Stopped,

    /// <summary>It was cancelled between two steps.</summary>
    Cancelled,
}

/// <summary>What was measured in an epoch.</summary>
/// <param name="Epoch">Its number, from 1.</param>
/// <param name="Step">Steps done in the run by its end.</param>
/// <param name="Loss">The mean loss over its samples, each before the update of its step.</param>
/// <param name="Accuracy">The share of its samples classified correctly, each before the update of its step.</param>
/// <param name="Validation">The measurement on the validation set at its end; null where there is none.</param>
/// <param name="LearningRate">The rate of its last step.</param>
/// <param name="Time">Its duration with evaluation.</param>
public sealed record EpochRecord(int Epoch, long Step, float Loss, float Accuracy, Evaluation? Validation, float LearningRate, TimeSpan Time)
{
    /// <summary>The further metrics that were asked for, measured on the validation set.</summary>
    public IReadOnlyList<MetricValue> Metrics { get; init; } = [];

    internal void Save(BinaryWriter writer)
    {
        writer.Write(Epoch);
        writer.Write(Step);
        writer.Write(Loss);
        writer.Write(Accuracy);
        writer.Write(Validation is not null);
        if (Validation is Evaluation validation)
        {
            writer.Write(validation.Loss);
            writer.Write(validation.Correct);
            writer.Write(validation.Count);
            writer.Write(validation.MeanAbsoluteError);
            writer.Write(validation.RSquared);
        }

        writer.Write(LearningRate);
        writer.Write(Time.Ticks);
        writer.Write(Metrics.Count);
        foreach (MetricValue metric in Metrics)
        {
            writer.Write(metric.Name);
            writer.Write(metric.Value);
        }
    }

    internal static EpochRecord Load(BinaryReader reader)
    {
        int epoch = reader.ReadInt32();
        long step = reader.ReadInt64();
        float loss = reader.ReadSingle();
        float accuracy = reader.ReadSingle();
        Evaluation? validation = reader.ReadBoolean()
            ? new Evaluation(reader.ReadSingle(), reader.ReadInt32(), reader.ReadInt32()) { MeanAbsoluteError = reader.ReadSingle(), RSquared = reader.ReadSingle() }
            : null;
        float rate = reader.ReadSingle();
        var time = TimeSpan.FromTicks(reader.ReadInt64());
        var metrics = new MetricValue[reader.ReadInt32()];
        for (int i = 0; i < metrics.Length; i++)
        {
            metrics[i] = new MetricValue(reader.ReadString(), reader.ReadDouble());
        }

        return new EpochRecord(epoch, step, loss, accuracy, validation, rate, time) { Metrics = metrics };
    }
}

/// <summary>What was measured in a run of training.</summary>
public sealed class TrainingHistory
{
    private readonly List<EpochRecord> _epochs = [];

    /// <summary>The epochs that are over.</summary>
    public IReadOnlyList<EpochRecord> Epochs => _epochs;

    /// <summary>The losses of the steps.</summary>
    public LossTrace Losses { get; } = new();

    /// <summary>Steps done.</summary>
    public long Steps { get; internal set; }

    /// <summary>How the run ended.</summary>
    public FitOutcome Outcome { get; internal set; }

    /// <summary>The duration of the run with its evaluations.</summary>
    public TimeSpan Time { get; internal set; }

    /// <summary>
    /// Bytes that a step took from the managed heap, as the runtime counts them, the first few steps left out and
    /// callbacks deducted: the mean for the thread that trains, and for all other threads of the process the median
    /// over windows of steps, for the runtime has threads of its own that now and then allocate. NaN where too few
    /// steps were done.
    /// </summary>
    public double AllocatedPerStep { get; internal set; } = double.NaN;

    /// <summary>The part of the thread that trains.</summary>
    public double AllocatedPerStepByCaller { get; internal set; } = double.NaN;

    internal void Add(EpochRecord epoch) => _epochs.Add(epoch);

    internal void Save(BinaryWriter writer)
    {
        writer.Write(Steps);
        writer.Write(Time.Ticks);
        Losses.Save(writer);
        writer.Write(_epochs.Count);
        foreach (EpochRecord epoch in _epochs)
        {
            epoch.Save(writer);
        }
    }

    internal void Load(BinaryReader reader)
    {
        Steps = reader.ReadInt64();
        Time = TimeSpan.FromTicks(reader.ReadInt64());
        Losses.Load(reader);
        int count = reader.ReadInt32();
        for (int i = 0; i < count; i++)
        {
            _epochs.Add(EpochRecord.Load(reader));
        }
    }
}
