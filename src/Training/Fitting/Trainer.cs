using System.Diagnostics;
using Espalier.Training.Metrics;

namespace Espalier.Training;

/// <summary>
/// The fitting loop: shuffled batches, the learning rate of each step, an evaluation after each epoch. Nothing is
/// allocated from step to step.
/// </summary>
/// <example><code>
/// using var session = net.StartTraining(new Adam(2e-3f), batchSize: 64, threads: 2);
/// var trainer = new Trainer(session)
/// {
///     Epochs = 5,
///     Schedule = LearningRateSchedule.Linear(2e-3f),
///     Callbacks = [new ConsoleProgress(), new EarlyStopping(patience: 2)],
///     Checkpoint = new Checkpoint("run.checkpoint") { Resume = true },
/// };
/// TrainingHistory history = trainer.Fit(training, validation);
/// </code></example>
public sealed class Trainer
{
    private readonly TrainingSession _session;
    private readonly int _epochs = 1;
    private readonly long? _steps;
    private readonly int _accumulate = 1;
    private readonly int _ahead = 2;

    /// <summary>Prepares the training of a session, which stays the caller's to dispose.</summary>
    /// <param name="session">What to train. Where it trains a copy of the network's parameters, the copy is published after each epoch.</param>
    public Trainer(TrainingSession session)
    {
        ArgumentNullException.ThrowIfNull(session);
        _session = session;
    }

    /// <summary>How often the training set is gone through, at least 1.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The number is below 1.</exception>
    public int Epochs
    {
        get => _epochs;
        init
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, 1);
            _epochs = value;
        }
    }

    /// <summary>The number of steps, at least 1, where it and not <see cref="Epochs"/> decides the length of the run; the last epoch may then be incomplete.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The number is below 1.</exception>
    public long? Steps
    {
        get => _steps;
        init
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value ?? 1, 1);
            _steps = value;
        }
    }

    /// <summary>
    /// Batches whose gradients are added up for one step, at least 1: the same update as by one batch of all their
    /// samples, in the memory of one of them. Batch norms and dropout see each batch by itself.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The number is below 1.</exception>
    public int Accumulate
    {
        get => _accumulate;
        init
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, 1);
            _accumulate = value;
        }
    }

    /// <summary>Batches that a thread of its own gathers ahead, 0 … 64.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The number is out of range.</exception>
    public int Ahead
    {
        get => _ahead;
        init
        {
            ArgumentOutOfRangeException.ThrowIfNegative(value);
            ArgumentOutOfRangeException.ThrowIfGreaterThan(value, 64);
            _ahead = value;
        }
    }

    /// <summary>The learning rate of each step; null leaves the session's as it is.</summary>
    public LearningRateSchedule? Schedule { get; init; }

    /// <summary>Whether each epoch has an order of its own.</summary>
    public bool Shuffle { get; init; } = true;

    /// <summary>Fixes the orders, and what augmentation and mix-up draw.</summary>
    public long Seed { get; init; }

    /// <summary>Whether a last batch that is not full is left out, as batch norms may need.</summary>
    public bool DropLast { get; init; }

    /// <summary>How samples are mixed with each other; null leaves them unmixed.</summary>
    public MixUp? MixUp { get; init; }

    /// <summary>What is measured on the validation set after each epoch, beside the loss and the accuracy.</summary>
    public IReadOnlyList<Metric> Metrics { get; init; } = [];

    /// <summary>The loss that is measured on a validation set with classes; unset, the cross-entropy of the softmax.</summary>
    public ScoreLoss? ValidationLoss { get; init; }

    /// <summary>What happens beside training, in this order.</summary>
    public IReadOnlyList<Callback> Callbacks { get; init; } = [];

    /// <summary>Where the run is kept, to go on after an interruption; null keeps nothing.</summary>
    public Checkpoint? Checkpoint { get; init; }

    /// <summary>Trains.</summary>
    /// <param name="training">The samples to learn from.</param>
    /// <param name="validation">The samples to measure on after each epoch; null to do without.</param>
    /// <param name="cancellation">Ends the run between two steps, with a checkpoint where one is asked for; the history then says so, and nothing is thrown.</param>
    /// <returns>What was measured.</returns>
    /// <exception cref="ArgumentException">The data do not fit the network, or there are too few for a batch.</exception>
    /// <exception cref="NonFiniteLossException">A loss was not finite; the parameters are those before its step.</exception>
    /// <exception cref="InvalidDataException">The checkpoint to resume from is damaged, or comes from another network, other data or other settings. The session is unchanged.</exception>
    /// <exception cref="IOException">A checkpoint cannot be read or written; where its folder cannot be, this is said before any training.</exception>
    public TrainingHistory Fit(Dataset training, Dataset? validation = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(training);
        Evaluator.CheckFit(_session.Network, training, nameof(training));
        using var loader = new DataLoader(training, _session.BatchSize, Shuffle, Seed, DropLast, _ahead, draw: true, MixUp);
        var pass = new BatchPass(_session, loader, MixUp is not null);
        using Evaluator? evaluator = validation is null ? null : new Evaluator(_session.Network, validation, _session.Threads, ValidationLoss);
        int stepsPerEpoch = (loader.BatchesPerEpoch + Accumulate - 1) / Accumulate;
        long steps = Steps ?? (long)Epochs * stepsPerEpoch;
        int epochs = checked((int)((steps + stepsPerEpoch - 1) / stepsPerEpoch));
        var history = new TrainingHistory();
        var state = new FitState(_session, steps, epochs, stepsPerEpoch, history);
        var keeper = Checkpoint is null ? null : new RunKeeper(Checkpoint, state, [.. Callbacks], FormattableString.Invariant($"{training.Count} samples of {training.InputLength} values, batches of {_session.BatchSize}, {Accumulate} a step, seed {Seed}, shuffle {Shuffle}, drop last {DropLast}"));
        keeper?.Prepare();
        CheckpointFile? resumed = keeper?.Resume();
        var run = new FitRun(this, state, loader, pass, evaluator, keeper, cancellation);
        try
        {
            run.Epochs(resumed);
        }
        finally
        {
            foreach (Callback callback in Callbacks)
            {
                callback.OnFitEnd(state);
            }

            run.PublishCopy();
        }

        return history;
    }
}
