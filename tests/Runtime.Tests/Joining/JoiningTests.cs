using Espalier.Kernels;
using Espalier.Runtime.Tests.Support;
using Espalier.Runtime.Tests.Tiles;
using Xunit;

namespace Espalier.Runtime.Tests.Joining;

public class JoiningTests
{
    private const int Count = 3;

    [Fact]
    public void Add_is_the_sum()
    {
        Random random = new(1);
        foreach (int length in Kernel.Lengths)
        {
            using GuardedMemory left = new(Check.Random(random, Count * length));
            using GuardedMemory right = new(Check.Random(random, Count * length));
            float[] sum = [.. left.Span.ToArray().Zip(right.Span.ToArray(), (a, b) => a + b)];
            Assert.Equal(sum, Kernel.Run(Count * length, (part, to) => Add.Forward(part, Count, left.Span, right.Span, to.Span, length)));
            Assert.Equal(sum, Kernel.Run(left.Span, (part, to) => Add.Forward(part, Count, to.Span, right.Span, to.Span, length)));
            Assert.Equal(sum.Select(x => MathF.Max(x, 0)), Kernel.Run(Count * length, (part, to) => Add.ForwardReLU(part, Count, left.Span, right.Span, to.Span, length)));
        }
    }

    [Fact]
    public void Accumulate_adds_and_copy_overwrites()
    {
        Random random = new(2);
        foreach (int length in Kernel.Lengths)
        {
            using GuardedMemory source = new(Check.Random(random, Count * length));
            float[] before = Check.Random(random, Count * length);
            float[] sum = [.. source.Span.ToArray().Zip(before, (a, b) => a + b)];
            Assert.Equal(sum, Kernel.Run(before, (part, to) => Elementwise.Accumulate(part, Count, source.Span, to.Span, length)));
            Assert.Equal(source.Span.ToArray(), Kernel.Run(before, (part, to) => Elementwise.Copy(part, Count, source.Span, to.Span, length)));
        }
    }
}
