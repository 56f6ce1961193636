using System.Diagnostics;
using Espalier.Simd;

namespace Espalier.Kernels;

/// <summary>What tells the steps of a sequence apart: a table with a vector for each step, added to every sample.</summary>
public static unsafe class Positions
{
    /// <summary><c>y[step] = x[step] + table[step]</c>. The output may be the input.</summary>
    /// <param name="part">The share of this worker.</param>
    /// <param name="count">Samples.</param>
    /// <param name="input">count·steps·features floats.</param>
    /// <param name="table">steps·features floats.</param>
    /// <param name="output">Receives count·steps·features floats.</param>
    /// <param name="shape">Sizes.</param>
    public static void Forward(in Part part, int count, ReadOnlySpan<float> input, ReadOnlySpan<float> table, Span<float> output, in StepsShape shape)
    {
        int length = shape.Steps * shape.Features;
        Debug.Assert(input.Length >= count * length && output.Length >= count * length && table.Length >= length, "The spans hold every step.");
        (int start, int end) = part.Range(count * length, BinaryLoop.Grain);
        Part alone = new(0, 1, null, null, 0);
        while (start < end)
        {
            // As far as this sample goes.
            int place = start % length, piece = Math.Min(end - start, length - place);
            BinaryLoop.Run<Elementwise.Sum>(alone, piece, input.Slice(start, piece), table.Slice(place, piece), output.Slice(start, piece));
            start += piece;
        }
    }

    /// <summary><c>dTable += Σ dy</c> over the samples, in their order.</summary>
    /// <param name="part">The share of this worker.</param>
    /// <param name="count">Samples.</param>
    /// <param name="dOutput">The gradient of the output: count·steps·features floats.</param>
    /// <param name="dTable">What the gradient of the table is added to: steps·features floats.</param>
    /// <param name="shape">Sizes.</param>
    public static void BackwardTable(in Part part, int count, ReadOnlySpan<float> dOutput, Span<float> dTable, in StepsShape shape)
    {
        int length = shape.Steps * shape.Features;
        Debug.Assert(dOutput.Length >= count * length && dTable.Length >= length, "The spans hold every step.");
        (int start, int end) = part.Range(length, 16);
        Part alone = new(0, 1, null, null, 0);
        for (int i = 0; i < count && start < end; i++)
        {
            BinaryLoop.Run<Elementwise.Sum>(alone, end - start, dTable[start..end], dOutput[((i * length) + start)..((i * length) + end)], dTable[start..end]);
        }
    }

    /// <summary>
    /// Sines and cosines of wavelengths from 2π to 20 000π (Vaswani and others 2017):
    /// <c>table[step, 2i] = sin(step / 10000^(2i / features))</c>, <c>table[step, 2i + 1]</c> the cosine of the same.
    /// </summary>
    /// <param name="table">Receives steps·features floats.</param>
    /// <param name="shape">Sizes.</param>
    public static void FillSinusoids(Span<float> table, in StepsShape shape) => FillSinusoids(new Part(0, 1, null, null, 0), table, shape);

    /// <summary>The same by several workers, into memory that was zero at first; what is there already stays.</summary>
    /// <param name="part">The share of this worker.</param>
    /// <param name="table">Receives steps·features floats.</param>
    /// <param name="shape">Sizes.</param>
    public static void FillSinusoids(in Part part, Span<float> table, in StepsShape shape)
    {
        int features = shape.Features;
        (int start, int end) = part.Range(shape.Steps);

        // Of a sine and its cosine one is not zero; a single feature has sines alone, and its first row is quickly filled again.
        if (start == end || (table.Slice(start * features, Math.Min(2, features)).ContainsAnyExcept(0f) && table.Slice((end - 1) * features, Math.Min(2, features)).ContainsAnyExcept(0f)))
        {
            return;
        }

        for (int i = 0; i < features; i++)
        {
            double rate = Math.Pow(10000, -(double)(i & ~1) / features);
            for (int step = start; step < end; step++)
            {
                double angle = step * rate;
                table[(step * features) + i] = (float)((i & 1) == 0 ? Math.Sin(angle) : Math.Cos(angle));
            }
        }
    }
}
