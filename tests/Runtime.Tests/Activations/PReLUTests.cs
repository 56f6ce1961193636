using Espalier.Kernels;
using Espalier.Runtime.Tests.Support;
using Espalier.Runtime.Tests.Tiles;
using Xunit;

namespace Espalier.Runtime.Tests.Activations;

public class PReLUTests
{
    private const int Count = 3;

    public static TheoryData<int> Pixels => [1, 2, 9, 50];

    [Theory]
    [MemberData(nameof(Pixels))]
    public void Every_channel_has_its_slope(int pixels)
    {
        Random random = new(1);
        foreach (int channels in Kernel.Lengths.Append(9000))
        {
            int length = Count * pixels * channels;
            float[] x = Check.Random(random, length);
            using GuardedMemory input = new(x);
            using GuardedMemory weight = new(Check.Random(random, channels));
            using GuardedMemory dOutput = new(Check.Random(random, length));
            double[] expected = new double[length], dInput = new double[length], dWeight = new double[channels];
            for (int i = 0; i < length; i++)
            {
                double slope = x[i] > 0 ? 1 : weight.Span[i % channels];
                expected[i] = x[i] * slope;
                dInput[i] = dOutput.Span[i] * slope;
                dWeight[i % channels] += x[i] > 0 ? 0 : (double)x[i] * dOutput.Span[i];
            }

            string what = $"{channels} channels, {pixels} pixels";
            Kernel.Close(expected, Kernel.Run(length, (part, to) => PReLU.Forward(part, Count, input.Span, weight.Span, to.Span, channels, pixels)), 1e-6, what);
            Kernel.Close(expected, Kernel.Run(x, (part, to) => PReLU.Forward(part, Count, to.Span, weight.Span, to.Span, channels, pixels)), 1e-6, what + " in place");

            // The phases of backward: workers meet between them.
            float[] totals = Kernel.Run(Count * channels, (part, to) => PReLU.SampleGradients(part, Count, input.Span, dOutput.Span, to.Span, channels, pixels));
            float[] before = Check.Random(random, channels);
            float[] slopes = Kernel.Run(before, (part, to) => ChannelTotals.AddSamples(part, Count, totals, to.Span, channels));
            Kernel.Close([.. dWeight.Select((value, i) => value + before[i])], slopes, 1e-5, what + ": slopes");

            Kernel.Close(dInput, Kernel.Run(length, (part, to) => PReLU.InputGradient(part, Count, input.Span, weight.Span, dOutput.Span, to.Span, channels, pixels, accumulate: false)), 1e-6, what + ": input");
            Kernel.Close([.. dInput.Select((value, i) => value + x[i])], Kernel.Run(x, (part, to) => PReLU.InputGradient(part, Count, input.Span, weight.Span, dOutput.Span, to.Span, channels, pixels, accumulate: true)), 1e-6, what + ": input accumulated");
        }
    }

    [Fact]
    public void Backward_is_its_phases()
    {
        Random random = new(2);
        float[] x = Check.Random(random, Count * 5 * 7), dy = Check.Random(random, x.Length), weight = [0.25f, -0.5f, 0, 1, 2, 0.1f, 0.2f];
        float[] dx = new float[x.Length], dWeight = new float[7], scratch = new float[Count * 7];
        Check.Team(1, part => PReLU.Backward(part, Count, x, weight, dy, dx, dWeight, scratch, 7, 5));
        double[] expected = new double[7];
        for (int i = 0; i < x.Length; i++)
        {
            expected[i % 7] += x[i] > 0 ? 0 : (double)x[i] * dy[i];
            Assert.Equal(x[i] > 0 ? dy[i] : dy[i] * weight[i % 7], dx[i]);
        }

        Kernel.Close(expected, dWeight, 1e-6, "slopes");
    }
}
