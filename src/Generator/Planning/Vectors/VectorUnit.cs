using System.Collections.Generic;

namespace Espalier.Generator.Planning.Vectors;

/// <summary>The vectors of a kind of processor, as far as kernels choose by them.</summary>
/// <param name="Name">What it is called.</param>
/// <param name="Width">Floats in a vector.</param>
/// <param name="HasManyRegisters">Whether there are 32 registers rather than 16.</param>
internal readonly record struct VectorUnit(string Name, int Width, bool HasManyRegisters)
{
    /// <summary>Those for which kernels are compiled. AVX-512VL has vectors of 256 bits, for processors that those of 512 slow down.</summary>
    public static IReadOnlyList<VectorUnit> All { get; } =
    [
        new("AVX-512", 16, true), new("AVX-512VL", 8, true), new("AVX2", 8, false), new("SSE", 4, false), new("Neon", 4, true),
    ];
}
