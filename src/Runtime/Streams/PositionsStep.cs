using System.Diagnostics;
using Espalier.Simd;

namespace Espalier.Kernels;

/// <summary>One step of a sequence with the vector of its place added, for streams.</summary>
public static unsafe class PositionsStep
{
    /// <summary><c>output = input + table[position]</c>. The output may be the input.</summary>
    /// <param name="position">The steps made before this one; fewer than the table has rows.</param>
    /// <param name="input">The step, <paramref name="features"/> floats.</param>
    /// <param name="table">A row of so many floats for each step.</param>
    /// <param name="output">Overwritten.</param>
    /// <param name="features">Features of a step.</param>
    public static void Forward(long position, ReadOnlySpan<float> input, ReadOnlySpan<float> table, Span<float> output, int features)
    {
        Debug.Assert(position >= 0 && (position + 1) * features <= table.Length && input.Length >= features && output.Length >= features, "The spans hold the step.");
        BinaryLoop.Run<Elementwise.Sum>(new Part(0, 1, null, null, 0), features, input, table.Slice((int)position * features, features), output);
    }
}
