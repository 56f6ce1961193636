using Espalier.Kernels;
using Espalier.Runtime.Tests.Support;
using Espalier.Runtime.Tests.Tiles;
using Xunit;

namespace Espalier.Runtime.Tests.Regularization;

public class Dropout2DTests
{
    private const int Count = 3;

    [Fact]
    public void Each_channel_is_dropped_by_its_own_bits()
    {
        Random random = new(1);
        foreach (int channels in Kernel.Lengths.Append(9001))
        {
            foreach (float probability in (float[])[0f, 0.25f, 0.5f])
            {
                int pixels = channels > 100 ? 2 : 5;
                using GuardedMemory input = new(Check.Random(random, Count * pixels * channels));
                float[] output = Kernel.Run(input.Span.Length, (part, to) => Dropout2D.Forward(part, Count, input.Span, to.Span, channels, pixels, probability, 77));
                for (int i = 0; i < output.Length; i++)
                {
                    // Every sample takes an even number of draws.
                    int draw = (i / (channels * pixels) * (channels + (channels % 2))) + (i % channels);
                    uint bits = (uint)(CounterRandom.Bits(77, (ulong)draw / 2) >> (draw % 2 * 32));
                    bool dropped = (bits >> 9) * (1.0 / (1 << 23)) < probability;
                    Assert.Equal(dropped ? 0f : input.Span[i] * (1f / (1f - probability)), output[i]);
                }

                float[] inPlace = Kernel.Run(input.Span, (part, to) => Dropout2D.Forward(part, Count, to.Span, to.Span, channels, pixels, probability, 77));
                Check.SameBits(output, inPlace, "in place");
            }
        }
    }

    [Fact]
    public void Backward_uses_the_same_mask()
    {
        Random random = new(2);
        foreach (int channels in Kernel.Lengths)
        {
            const int Pixels = 4;
            int length = Count * Pixels * channels;
            using GuardedMemory ones = new([.. Enumerable.Repeat(1f, length)]), dOutput = new(Check.Random(random, length));
            float[] before = Check.Random(random, length);
            float[] factors = Kernel.Run(length, (part, to) => Dropout2D.Forward(part, Count, ones.Span, to.Span, channels, Pixels, 0.3f, 5));
            float[] dInput = Kernel.Run(length, (part, to) => Dropout2D.Backward(part, Count, dOutput.Span, to.Span, channels, Pixels, 0.3f, 5));
            float[] added = Kernel.Run(before, (part, to) => Dropout2D.Backward(part, Count, dOutput.Span, to.Span, channels, Pixels, 0.3f, 5, accumulate: true));
            for (int i = 0; i < length; i++)
            {
                Assert.Equal(dOutput.Span[i] * factors[i], dInput[i]);
                Assert.Equal(before[i] + dInput[i], added[i]);
            }
        }
    }

    [Fact]
    public void The_share_of_dropped_channels_is_the_probability()
    {
        const int Samples = 2000, Channels = 101;
        const float Probability = 0.3f;
        float[] ones = [.. Enumerable.Repeat(1f, Samples * Channels)];
        float[] output = Kernel.Run(ones.Length, (part, to) => Dropout2D.Forward(part, Samples, ones, to.Span, Channels, 1, Probability, CounterRandom.Key(1, 1)));

        // Five standard deviations; samples have masks of their own.
        double slack = 5 * Math.Sqrt(Probability * (1 - Probability) / ones.Length);
        Assert.InRange(output.Count(x => x == 0) / (double)ones.Length, Probability - slack, Probability + slack);
        double both = output.Zip(output.Skip(Channels)).Count(pair => pair.First == 0 && pair.Second == 0) / (double)ones.Length;
        Assert.InRange(both, (Probability * Probability) - slack, (Probability * Probability) + slack);
    }
}
