using System.Runtime.InteropServices;

namespace Espalier.Parts;

/// <summary>What a call does at least: floating-point operations, and bytes that it reads and writes once each.</summary>
public readonly record struct Work(double Flops, double Bytes);

/// <summary>Kernels beside their definitions in plain scalar code, on one worker.</summary>
public abstract unsafe class KernelBenchmark : IDisposable
{
    // What a network with Winograd convolutions asks for, the larger of the sizes.
    private const int ScratchLength = 256 * 1024;

    private readonly Random _random = new(1);
    private readonly float* _scratch = (float*)NativeMemory.AlignedAlloc(ScratchLength * sizeof(float), 64);

    /// <summary>The work of a benchmark method of this class, whose parameters are set.</summary>
    public abstract Work WorkOf(string method);

    /// <inheritdoc/>
    public void Dispose()
    {
        NativeMemory.AlignedFree(_scratch);
        GC.SuppressFinalize(this);
    }

    private protected Part Part => new(0, 1, _scratch, null, ScratchLength);

    /// <summary>Aligned floats in −½…½.</summary>
    private protected Memory<float> Floats(int length)
    {
        float[] array = GC.AllocateUninitializedArray<float>(length + 16, pinned: true);
        foreach (ref float value in array.AsSpan())
        {
            value = _random.NextSingle() - 0.5f;
        }

        int offset = (int)(((0 - Marshal.UnsafeAddrOfPinnedArrayElement(array, 0)) & 63) / sizeof(float));
        return array.AsMemory(offset, length);
    }
}
