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

    [Fact]
    public void Multiply_and_subtract_are_the_product_and_the_difference()
    {
        Random random = new(3);
        foreach (int length in Kernel.Lengths)
        {
            using GuardedMemory left = new(Check.Random(random, Count * length));
            using GuardedMemory right = new(Check.Random(random, Count * length));
            float[] a = left.Span.ToArray(), b = right.Span.ToArray();
            float[] product = [.. a.Zip(b, (x, y) => x * y)], difference = [.. a.Zip(b, (x, y) => x - y)];
            Assert.Equal(product, Kernel.Run(Count * length, (part, to) => Multiply.Forward(part, Count, left.Span, right.Span, to.Span, length)));
            Assert.Equal(product, Kernel.Run(a, (part, to) => Multiply.Forward(part, Count, to.Span, right.Span, to.Span, length)));
            Assert.Equal(product, Kernel.Run(Count * length, (part, to) => Multiply.Backward(part, Count, left.Span, right.Span, to.Span, length)));
            Assert.Equal(a.Zip(product, (x, y) => x + y), Kernel.Run(a, (part, to) => Multiply.Backward(part, Count, left.Span, right.Span, to.Span, length, accumulate: true)));
            Assert.Equal(difference, Kernel.Run(Count * length, (part, to) => Subtract.Forward(part, Count, left.Span, right.Span, to.Span, length)));
            Assert.Equal(b.Select(y => -y), Kernel.Run(Count * length, (part, to) => Subtract.BackwardRight(part, Count, right.Span, to.Span, length)));
            Assert.Equal(difference, Kernel.Run(a, (part, to) => Subtract.BackwardRight(part, Count, right.Span, to.Span, length, accumulate: true)));
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(9)]
    [InlineData(50)]
    public void A_number_for_each_channel_of_each_sample(int pixels)
    {
        Random random = new(4);
        foreach (int channels in Kernel.Lengths.Append(9000))
        {
            int length = Count * pixels * channels;
            using GuardedMemory image = new(Check.Random(random, length));
            using GuardedMemory numbers = new(Check.Random(random, Count * channels));
            using GuardedMemory gradient = new(Check.Random(random, length));
            float[] x = image.Span.ToArray(), by = new float[length], before = Check.Random(random, Count * channels);
            double[] sums = new double[Count * channels], products = new double[Count * channels];
            for (int i = 0; i < length; i++)
            {
                int place = (i / (pixels * channels) * channels) + (i % channels);
                by[i] = numbers.Span[place];
                sums[place] += gradient.Span[i];
                products[place] += (double)gradient.Span[i] * x[i];
            }

            string what = $"{channels} channels, {pixels} pixels";
            float[] scaled = [.. x.Zip(by, (a, b) => a * b)], shifted = [.. x.Zip(by, (a, b) => a + b)];
            Check.SameBits(scaled, Kernel.Run(length, (part, to) => Multiply.ForwardByChannel(part, Count, image.Span, numbers.Span, to.Span, channels, pixels)), what);
            Check.SameBits(scaled, Kernel.Run(x, (part, to) => Multiply.ForwardByChannel(part, Count, to.Span, numbers.Span, to.Span, channels, pixels)), what);
            Check.SameBits(scaled, Kernel.Run(length, (part, to) => Multiply.BackwardByChannel(part, Count, numbers.Span, image.Span, to.Span, channels, pixels)), what);
            Check.SameBits([.. x.Zip(scaled, (a, b) => a + b)], Kernel.Run(x, (part, to) => Multiply.BackwardByChannel(part, Count, numbers.Span, image.Span, to.Span, channels, pixels, accumulate: true)), what);
            Check.SameBits(shifted, Kernel.Run(length, (part, to) => Add.ForwardByChannel(part, Count, image.Span, numbers.Span, to.Span, channels, pixels)), what);
            Check.SameBits([.. shifted.Select(value => MathF.Max(value, 0))], Kernel.Run(length, (part, to) => Add.ForwardByChannelReLU(part, Count, image.Span, numbers.Span, to.Span, channels, pixels)), what);

            Kernel.Close(sums, Kernel.Run(Count * channels, (part, to) => Add.BackwardSummands(part, Count, gradient.Span, to.Span, channels, pixels)), 1e-5, what);
            Kernel.Close([.. sums.Zip(before, (a, b) => a + b)], Kernel.Run(before, (part, to) => Add.BackwardSummands(part, Count, gradient.Span, to.Span, channels, pixels, accumulate: true)), 1e-5, what);
            Kernel.Close(products, Kernel.Run(Count * channels, (part, to) => Multiply.BackwardFactors(part, Count, image.Span, gradient.Span, to.Span, channels, pixels)), 1e-5, what);
            Kernel.Close([.. products.Zip(before, (a, b) => a + b)], Kernel.Run(before, (part, to) => Multiply.BackwardFactors(part, Count, image.Span, gradient.Span, to.Span, channels, pixels, accumulate: true)), 1e-5, what);
        }
    }
}
