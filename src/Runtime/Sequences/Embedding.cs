using System.Diagnostics;
using Espalier.Simd;

namespace Espalier.Kernels;

/// <summary>A vector for each token, looked up in a table: <c>y[row] = weight[token[row]]</c>.</summary>
public static unsafe class Embedding
{
    /// <summary>Copies the vector of each token.</summary>
    /// <param name="part">The share of this worker.</param>
    /// <param name="count">Samples.</param>
    /// <param name="tokens">count·steps whole numbers from 0 to vocabulary − 1.</param>
    /// <param name="weight">The table, in the layout that the shape says.</param>
    /// <param name="output">Receives count·steps·size floats.</param>
    /// <param name="shape">Sizes and layout.</param>
    public static void Forward(in Part part, int count, ReadOnlySpan<float> tokens, ReadOnlySpan<float> weight, Span<float> output, in EmbeddingShape shape)
    {
        int size = shape.Size, rows = count * shape.Steps;
        Debug.Assert(tokens.Length >= rows && output.Length >= rows * size && weight.Length >= shape.WeightLength, "The spans hold every row.");
        (int start, int end) = part.Range(rows, Math.Max(1, BinaryLoop.Grain / size));
        int width = shape.Panel;
        for (int row = start; row < end; row++)
        {
            int token = (int)tokens[row];
            Span<float> to = output.Slice(row * size, size);
            if (shape.Panel == 0)
            {
                weight.Slice(token * size, size).CopyTo(to);
                continue;
            }

            ReadOnlySpan<float> column = weight[ColumnOf(token, width, size)..];
            for (int i = 0; i < size; i++)
            {
                to[i] = column[i * width];
            }
        }
    }

    /// <summary>
    /// <c>dWeight[token[row]] += dy[row]</c>, in the order of the rows. Each token belongs to one worker, so that the sums do
    /// not depend on how many there are.
    /// </summary>
    /// <param name="part">The share of this worker.</param>
    /// <param name="count">Samples.</param>
    /// <param name="tokens">count·steps whole numbers from 0 to vocabulary − 1.</param>
    /// <param name="dOutput">The gradient of the output: count·steps·size floats.</param>
    /// <param name="dWeight">What the gradient of the table is added to, in the table's layout.</param>
    /// <param name="shape">Sizes and layout.</param>
    public static void BackwardWeight(in Part part, int count, ReadOnlySpan<float> tokens, ReadOnlySpan<float> dOutput, Span<float> dWeight, in EmbeddingShape shape)
    {
        int size = shape.Size, rows = count * shape.Steps;
        Debug.Assert(tokens.Length >= rows && dOutput.Length >= rows * size && dWeight.Length >= shape.WeightLength, "The spans hold every row.");
        fixed (float* t = tokens)
        fixed (float* dy = dOutput)
        fixed (float* dw = dWeight)
        {
            if (shape.Panel == 0)
            {
                VectorWidth.Run(new RowKernel(t, dy, dw, rows, size, part.Index, part.Count));
                return;
            }

            int width = shape.Panel;
            for (int row = 0; row < rows; row++)
            {
                int token = (int)t[row];
                if (token % part.Count == part.Index)
                {
                    float* to = dw + ColumnOf(token, width, size);
                    for (int i = 0; i < size; i++)
                    {
                        to[(long)i * width] += dy[((long)row * size) + i];
                    }
                }
            }
        }
    }

    /// <summary>Where the numbers of a token start; they lie a panel's width apart.</summary>
    private static int ColumnOf(int token, int width, int size) => (token / width * width * size) + (token % width);

    private readonly struct RowKernel(float* tokens, float* dOutput, float* dWeight, int rows, int size, int index, int workers) : IVectorKernel
    {
        public void Run<S, V>()
            where S : struct, ISimd<S, V>
            where V : struct
        {
            for (int row = 0; row < rows; row++)
            {
                int token = (int)tokens[row];
                if (token % workers != index)
                {
                    continue;
                }

                float* from = dOutput + ((long)row * size);
                float* to = dWeight + ((long)token * size);
                int i = 0;
                for (; i <= size - S.Width; i += S.Width)
                {
                    S.Store(to + i, S.Add(S.Load(to + i), S.Load(from + i)));
                }

                if (i < size)
                {
                    S.StoreFirst(to + i, S.Add(S.LoadFirst(to + i, size - i), S.LoadFirst(from + i, size - i)), size - i);
                }
            }
        }
    }
}
