using System.Diagnostics;
using System.Runtime.ExceptionServices;
using System.Runtime.InteropServices;

namespace Espalier;

/// <summary>What every worker of a team runs.</summary>
internal delegate void PartAction(in Part part);

/// <summary>
/// A fixed team of workers, the calling thread among them, that run the same code side by side. Between runs and at
/// barriers a worker first spins for some microseconds, then sleeps, so that a busy machine loses little. Nothing is
/// allocated by a run. One thread at a time may call.
/// </summary>
internal sealed unsafe class WorkerTeam : IDisposable
{
    private const int MaximumThreads = 256;

    // About what it takes to wake a sleeping thread: longer waits cost at most twice their length.
    private static readonly long SpinTicks = Stopwatch.Frequency * 30 / 1_000_000;

    private readonly Worker[] _workers;
    private readonly AlignedBuffer _scratch;
    private readonly int _scratchLength;
    private readonly bool _spin;
    private PartAction? _action;
    private bool _disposed;

    // Each counter has a cache line of its own: spinning on one does not slow writes to another.
    private Counter _run;
    private Counter _arrived;
    private Counter _barrier;
    private Counter _finished;
    private Counter _failed;

    internal WorkerTeam(int threads, string name, int scratchLength = Part.ScratchLength)
    {
        CheckThreads(threads);
        Threads = threads;
        _spin = threads <= Environment.ProcessorCount;
        scratchLength = (int)AlignedBuffer.RoundUp(scratchLength);
        _scratch = new AlignedBuffer((long)threads * scratchLength);
        _scratchLength = scratchLength;
        _workers = new Worker[threads];
        for (int i = 0; i < threads; i++)
        {
            _workers[i] = new Worker(new Part(i, threads, _scratch.Pointer + (long)i * scratchLength, threads > 1 ? this : null, scratchLength));
        }

        try
        {
            for (int i = 1; i < threads; i++)
            {
                Worker worker = _workers[i];
                var thread = new Thread(() => Loop(worker)) { IsBackground = true, Name = $"{name} {i}" };
                thread.Start();
                worker.Thread = thread;
            }
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    internal int Threads { get; }

    /// <summary>Throws unless a team can have so many workers.</summary>
    internal static void CheckThreads(int threads)
    {
        if (threads is < 1 or > MaximumThreads)
        {
            throw new ArgumentOutOfRangeException(nameof(threads), threads, $"threads is {threads}; expected 1 to {MaximumThreads}.");
        }
    }

    /// <summary>All the work as one part, for the calling thread between runs.</summary>
    internal Part Alone => new(0, 1, _scratch.Pointer, null, _scratchLength);

    /// <summary>
    /// Runs <paramref name="action"/> once on every worker and returns when all are done. Where one throws, the others
    /// leave at their next barrier, and the exception of the lowest worker is thrown here; the team stays usable.
    /// </summary>
    internal void Run(PartAction action)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        Worker caller = _workers[0];
        if (Threads == 1)
        {
            action(caller.Part);
            GC.KeepAlive(this);
            return;
        }

        _action = action;
        _arrived.Value = 0;
        _finished.Value = 0;
        Advance(ref _run);
        Execute(caller);
        var wait = new Waiting(_spin, caller);
        while (Volatile.Read(ref _finished.Value) != Threads)
        {
            wait.Once();
        }

        wait.End();
        _action = null;
        if (_failed.Value != 0)
        {
            Rethrow();
        }
    }

    /// <summary>Waits until every worker has come here.</summary>
    internal void Sync(int index)
    {
        int barrier = Volatile.Read(ref _barrier.Value);
        if (Interlocked.Increment(ref _arrived.Value) == Threads)
        {
            _arrived.Value = 0;
            Advance(ref _barrier);
            return;
        }

        var wait = new Waiting(_spin, _workers[index]);
        while (Volatile.Read(ref _barrier.Value) == barrier)
        {
            if (Volatile.Read(ref _failed.Value) != 0)
            {
                throw new AbandonedException();
            }

            // Who has finished has passed every barrier, so one that is still closed then will never open.
            if (Volatile.Read(ref _finished.Value) != 0 && Volatile.Read(ref _barrier.Value) == barrier)
            {
                throw new InvalidOperationException($"Worker {index} waits at a barrier that another worker went past: every worker must call Sync equally often.");
            }

            wait.Once();
        }

        wait.End();
    }

    /// <summary>Ends the workers and waits for them; to be called between runs.</summary>
    public void Dispose()
    {
        if (_disposed)
        {
            return;
        }

        _disposed = true;
        _action = null;
        Advance(ref _run);
        // A worker may still be waking another, so all of them end before any is taken apart.
        foreach (Worker worker in _workers)
        {
            worker.Thread?.Join();
        }

        foreach (Worker worker in _workers)
        {
            worker.Dispose();
        }
    }

    private void Loop(Worker worker)
    {
        int run = 0;
        while (true)
        {
            var wait = new Waiting(_spin, worker);
            while (Volatile.Read(ref _run.Value) == run)
            {
                wait.Once();
            }

            wait.End();
            run++;
            if (Volatile.Read(ref _disposed))
            {
                return;
            }

            Execute(worker);
        }
    }

    private void Execute(Worker worker)
    {
        try
        {
            _action!(worker.Part);
        }
        catch (Exception exception)
        {
            worker.Failure = exception;
            Volatile.Write(ref _failed.Value, 1);
        }

        bool last = Interlocked.Increment(ref _finished.Value) == Threads;
        if (Volatile.Read(ref _failed.Value) != 0 || Volatile.Read(ref _arrived.Value) != 0)
        {
            WakeAll();
        }
        else if (last)
        {
            _workers[0].WakeUp();
        }
    }

    private void Rethrow()
    {
        Exception? first = null;
        foreach (Worker worker in _workers)
        {
            if (worker.Failure is not null && (first is null or AbandonedException))
            {
                first = worker.Failure;
            }

            worker.Failure = null;
        }

        _failed.Value = 0;
        ExceptionDispatchInfo.Throw(first!);
    }

    private void Advance(ref Counter counter)
    {
        Interlocked.Increment(ref counter.Value);
        WakeAll();
    }

    private void WakeAll()
    {
        foreach (Worker worker in _workers)
        {
            worker.WakeUp();
        }
    }

    [StructLayout(LayoutKind.Explicit, Size = 128)]
    private struct Counter
    {
        [FieldOffset(64)]
        internal int Value;
    }

    /// <summary>Leaves the code of a run in which another worker has failed.</summary>
    private sealed class AbandonedException : Exception;

    private sealed class Worker(Part part) : IDisposable
    {
        private readonly AutoResetEvent _wake = new(false);
        private int _sleeps;

        internal Part Part { get; } = part;

        internal Thread? Thread { get; set; }

        internal Exception? Failure { get; set; }

        public void Dispose() => _wake.Dispose();

        // The sleeper first says that it sleeps and then looks at its condition once more; the waker first changes
        // the condition and then looks for sleepers. Both sides fence, so one of them sees the other. A waking too
        // many does no harm: everyone looks again.
        internal void Announce() => Interlocked.Exchange(ref _sleeps, 1);

        internal void Retract() => Volatile.Write(ref _sleeps, 0);

        internal void Sleep() => _wake.WaitOne();

        internal void WakeUp()
        {
            if (Volatile.Read(ref _sleeps) != 0 && Interlocked.Exchange(ref _sleeps, 0) != 0)
            {
                _wake.Set();
            }
        }
    }

    /// <summary>One wait on a condition, which the caller looks at before every <see cref="Once"/>.</summary>
    private struct Waiting(bool spin, Worker worker)
    {
        private bool _spins = spin;
        private bool _announced;
        private int _rounds;
        private long _start;

        /// <summary>Spins for a moment; when the time to spin is over, says that it will sleep, and the next time sleeps.</summary>
        internal void Once()
        {
            if (_spins)
            {
                Thread.SpinWait(1);
                _spins = !SpunOut();
            }
            else if (!_announced)
            {
                _announced = true;
                worker.Announce();
            }
            else
            {
                worker.Sleep();
                _announced = false;
            }
        }

        internal readonly void End()
        {
            if (_announced)
            {
                worker.Retract();
            }
        }

        private bool SpunOut()
        {
            if (_rounds++ % 16 != 0)
            {
                return false;
            }

            long now = Stopwatch.GetTimestamp();
            if (_start == 0)
            {
                _start = now;
            }

            return now - _start > SpinTicks;
        }
    }
}
