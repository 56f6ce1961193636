using System;

namespace Espalier.Generator.Planning;

/// <summary>Where a buffer lives.</summary>
internal enum Region
{
    /// <summary>In the arena, so many floats a sample.</summary>
    Sample,

    /// <summary>In the arena of a session, whatever the batch.</summary>
    Fixed,

    /// <summary>In the state of a stream, where it stays from step to step.</summary>
    State,

    /// <summary>In the caller's input, which is only read.</summary>
    Input,

    /// <summary>In the caller's output.</summary>
    Output,

    /// <summary>Behind the arena of a session that was asked for the gradient of its input.</summary>
    InputGradient,
}

/// <summary>A tensor in memory: its name in the emitted code, its size, and the statements between which it must stand.</summary>
internal sealed class Buffer(string name, Region region, int length)
{
    public string Name { get; } = name;

    public Region Region { get; set; } = region;

    /// <summary>Floats, of one sample unless the region is fixed.</summary>
    public int Length { get; } = length;

    /// <summary>Floats from the start of the region to this buffer, of one sample unless the region is fixed.</summary>
    public int Offset { get; set; }

    public int FirstUse { get; private set; } = int.MaxValue;

    public int LastUse { get; private set; } = -1;

    /// <summary>Floats that the buffer takes, up to the next multiple of a cache line.</summary>
    public int Stride => AlignUp(Length);

    public void UseAt(int time)
    {
        FirstUse = Math.Min(FirstUse, time);
        LastUse = Math.Max(LastUse, time);
    }

    public bool LivesWith(Buffer other) => FirstUse <= other.LastUse && other.FirstUse <= LastUse;

    public bool OverlapsInMemory(Buffer other) =>
        Region == other.Region && Offset < other.Offset + other.Stride && other.Offset < Offset + Stride;

    public static int AlignUp(int length) => checked(length + 15) & ~15;

    public static long AlignUp(long length) => (length + 15) & ~15L;
}
