namespace Espalier.Training;

/// <summary>
/// What a step takes from the managed heap. The calling thread's share is the mean over all steps. That of all other
/// threads is the median over windows of steps, since they include the runtime's own, which now and then allocate some
/// kilobytes when code is recompiled; a worker that allocated in its steps would show in every window.
/// </summary>
internal sealed class AllocationMeter
{
    private const int MostWindows = 256;

    private readonly int _window;
    private readonly long[] _others = new long[MostWindows];
    private int _windows;
    private int _stepsInWindow;
    private long _steps;
    private long _caller;
    private long _callerStart;
    private long _windowCallerStart;
    private long _windowProcessStart;

    /// <summary>Prepares for a run.</summary>
    /// <param name="steps">Steps to come, at most.</param>
    internal AllocationMeter(long steps)
    {
        _window = (int)Math.Clamp(((steps - 1) / MostWindows) + 1, 16, int.MaxValue);
    }

    /// <summary>Bytes that a step took on the calling thread, on average; NaN before the first.</summary>
    internal double PerStepByCaller => _steps == 0 ? double.NaN : (double)_caller / _steps;

    /// <summary>Bytes that a step took on all threads; NaN before the first window is full.</summary>
    internal double PerStep
    {
        get
        {
            if (_windows == 0)
            {
                return double.NaN;
            }

            long[] sorted = _others[.._windows];
            Array.Sort(sorted);
            return PerStepByCaller + ((double)sorted[_windows / 2] / _window);
        }
    }

    /// <summary>Begins a stretch of steps.</summary>
    internal void Start()
    {
        _callerStart = GC.GetAllocatedBytesForCurrentThread();
        StartWindow();
    }

    /// <summary>Counts a step.</summary>
    internal void Step()
    {
        _steps++;
        if (++_stepsInWindow < _window || _windows == MostWindows)
        {
            return;
        }

        long caller = GC.GetAllocatedBytesForCurrentThread() - _windowCallerStart;
        _others[_windows++] = GC.GetTotalAllocatedBytes(precise: true) - _windowProcessStart - caller;
        StartWindow();
    }

    /// <summary>Deducts what the calling thread allocated since <paramref name="since"/>, a reading of its counter.</summary>
    internal void Deduct(long since)
    {
        long bytes = GC.GetAllocatedBytesForCurrentThread() - since;
        _callerStart += bytes;
    }

    /// <summary>Ends the stretch; a window that is not full is left out.</summary>
    internal void Stop() => _caller += GC.GetAllocatedBytesForCurrentThread() - _callerStart;

    private void StartWindow()
    {
        _stepsInWindow = 0;
        _windowCallerStart = GC.GetAllocatedBytesForCurrentThread();
        _windowProcessStart = GC.GetTotalAllocatedBytes(precise: true);
    }
}
