using System.Diagnostics;
using Espalier.Training.Metrics;

namespace Espalier.Training;

/// <summary>One run of a <see cref="Trainer"/>: what its loop carries along.</summary>
internal sealed class FitRun(Trainer trainer, FitState state, DataLoader loader, BatchPass pass, Evaluator? evaluator, RunKeeper? keeper, CancellationToken cancellation)
{
    // Steps in which the program still compiles itself, and which are not counted as allocating.
    private const int WarmUp = 16;

    private readonly TrainingSession _session = state.Session;
    private readonly Callback[] _callbacks = [.. trainer.Callbacks];
    private readonly TrainingHistory _history = state.History;
    private readonly AllocationMeter _allocations = new(state.Steps);

    private bool IsOver => state.Step >= state.Steps || state.StopRequested || cancellation.IsCancellationRequested;

    internal void Epochs(CheckpointFile? resumed)
    {
        TimeSpan before = _history.Time;
        var watch = Stopwatch.StartNew();
        foreach (Callback callback in _callbacks)
        {
            callback.OnFitStart(state);
        }

        if (resumed is not null)
        {
            keeper!.LoadCallbacks(resumed);
        }

        while (!IsOver || IsInEpoch)
        {
            Epoch(watch);
            if (cancellation.IsCancellationRequested)
            {
                break;
            }
        }

        _history.Time = before + watch.Elapsed;
        _history.Outcome = state.Step >= state.Steps ? FitOutcome.Completed
            : state.StopRequested ? FitOutcome.Stopped
            : FitOutcome.Cancelled;
    }

    // True where a run resumed from the middle of an epoch.
    private bool IsInEpoch => state.StepInEpoch > 0;

    internal void PublishCopy()
    {
        if (!ReferenceEquals(_session.Parameters, _session.Network.Parameters))
        {
            _session.Publish();
        }
    }

    private void Epoch(Stopwatch watch)
    {
        TimeSpan start = watch.Elapsed;
        bool resumed = IsInEpoch;
        if (!resumed)
        {
            state.StartEpoch();
        }

        loader.Start(state.Epoch - 1, state.StepInEpoch * trainer.Accumulate);
        for (int i = 0; !resumed && i < _callbacks.Length; i++)
        {
            _callbacks[i].OnEpochStart(state);
        }

        Steps();
        if (cancellation.IsCancellationRequested)
        {
            // As it stands in the middle of the epoch, so that it goes on from here.
            keeper?.Save();
        }

        PublishCopy();
        state.StepInEpoch = 0;
        _history.Add(Measure(watch, start));
        foreach (Callback callback in _callbacks)
        {
            callback.OnEpochEnd(state);
        }

        if (!cancellation.IsCancellationRequested)
        {
            keeper?.OnEpochEnd(IsOver);
        }
    }

    private EpochRecord Measure(Stopwatch watch, TimeSpan start)
    {
        Evaluation? validation = cancellation.IsCancellationRequested ? null : evaluator?.Evaluate();
        MetricValue[] metrics = validation is null ? [] : [.. trainer.Metrics.Select(metric => new MetricValue(metric.Name, metric.Of(evaluator!.Outputs, evaluator.Data)))];
        return new EpochRecord(state.Epoch, state.Step, state.Loss, state.Accuracy, validation, _session.LearningRate, watch.Elapsed - start) { Metrics = metrics };
    }

    private void Steps()
    {
        bool counting = false;
        while (!IsOver && loader.Next())
        {
            if (!counting && _history.Losses.Means.Length >= WarmUp)
            {
                counting = true;
                _allocations.Start();
            }

            Step();
            if (counting)
            {
                _allocations.Step();
            }

            long before = GC.GetAllocatedBytesForCurrentThread();
            foreach (Callback callback in _callbacks)
            {
                callback.OnStep(state);
            }

            keeper?.OnStep();
            if (counting)
            {
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

    // The first batch of the step has been gathered; the others are here.
    private void Step()
    {
        if (trainer.Schedule is LearningRateSchedule schedule)
        {
            _session.LearningRate = schedule.Rate(state.Position);
        }

        int samples = SamplesOfStep();
        double lossSum = 0;
        int batch = 0;
        do
        {
            float loss = pass.Run((float)loader.Count / samples);
            lossSum += loss * (double)loader.Count;
            if (loader.Labels.Length > 0)
            {
                state.Correct += Evaluator.CountCorrect(_session.Output, loader.Labels);
            }
        }
        while (++batch < trainer.Accumulate && loader.Next());

        _session.Update();
        state.Step++;
        state.StepInEpoch++;
        state.Samples += samples;
        state.LossSum += lossSum;
        _history.Steps = state.Step;
        _history.Losses.Add((float)(lossSum / samples));
    }

    private int SamplesOfStep()
    {
        int first = state.StepInEpoch * trainer.Accumulate;
        int batches = Math.Min(trainer.Accumulate, loader.BatchesPerEpoch - first);
        long end = Math.Min((long)(first + batches) * loader.BatchSize, loader.Data.Count);
        return (int)(end - ((long)first * loader.BatchSize));
    }
}
