using System.Diagnostics;
using System.Runtime.CompilerServices;
using Espalier.Simd;

namespace Espalier.Kernels;

/// <summary>
/// A dense layer on the rows of an embedding: a table with a row for each token, from which the steps are picked. It takes
/// the place of the products at every step, with the same bits.
/// </summary>
public static unsafe class TokenTable
{
    /// <summary>Computes the table, by one worker alone.</summary>
    /// <param name="rows">The rows of the embedding, (vocabulary, inputs).</param>
    /// <param name="weight">The weights of the layer, in panels.</param>
    /// <param name="bias">One number an output, or empty.</param>
    /// <param name="table">Overwritten: (vocabulary, outputs).</param>
    /// <param name="shape">The layer, with a row for each token.</param>
    [SkipLocalsInit]
    public static void Fill(ReadOnlySpan<float> rows, ReadOnlySpan<float> weight, ReadOnlySpan<float> bias, Span<float> table, in DenseShape shape)
    {
        float* scratch = stackalloc float[Part.ScratchLength];
        Dense.Forward(new Part(0, 1, scratch, null), 1, rows, weight, bias, table, shape);
    }

    /// <summary>
    /// The gradient of the table: for each token the sum over its steps, in their order. Workers share the columns, so that no
    /// sum depends on how many there are.
    /// </summary>
    /// <param name="part">The worker's share.</param>
    /// <param name="count">The number of samples.</param>
    /// <param name="tokens">count·steps whole numbers from 0 to vocabulary − 1.</param>
    /// <param name="dOutput">The gradient of what was picked, (count, steps, size).</param>
    /// <param name="dTable">Overwritten: (vocabulary, size).</param>
    /// <param name="shape">Sizes; the table lies row by row.</param>
    public static void Gradient(in Part part, int count, ReadOnlySpan<float> tokens, ReadOnlySpan<float> dOutput, Span<float> dTable, in EmbeddingShape shape)
    {
        int size = shape.Size, rows = count * shape.Steps;
        Debug.Assert(shape.Panel == 0, "The table lies row by row.");
        Debug.Assert(tokens.Length >= rows && dOutput.Length >= rows * size && dTable.Length >= shape.WeightLength, "The spans hold every row.");
        (int first, int end) = part.Range(size, Grain);
        if (first == end)
        {
            return;
        }

        for (int token = 0; token < shape.Vocabulary; token++)
        {
            dTable.Slice((token * size) + first, end - first).Clear();
        }

        fixed (float* t = tokens, dy = dOutput, sums = dTable)
        {
            VectorWidth.Run(new SumKernel(t, dy + first, sums + first, rows, size, end - first));
        }
    }

    // A cache line: no two workers write the same.
    private const int Grain = 16;

    private readonly struct SumKernel(float* tokens, float* from, float* to, int rows, int size, int columns) : IVectorKernel
    {
        public void Run<S, V>()
            where S : struct, ISimd<S, V>
            where V : struct
        {
            for (int row = 0; row < rows; row++)
            {
                float* source = from + ((nint)row * size), sum = to + ((nint)tokens[row] * size);
                int i = 0;
                for (; i <= columns - S.Width; i += S.Width)
                {
                    S.Store(sum + i, S.Add(S.Load(sum + i), S.Load(source + i)));
                }

                if (i < columns)
                {
                    int lanes = columns - i;
                    S.StoreFirst(sum + i, S.Add(S.LoadFirst(sum + i, lanes), S.LoadFirst(source + i, lanes)), lanes);
                }
            }
        }
    }
}
