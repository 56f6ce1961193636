using Espalier.Kernels;
using Espalier.Runtime.Tests.Support;
using Espalier.Runtime.Tests.Tiles;
using Xunit;

namespace Espalier.Runtime.Tests.Activations;

public class MaxoutTests
{
    private const int Count = 2;

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(7)]
    public void The_greatest_of_each_group_and_its_gradient(int pieces)
    {
        Random random = new(pieces);
        foreach (int length in Kernel.Lengths)
        {
            // Few different numbers, so that there are ties: the first of equal ones takes the gradient.
            float[] x = [.. Enumerable.Range(0, Count * length * pieces).Select(_ => (float)random.Next(-3, 4))];
            using GuardedMemory input = new(x);
            using GuardedMemory dOutput = new(Check.Random(random, Count * length));
            float[] expected = new float[Count * length], gradient = new float[x.Length];
            for (int i = 0; i < expected.Length; i++)
            {
                float[] group = x[(i * pieces)..((i + 1) * pieces)];
                expected[i] = group.Max();
                gradient[(i * pieces) + Array.IndexOf(group, expected[i])] = dOutput.Span[i];
            }

            Assert.Equal(expected, Kernel.Run(Count * length, (part, to) => Maxout.Forward(part, Count, input.Span, to.Span, length, pieces)));
            Assert.Equal(gradient, Kernel.Run(x.Length, (part, to) => Maxout.Backward(part, Count, input.Span, dOutput.Span, to.Span, length, pieces)));

            float[] before = Check.Random(random, x.Length);
            Assert.Equal(
                before.Zip(gradient, (a, b) => a + b),
                Kernel.Run(before, (part, to) => Maxout.Backward(part, Count, input.Span, dOutput.Span, to.Span, length, pieces, accumulate: true)));
        }
    }

    [Fact]
    public void A_NaN_is_the_greatest()
    {
        foreach (int length in (int[])[1, 4, 5])
        {
            float[] input = Enumerable.Repeat(1f, 2 * length).ToArray();
            input[^1] = float.NaN;
            Assert.Equal(float.NaN, Kernel.Run(length, (part, to) => Maxout.Forward(part, 1, input, to.Span, length, 2))[^1]);
        }
    }
}
