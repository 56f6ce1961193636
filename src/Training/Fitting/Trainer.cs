using System.Diagnostics;

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
///     Callbacks = [new ConsoleProgress()],
/// };
/// TrainingHistory history = trainer.Fit(training, validation);
/// </code></example>
public sealed class Trainer
{
    // Steps in which the program still compiles itself, and which are not counted as allocating.
    private const int WarmUp = 16;

    private readonly ClassificationSession _session;
    private readonly int _epochs = 1;
    private readonly long? _steps;

    /// <summary>Prepares the training of a session, which stays the caller's to dispose.</summary>
    /// <param name="session">What to train. Where it trains a copy of the network's parameters, the copy is published after each epoch.</param>
    public Trainer(ClassificationSession session)
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

    /// <summary>The learning rate of each step; null leaves the session's as it is.</summary>
    public LearningRateSchedule? Schedule { get; init; }

    /// <summary>Whether each epoch has an order of its own.</summary>
    public bool Shuffle { get; init; } = true;

    /// <summary>Fixes the orders.</summary>
    public long Seed { get; init; }

    /// <summary>Whether a last batch that is not full is left out, as batch norms may need.</summary>
    public bool DropLast { get; init; }

    /// <summary>What happens beside training, in this order.</summary>
    public IReadOnlyList<Callback> Callbacks { get; init; } = [];

    /// <summary>Trains.</summary>
    /// <param name="training">The samples to learn from.</param>
    /// <param name="validation">The samples to measure on after each epoch; null to do without.</param>
    /// <param name="cancellation">Ends the run between two steps; the history then says so, and nothing is thrown.</param>
    /// <returns>What was measured.</returns>
    /// <exception cref="ArgumentException">The data do not fit the network, or there are too few for a batch.</exception>
    /// <exception cref="NonFiniteLossException">A loss was not finite; the parameters are those before its step.</exception>
    public TrainingHistory Fit(Dataset training, Dataset? validation = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(training);
        Evaluator.CheckFit(_session.Network, training, nameof(training));
        var loader = new DataLoader(training, _session.BatchSize, Shuffle, Seed, DropLast);
        using Evaluator? evaluator = validation is null ? null : new Evaluator(_session.Network, validation, _session.Threads);
        long steps = Steps ?? (long)Epochs * loader.BatchesPerEpoch;
        int epochs = checked((int)((steps + loader.BatchesPerEpoch - 1) / loader.BatchesPerEpoch));
        var history = new TrainingHistory();
        var state = new FitState(_session, steps, epochs, loader.BatchesPerEpoch, history);
        var run = new Run(this, state, loader, evaluator, cancellation);
        try
        {
            run.Epochs();
        }
        finally
        {
            foreach (Callback callback in Callbacks)
            {
                callback.OnFitEnd(state);
            }
        }

        return history;
    }

    /// <summary>One run: what the loop carries along.</summary>
    private sealed class Run(Trainer trainer, FitState state, DataLoader loader, Evaluator? evaluator, CancellationToken cancellation)
    {
        private readonly ClassificationSession _session = trainer._session;
        private readonly Callback[] _callbacks = [.. trainer.Callbacks];
        private readonly TrainingHistory _history = state.History;
        private readonly AllocationMeter _allocations = new(state.Steps);

        private bool IsOver => state.Step == state.Steps || state.StopRequested || cancellation.IsCancellationRequested;

        internal void Epochs()
        {
            var watch = Stopwatch.StartNew();
            foreach (Callback callback in _callbacks)
            {
                callback.OnFitStart(state);
            }

            while (!IsOver)
            {
                Epoch(watch);
            }

            _history.Time = watch.Elapsed;
            _history.Outcome = state.Step == state.Steps ? FitOutcome.Completed
                : state.StopRequested ? FitOutcome.Stopped
                : FitOutcome.Cancelled;
        }

        private void Epoch(Stopwatch watch)
        {
            TimeSpan start = watch.Elapsed;
            state.StartEpoch();
            loader.Start(state.Epoch - 1);
            foreach (Callback callback in _callbacks)
            {
                callback.OnEpochStart(state);
            }

            Steps();
            PublishCopy();
            Evaluation? validation = cancellation.IsCancellationRequested ? null : evaluator?.Evaluate();
            _history.Add(new EpochRecord(state.Epoch, state.Step, state.Loss, state.Accuracy, validation, _session.LearningRate, watch.Elapsed - start));
            foreach (Callback callback in _callbacks)
            {
                callback.OnEpochEnd(state);
            }
        }

        private void Steps()
        {
            bool counting = false;
            while (!IsOver && loader.Next())
            {
                if (!counting && state.Step >= WarmUp)
                {
                    counting = true;
                    _allocations.Start();
                }

                Step();
                if (counting)
                {
                    _allocations.Step();
                }

                if (_callbacks.Length > 0)
                {
                    long before = GC.GetAllocatedBytesForCurrentThread();
                    foreach (Callback callback in _callbacks)
                    {
                        callback.OnStep(state);
                    }

                    _allocations.Deduct(before);
                }
            }

            if (counting)
            {
                _allocations.Stop();
                _history.AllocatedPerStep = _allocations.PerStep;
                _history.AllocatedPerStepByCaller = _allocations.PerStepByCaller;
            }
        }

        private void Step()
        {
            if (trainer.Schedule is LearningRateSchedule schedule)
            {
                _session.LearningRate = schedule.Rate(state.Step, state.Steps);
            }

            float loss = _session.Step(loader.Inputs, loader.Labels);
            state.Step++;
            state.Samples += loader.Count;
            state.LossSum += loss * (double)loader.Count;
            state.Correct += Evaluator.CountCorrect(_session.Output, loader.Labels);
            _history.Steps = state.Step;
            _history.Losses.Add(loss);
        }

        private void PublishCopy()
        {
            if (!ReferenceEquals(_session.Parameters, _session.Network.Parameters))
            {
                _session.Publish();
            }
        }
    }
}
