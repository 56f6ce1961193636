using System.Runtime.InteropServices;
using Xunit;

namespace Espalier.Runtime.Tests.Tiles;

/// <summary>
/// Floats that end where their memory ends: on Linux the page after them can be neither read nor written, elsewhere, and
/// before them everywhere, NaN guards are checked at disposal.
/// </summary>
internal sealed unsafe partial class GuardedMemory : IDisposable
{
    private const int Guard = 64;
    private const int Page = 4096;

    private readonly byte* _memory;
    private readonly nuint _bytes;
    private readonly float* _first;
    private readonly int _length;
    private readonly int _after;

    public GuardedMemory(int length)
    {
        _length = length;
        nuint payload = (nuint)(length + Guard) * sizeof(float);
        if (OperatingSystem.IsLinux())
        {
            nuint pages = (payload + Page - 1) / Page * Page;
            _bytes = pages + Page;
            _memory = Map(null, _bytes, 3, 0x22, -1, 0);
            Assert.True((nint)_memory != -1, "mmap failed");
            Assert.Equal(0, Protect(_memory + pages, Page, 0));
            _first = (float*)(_memory + pages) - length;
        }
        else
        {
            _after = Guard;
            _bytes = payload + (Guard * sizeof(float));
            _memory = (byte*)NativeMemory.Alloc(_bytes);
            _first = (float*)_memory + Guard;
        }

        new Span<float>(_first - Guard, Guard).Fill(float.NaN);
        new Span<float>(_first + length, _after).Fill(float.NaN);
    }

    public GuardedMemory(ReadOnlySpan<float> content)
        : this(content.Length) => content.CopyTo(Span);

    public Span<float> Span => new(_first, _length);

    public void Dispose()
    {
        bool intact = Intact(_first - Guard, Guard) && Intact(_first + _length, _after);
        if (OperatingSystem.IsLinux())
        {
            _ = Unmap(_memory, _bytes);
        }
        else
        {
            NativeMemory.Free(_memory);
        }

        Assert.True(intact, "A kernel wrote outside its spans.");
    }

    private static bool Intact(float* guard, int length)
    {
        for (int i = 0; i < length; i++)
        {
            if (!float.IsNaN(guard[i]))
            {
                return false;
            }
        }

        return true;
    }

    [LibraryImport("libc", EntryPoint = "mmap")]
    private static partial byte* Map(void* address, nuint length, int protection, int flags, int file, nint offset);

    [LibraryImport("libc", EntryPoint = "mprotect")]
    private static partial int Protect(void* address, nuint length, int protection);

    [LibraryImport("libc", EntryPoint = "munmap")]
    private static partial int Unmap(void* address, nuint length);
}
