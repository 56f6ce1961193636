using Espalier.Kernels;
using Espalier.Runtime.Tests.Support;
using Espalier.Runtime.Tests.Tiles;
using Xunit;

namespace Espalier.Runtime.Tests.Regularization;

public class DropoutTests
{
    [Fact]
    public void Each_element_is_dropped_by_its_own_bits()
    {
        Random random = new(1);
        foreach (int length in Kernel.Lengths)
        {
            foreach (float probability in (float[])[0f, 0.25f, 0.5f, 1f])
            {
                using GuardedMemory input = new(Check.Random(random, 2 * length));
                float[] output = Kernel.Run(2 * length, (part, to) => Dropout.Forward(part, 2, input.Span, to.Span, length, probability, 77));
                for (int i = 0; i < output.Length; i++)
                {
                    uint bits = (uint)(CounterRandom.Bits(77, (ulong)i / 2) >> (i % 2 * 32));
                    bool dropped = (bits >> 9) * (1.0 / (1 << 23)) < probability;
                    Assert.Equal(dropped ? 0f : input.Span[i] * (1f / (1f - probability)), output[i]);
                }

                Check.SameBits(output, Kernel.Run(input.Span, (part, to) => Dropout.Forward(part, 2, to.Span, to.Span, length, probability, 77)), "in place");
            }
        }
    }

    [Fact]
    public void Backward_uses_the_same_mask()
    {
        Random random = new(2);
        foreach (int length in Kernel.Lengths)
        {
            using GuardedMemory ones = new([.. Enumerable.Repeat(1f, length)]);
            using GuardedMemory dOutput = new(Check.Random(random, length));
            float[] before = Check.Random(random, length);
            float[] factors = Kernel.Run(length, (part, to) => Dropout.Forward(part, 1, ones.Span, to.Span, length, 0.3f, 5));
            float[] dInput = Kernel.Run(length, (part, to) => Dropout.Backward(part, 1, dOutput.Span, to.Span, length, 0.3f, 5));
            float[] added = Kernel.Run(before, (part, to) => Dropout.Backward(part, 1, dOutput.Span, to.Span, length, 0.3f, 5, accumulate: true));
            for (int i = 0; i < length; i++)
            {
                Assert.Equal(dOutput.Span[i] * factors[i], dInput[i]);
                Assert.Equal(before[i] + dInput[i], added[i]);
            }
        }
    }

    [Theory]
    [InlineData(0.1f)]
    [InlineData(0.5f)]
    [InlineData(0.9f)]
    public void The_share_of_dropped_elements_is_the_probability(float probability)
    {
        const int Length = 1 << 20;
        float[] ones = [.. Enumerable.Repeat(1f, Length)];
        float[] first = Kernel.Run(Length, (part, to) => Dropout.Forward(part, 1, ones, to.Span, Length, probability, CounterRandom.Key(1, 1)));
        float[] second = Kernel.Run(Length, (part, to) => Dropout.Forward(part, 1, ones, to.Span, Length, probability, CounterRandom.Key(1, 2)));

        // Five standard deviations.
        double slack = 5 * Math.Sqrt(probability * (1 - probability) / Length);
        Assert.InRange(first.Count(x => x == 0) / (double)Length, probability - slack, probability + slack);
        Assert.InRange(first.Average(), 1 - (slack / (1 - probability)), 1 + (slack / (1 - probability)));

        double both = first.Zip(second).Count(pair => pair.First == 0 && pair.Second == 0) / (double)Length;
        double neighbours = first.Zip(first.Skip(1)).Count(pair => pair.First == 0 && pair.Second == 0) / (double)Length;
        Assert.InRange(both, (probability * probability) - slack, (probability * probability) + slack);
        Assert.InRange(neighbours, (probability * probability) - slack, (probability * probability) + slack);
    }
}
