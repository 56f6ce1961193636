using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Espalier;

/// <summary>
/// Floats at a fixed, 64-byte aligned address: a pinned managed array, so that nobody has to free it. The spans it
/// gives keep the array alive; <see cref="Pointer"/> does not.
/// </summary>
internal sealed unsafe class AlignedBuffer
{
    /// <summary>The boundary, in floats, on which every part of an arena starts.</summary>
    internal const int Alignment = 16;

    /// <summary>The most floats that one buffer holds.</summary>
    internal static readonly long MaximumLength = (Array.MaxLength - Alignment) / Alignment * Alignment;

    private readonly float[] _array;
    private readonly int _start;

    internal AlignedBuffer(long length)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(length, MaximumLength);
        _array = GC.AllocateArray<float>((int)length + Alignment, pinned: true);
        float* address = (float*)Unsafe.AsPointer(ref MemoryMarshal.GetArrayDataReference(_array));
        _start = (int)((0 - (nint)address & (Alignment * sizeof(float) - 1)) / sizeof(float));
        Pointer = address + _start;
        Length = (int)length;
    }

    internal int Length { get; }

    internal float* Pointer { get; }

    internal Span<float> Span => MemoryMarshal.CreateSpan(ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(_array), _start), Length);

    /// <summary>The least multiple of <see cref="Alignment"/> that is not below <paramref name="length"/>.</summary>
    internal static long RoundUp(long length) => (length + Alignment - 1) / Alignment * Alignment;
}
