namespace Espalier;

/// <summary>
/// One worker's share of a team that runs the same straight-line code. Every kernel takes its part as an argument:
/// it computes <see cref="Range"/> of its output elements, and <see cref="Sync"/> stands between two kernels of which
/// the second reads what the first wrote. A split never changes the order of sums within an element, so the bits are
/// the same for any number of workers.
/// </summary>
public readonly unsafe struct Part
{
    /// <summary>The least number of floats in the scratch memory of a worker: 64 rows of a dense layer, a piece at a time.</summary>
    public const int ScratchLength = 34 * 1024;

    private readonly WorkerTeam? _team;
    private readonly float* _scratch;
    private readonly int _scratchLength;

    internal Part(int index, int count, float* scratch, WorkerTeam? team, int scratchLength = ScratchLength)
    {
        Index = index;
        Count = count;
        _scratch = scratch;
        _scratchLength = scratchLength;
        _team = team;
    }

    /// <summary>The number of this worker, from 0.</summary>
    public int Index { get; }

    /// <summary>The number of workers.</summary>
    public int Count { get; }

    /// <summary>Memory of this worker alone, 64-byte aligned, <see cref="ScratchLength"/> floats or more, of undefined content.</summary>
    public Span<float> Scratch => new(_scratch, _scratchLength);

    /// <summary>The whole of some work that only this worker does.</summary>
    internal Part Alone => new(0, 1, _scratch, null, _scratchLength);

    /// <summary>This worker's share of <paramref name="total"/> items, cut at multiples of <paramref name="grain"/>.</summary>
    /// <param name="total">The number of items, at least 0.</param>
    /// <param name="grain">The smallest piece that is worth a cut, at least 1.</param>
    /// <returns>The first item and the one after the last; equal where nothing falls to this worker.</returns>
    public (int Start, int End) Range(int total, int grain = 1)
    {
        if (Count == 1)
        {
            return (0, total);
        }

        long pieces = ((long)total + grain - 1) / grain;
        long start = pieces * Index / Count * grain;
        long end = pieces * (Index + 1) / Count * grain;
        return ((int)Math.Min(start, total), (int)Math.Min(end, total));
    }

    /// <summary>Waits until every worker has come here: what any of them wrote before can be read after.</summary>
    public void Sync() => _team?.Sync(Index);
}
