using Espalier.Kernels;
using Espalier.Runtime.Tests.Support;
using Espalier.Runtime.Tests.Tiles;
using Xunit;

namespace Espalier.Runtime.Tests.Normalization;

public class ScaleTests
{
    [Fact]
    public void Every_channel_has_its_factor_and_summand()
    {
        Random random = new(1);
        foreach (int channels in Enumerable.Range(1, 70).Concat([511, 512, 513, 600, 9000]))
        {
            foreach (int pixels in channels > 600 ? (int[])[1, 2] : [1, 2, 9, 50])
            {
                const int Count = 2;
                using GuardedMemory input = new(Check.Random(random, Count * pixels * channels));
                using GuardedMemory scale = new(Check.Random(random, channels));
                using GuardedMemory shift = new(Check.Random(random, channels));
                double[] expected = new double[input.Span.Length];
                for (int i = 0; i < expected.Length; i++)
                {
                    expected[i] = ((double)input.Span[i] * scale.Span[i % channels]) + shift.Span[i % channels];
                }

                float[] output = Kernel.Run(expected.Length, (part, to) => Scale.Forward(part, Count, input.Span, scale.Span, shift.Span, to.Span, channels, pixels));
                Kernel.Close(expected, output, 1e-6, $"{channels} channels, {pixels} pixels");

                float[] inPlace = Kernel.Run(input.Span, (part, to) => Scale.Forward(part, Count, to.Span, scale.Span, shift.Span, to.Span, channels, pixels));
                Check.SameBits(output, inPlace, "in place");

                float[] rectified = Kernel.Run(expected.Length, (part, to) => Scale.ForwardReLU(part, Count, input.Span, scale.Span, shift.Span, to.Span, channels, pixels));
                Assert.Equal(output.Select(value => MathF.Max(value, 0)), rectified);
            }
        }
    }
}
