using System.Diagnostics;
using System.Runtime.Intrinsics;
using Espalier.Simd;

namespace Espalier.Kernels;

/// <summary>
/// The greatest of each group of neighbouring channels (Goodfellow et al. 2013). Values of a group are neighbours in memory,
/// so that images, sequences and vectors are one row of groups.
/// </summary>
public static unsafe class Maxout
{
    /// <summary><c>y[i] = max(x[i · pieces], …, x[i · pieces + pieces − 1])</c>.</summary>
    /// <param name="part">The share of this worker.</param>
    /// <param name="count">Samples.</param>
    /// <param name="input">count·length·pieces floats.</param>
    /// <param name="output">count·length floats; not the input.</param>
    /// <param name="length">Floats in a sample of the output.</param>
    /// <param name="pieces">Values of a group, at least 2.</param>
    public static void Forward(in Part part, int count, ReadOnlySpan<float> input, Span<float> output, int length, int pieces)
    {
        Debug.Assert(input.Length >= count * length * pieces && output.Length >= count * length, "The spans hold every group.");
        (int start, int end) = part.Range(count * length, BinaryLoop.Grain);
        fixed (float* x = input)
        fixed (float* y = output)
        {
            int i = start;
            for (; i <= end - 4; i += 4)
            {
                float* group = x + ((long)i * pieces);
                Vector128<float> max = Strided(group, pieces);
                for (int piece = 1; piece < pieces; piece++)
                {
                    max = Vector128.Max(max, Strided(group + piece, pieces));
                }

                Vector128.Store(max, y + i);
            }

            for (; i < end; i++)
            {
                float* group = x + ((long)i * pieces);
                float max = group[0];
                for (int piece = 1; piece < pieces; piece++)
                {
                    max = MathF.Max(max, group[piece]);
                }

                y[i] = max;
            }
        }
    }

    /// <summary>The gradient goes to the greatest value of each group, to the first of equal ones.</summary>
    /// <param name="part">The share of this worker.</param>
    /// <param name="count">Samples.</param>
    /// <param name="input">What forward read: count·length·pieces floats.</param>
    /// <param name="dOutput">The gradient of the output: count·length floats.</param>
    /// <param name="dInput">Receives the gradient of the input: count·length·pieces floats.</param>
    /// <param name="length">Floats in a sample of the output.</param>
    /// <param name="pieces">Values of a group.</param>
    /// <param name="accumulate">Whether to add to <paramref name="dInput"/> instead of overwriting it.</param>
    public static void Backward(in Part part, int count, ReadOnlySpan<float> input, ReadOnlySpan<float> dOutput, Span<float> dInput, int length, int pieces, bool accumulate = false)
    {
        Debug.Assert(input.Length >= count * length * pieces && dInput.Length >= count * length * pieces && dOutput.Length >= count * length, "The spans hold every group.");
        (int start, int end) = part.Range(count * length, BinaryLoop.Grain);
        if (!accumulate)
        {
            dInput[(start * pieces)..(end * pieces)].Clear();
        }

        // One write a group; the rest of the gradient is zero.
        for (int i = start; i < end; i++)
        {
            ReadOnlySpan<float> group = input.Slice(i * pieces, pieces);
            int greatest = 0;
            for (int piece = 1; piece < group.Length; piece++)
            {
                greatest = group[piece] > group[greatest] ? piece : greatest;
            }

            dInput[(i * pieces) + greatest] += dOutput[i];
        }
    }

    private static Vector128<float> Strided(float* from, int step) =>
        Vector128.Create(from[0], from[step], from[2 * step], from[3 * step]);
}
