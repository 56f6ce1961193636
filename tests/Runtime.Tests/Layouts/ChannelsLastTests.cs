using Espalier.Kernels;
using Espalier.Runtime.Tests.Support;
using Espalier.Runtime.Tests.Tiles;
using Xunit;

namespace Espalier.Runtime.Tests.Layouts;

public class ChannelsLastTests
{
    [Fact]
    public void Both_ways_transpose_every_sample()
    {
        Random random = new(1);
        foreach (int channels in Enumerable.Range(1, 20).Concat([33, 64]))
        {
            foreach (int pixels in (int[])[1, 2, 3, 4, 5, 6, 7, 8, 9, 49, 64, 100, 143])
            {
                const int Count = 3;
                using GuardedMemory planar = new(Check.Random(random, Count * channels * pixels));
                float[] expected = new float[Count * channels * pixels];
                for (int i = 0; i < expected.Length; i++)
                {
                    int sample = i / (channels * pixels), pixel = i / channels % pixels, channel = i % channels;
                    expected[i] = planar.Span[(((sample * channels) + channel) * pixels) + pixel];
                }

                Assert.Equal(expected, Kernel.Run(expected.Length, (part, to) => ChannelsLast.FromPlanar(part, Count, planar.Span, to.Span, channels, pixels)));

                using GuardedMemory last = new(expected);
                Assert.Equal(planar.Span.ToArray(), Kernel.Run(expected.Length, (part, to) => ChannelsLast.ToPlanar(part, Count, last.Span, to.Span, channels, pixels)));
            }
        }
    }
}
