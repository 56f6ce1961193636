using Espalier.Kernels;
using Espalier.Runtime.Tests.Support;
using Espalier.Runtime.Tests.Tiles;
using Xunit;

namespace Espalier.Runtime.Tests.Sequences;

public class EmbeddingTests
{
    public static TheoryData<int, int, int, bool> Shapes => new()
    {
        { 1, 1, 1, false }, { 3, 5, 7, false }, { 2, 9, 40, false }, { 3, 5, 7, true }, { 2, 4, 40, true }, { 2, 4, 65, true },
    };

    [Theory]
    [MemberData(nameof(Shapes))]
    public void A_row_is_looked_up_for_each_token(int count, int steps, int vocabulary, bool inPanels)
    {
        Random random = new(1);
        foreach (int size in Kernel.Lengths.Where(length => length < 300))
        {
            EmbeddingShape shape = new(steps, vocabulary, size, inPanels ? vocabulary <= 16 ? 16 : 32 : 0);
            float[] table = Check.Random(random, vocabulary * size), tokens = Tokens(random, count * steps, vocabulary);
            using GuardedMemory weight = new(Laid(table, shape)), input = new(tokens);
            float[] output = Kernel.Run(count * steps * size, (part, to) => Embedding.Forward(part, count, input.Span, weight.Span, to.Span, shape));
            for (int row = 0; row < tokens.Length; row++)
            {
                Check.SameBits(table.AsSpan((int)tokens[row] * size, size), output.AsSpan(row * size, size), $"size {size}, row {row}");
            }
        }
    }

    [Theory]
    [MemberData(nameof(Shapes))]
    public void The_gradient_of_a_row_is_the_sum_over_its_tokens(int count, int steps, int vocabulary, bool inPanels)
    {
        Random random = new(2);
        foreach (int size in Kernel.Lengths.Where(length => length < 300))
        {
            EmbeddingShape shape = new(steps, vocabulary, size, inPanels ? vocabulary <= 16 ? 16 : 32 : 0);
            float[] before = Check.Random(random, vocabulary * size), tokens = Tokens(random, count * steps, vocabulary);
            using GuardedMemory input = new(tokens), dOutput = new(Check.Random(random, count * steps * size));
            double[] expected = Kernel.Double(before);
            for (int i = 0; i < dOutput.Span.Length; i++)
            {
                expected[((int)tokens[i / size] * size) + (i % size)] += dOutput.Span[i];
            }

            float[] gradient = Kernel.Run(Laid(before, shape), (part, to) => Embedding.BackwardWeight(part, count, input.Span, dOutput.Span, to.Span, shape));
            Kernel.Close(Kernel.Double(Laid(Array.ConvertAll(expected, value => (float)value), shape)), gradient, 1e-6, $"size {size}");
        }
    }

    [Fact]
    public void A_table_has_the_bits_of_the_products()
    {
        Random random = new(3);
        foreach ((int vocabulary, int inputs, int outputs) in new[] { (1, 1, 1), (7, 5, 24), (65, 64, 66), (9, 130, 17) })
        {
            DenseShape shape = new(inputs, outputs, vocabulary);
            using GuardedMemory rows = new(Check.Random(random, vocabulary * inputs)), weight = new(Check.Random(random, shape.WeightLength)), bias = new(Check.Random(random, outputs));
            float[] expected = Kernel.Run(vocabulary * outputs, (part, to) => Espalier.Kernels.Dense.Forward(part, 1, rows.Span, weight.Span, bias.Span, to.Span, shape));
            using GuardedMemory table = new(new float[vocabulary * outputs]);
            TokenTable.Fill(rows.Span, weight.Span, bias.Span, table.Span, shape);
            Check.SameBits(expected, table.Span, $"{vocabulary} tokens, {inputs} inputs, {outputs} outputs");
        }
    }

    [Theory]
    [InlineData(1, 1, 1)]
    [InlineData(3, 5, 7)]
    [InlineData(2, 9, 40)]
    public void The_gradient_of_a_table_is_the_sum_over_its_tokens(int count, int steps, int vocabulary)
    {
        Random random = new(4);
        foreach (int size in Kernel.Lengths.Where(length => length < 300))
        {
            EmbeddingShape shape = new(steps, vocabulary, size);
            using GuardedMemory tokens = new(Tokens(random, count * steps, vocabulary)), dOutput = new(Check.Random(random, count * steps * size));
            double[] expected = new double[vocabulary * size];
            for (int i = 0; i < dOutput.Span.Length; i++)
            {
                expected[((int)tokens.Span[i / size] * size) + (i % size)] += dOutput.Span[i];
            }

            float[] gradient = Kernel.Run(vocabulary * size, (part, to) => TokenTable.Gradient(part, count, tokens.Span, dOutput.Span, to.Span, shape));
            Kernel.Close(expected, gradient, 1e-6, $"size {size}");
        }
    }

    private static float[] Tokens(Random random, int length, int vocabulary) => Array.ConvertAll(new float[length], _ => (float)random.Next(vocabulary));

    /// <summary>The table as it lies: row by row, or in panels of 16 or 32 outputs with k outside.</summary>
    private static float[] Laid(float[] table, EmbeddingShape shape)
    {
        if (shape.Panel == 0)
        {
            return table;
        }

        int width = shape.Vocabulary <= 16 ? 16 : 32;
        float[] laid = new float[shape.WeightLength];
        for (int token = 0; token < shape.Vocabulary; token++)
        {
            for (int k = 0; k < shape.Size; k++)
            {
                laid[(token / width * width * shape.Size) + (k * width) + (token % width)] = table[(token * shape.Size) + k];
            }
        }

        return laid;
    }
}
