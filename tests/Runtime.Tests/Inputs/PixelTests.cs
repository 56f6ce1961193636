using Espalier.Kernels;
using Espalier.Runtime.Tests.Support;
using Espalier.Runtime.Tests.Tiles;
using Xunit;

namespace Espalier.Runtime.Tests.Inputs;

public class PixelTests
{
    [Theory]
    [InlineData(3, 4, false)]
    [InlineData(3, 4, true)]
    [InlineData(3, 3, false)]
    [InlineData(3, 3, true)]
    [InlineData(1, 1, false)]
    public void Every_width_gives_every_pixel(int channels, int bytesPerPixel, bool isReversed)
    {
        Random random = new(3);
        float[] mean = [.. Enumerable.Range(0, channels).Select(c => 0.1f * c)], scale = [.. Enumerable.Range(0, channels).Select(c => 2f + c)];
        for (int width = 1; width < 70; width++)
        {
            const int Height = 3;
            int stride = (width * bytesPerPixel) + 5;
            byte[] bytes = new byte[(stride * (Height - 1)) + (width * bytesPerPixel)];
            random.NextBytes(bytes);
            using GuardedMemory output = new(new float[Height * width * channels]);
            PixelRows.Read(bytes, stride, output.Span, channels, Height, width, bytesPerPixel, isReversed, mean, scale);
            for (int i = 0; i < output.Span.Length; i++)
            {
                int c = i % channels, x = i / channels % width, y = i / channels / width;
                byte value = bytes[(y * stride) + (x * bytesPerPixel) + (isReversed ? channels - 1 - c : c)];
                Assert.Equal(((value / 255.0) - mean[c]) * scale[c], output.Span[i], 1e-6);
            }

            PixelRows.Read(bytes, stride, output.Span, channels, Height, width, bytesPerPixel, isReversed);
            Assert.Equal(bytes[isReversed ? bytesPerPixel == 1 ? 0 : 2 : 0] / 255f, output.Span[0], 1e-7f);
        }
    }

    [Fact]
    public void Standardising_is_the_reference_and_runs_in_place()
    {
        Random random = new(4);
        foreach (int channels in Kernel.Lengths)
        {
            const int Count = 2, Pixels = 5;
            float[] values = [.. Check.Random(random, Count * Pixels * channels).Select(x => x + 100)], mean = [.. Check.Random(random, channels).Select(x => x + 100)], scale = Check.Random(random, channels);
            using GuardedMemory input = new(values);
            double[] expected = [.. values.Select((x, i) => (double)(x - mean[i % channels]) * scale[i % channels])];
            float[] output = Kernel.Run(values.Length, (part, to) => Standardize.Forward(part, Count, input.Span, mean, scale, to.Span, channels, Pixels));
            Kernel.Close(expected, output, 1e-6, "forward");
            Check.SameBits(output, Kernel.Run(values, (part, to) => Standardize.Forward(part, Count, to.Span, mean, scale, to.Span, channels, Pixels)), "in place");
            float[] gradient = Kernel.Run(values.Length, (part, to) => Standardize.Backward(part, Count, input.Span, scale, to.Span, channels, Pixels));
            Kernel.Close([.. values.Select((x, i) => (double)x * scale[i % channels])], gradient, 1e-6, "backward");
        }
    }
}
