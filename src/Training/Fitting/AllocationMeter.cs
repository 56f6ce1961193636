namespace Espalier.Training;

/// <summary>Counts what the managed heap gives out while it runs: to the calling thread, and to all threads.</summary>
internal struct AllocationMeter
{
    private long _caller;
    private long _process;

    /// <summary>Bytes for the calling thread, in all stretches.</summary>
    internal long Caller { get; private set; }

    /// <summary>Bytes for all threads, in all stretches.</summary>
    internal long Process { get; private set; }

    /// <summary>Begins a stretch.</summary>
    internal void Start()
    {
        _process = GC.GetTotalAllocatedBytes(precise: true);
        _caller = GC.GetAllocatedBytesForCurrentThread();
    }

    /// <summary>Deducts what the calling thread allocated since <paramref name="since"/>, a reading of its counter.</summary>
    internal void Deduct(long since)
    {
        long bytes = GC.GetAllocatedBytesForCurrentThread() - since;
        _caller += bytes;
        _process += bytes;
    }

    /// <summary>Ends the stretch.</summary>
    internal void Stop()
    {
        Caller += GC.GetAllocatedBytesForCurrentThread() - _caller;
        Process += GC.GetTotalAllocatedBytes(precise: true) - _process;
    }
}
