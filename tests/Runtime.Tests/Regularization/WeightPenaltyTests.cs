using System.Runtime.InteropServices;
using Espalier.Kernels;
using Espalier.Runtime.Tests.Support;
using Espalier.Runtime.Tests.Tiles;
using Xunit;

namespace Espalier.Runtime.Tests.Regularization;

public class WeightPenaltyTests
{
    public static TheoryData<float, float> Factors => new() { { 0.3f, 0f }, { 0f, 0.7f }, { 0.25f, 0.5f }, { 0f, 0f } };

    private static IEnumerable<int> Lengths => Kernel.Lengths.Concat([1024, 1025, 5000]);

    [Theory]
    [MemberData(nameof(Factors))]
    public void The_penalty_is_the_sum_over_the_blocks(float l1, float l2)
    {
        Random random = new(1);
        foreach (int length in Lengths)
        {
            using GuardedMemory values = new(Check.Random(random, length));
            int blocks = (length + 1023) / 1024;

            // A double is two floats of the guarded memory.
            float[] bits = Kernel.Run(2 * blocks, (part, to) => WeightPenalty.Evaluate(part, values.Span, MemoryMarshal.Cast<float, double>(to.Span), l1, l2));
            double[] found = MemoryMarshal.Cast<float, double>(bits.AsSpan()).ToArray();
            for (int block = 0; block < blocks; block++)
            {
                double[] weights = Kernel.Double(values.Span[(block * 1024)..Math.Min(length, (block + 1) * 1024)]);
                double expected = weights.Sum(w => (l1 * Math.Abs(w)) + (l2 * w * w));
                Assert.Equal(expected, found[block], 1e-5 * (1 + expected));
            }
        }
    }

    [Theory]
    [MemberData(nameof(Factors))]
    public void The_gradient_is_added_to_what_is_there(float l1, float l2)
    {
        Random random = new(2);
        foreach (int length in Lengths)
        {
            float[] weights = Check.Random(random, length), before = Check.Random(random, length);
            weights[length / 2] = 0;
            weights[length / 3] = -0f;
            using GuardedMemory values = new(weights);
            float[] gradient = Kernel.Run(before, (part, to) => WeightPenalty.AddGradient(part, values.Span, to.Span, l1, l2));
            Kernel.Close([.. weights.Select((w, i) => before[i] + (l1 * Math.Sign(w)) + (2.0 * l2 * w))], gradient, 1e-6, $"{length} weights");
        }
    }
}
