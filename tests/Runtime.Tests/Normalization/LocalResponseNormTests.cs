using Espalier.Kernels;
using Espalier.Runtime.Tests.Support;
using Espalier.Runtime.Tests.Tiles;
using Xunit;

namespace Espalier.Runtime.Tests.Normalization;

public class LocalResponseNormTests
{
    private const float Alpha = 1.5f, K = 0.7f;

    public static TheoryData<int, float> Windows => new() { { 1, 0.75f }, { 2, 0.75f }, { 5, 0.75f }, { 4, 0.6f }, { 9, 1.5f }, { 1000, 0.75f }, { 1023, 0.5f } };

    /// <summary>More channels than are handled at a time come with windows that see over the edges of the blocks.</summary>
    private static IEnumerable<int> Channels(int size) => size is 5 or 1023 ? Kernel.Lengths.Append(9000) : Kernel.Lengths;

    [Theory]
    [MemberData(nameof(Windows))]
    public void Forward_is_the_reference(int size, float beta)
    {
        Random random = new(1);
        foreach (int channels in Channels(size))
        {
            int pixels = channels > 100 ? 1 : 3;
            using GuardedMemory input = new(Check.Random(random, 2 * pixels * channels));
            float[] output = Kernel.Run(input.Span.Length, (part, to) => LocalResponseNorm.Forward(part, 2, input.Span, to.Span, channels, pixels, size, Alpha, beta, K));
            Kernel.Close(Reference(Kernel.Double(input.Span), channels, size, beta), output, 2e-6, $"{channels} channels");
        }
    }

    [Theory]
    [MemberData(nameof(Windows))]
    public void Backward_is_the_reference(int size, float beta)
    {
        Random random = new(2);
        foreach (int channels in Channels(size))
        {
            int pixels = channels > 100 ? 1 : 3;
            using GuardedMemory input = new(Check.Random(random, 2 * pixels * channels)), dOutput = new(Check.Random(random, 2 * pixels * channels));
            double[] expected = ReferenceGradient(Kernel.Double(input.Span), Kernel.Double(dOutput.Span), channels, size, beta);
            float[] dInput = Kernel.Run(input.Span.Length, (part, to) => LocalResponseNorm.Backward(part, 2, input.Span, dOutput.Span, to.Span, channels, pixels, size, Alpha, beta, K));
            Kernel.Close(expected, dInput, 1e-5, $"{channels} channels");

            float[] before = Check.Random(random, input.Span.Length);
            float[] added = Kernel.Run(before, (part, to) => LocalResponseNorm.Backward(part, 2, input.Span, dOutput.Span, to.Span, channels, pixels, size, Alpha, beta, K, accumulate: true));
            Kernel.Close([.. expected.Select((value, i) => value + before[i])], added, 1e-5, $"{channels} channels accumulated");
        }
    }

    [Theory]
    [MemberData(nameof(Windows))]
    public void The_references_gradient_is_the_derivative(int size, float beta)
    {
        Random random = new(3);
        double[] x = Kernel.Double(Check.Random(random, 14));
        float[] dOutput = Check.Random(random, 14);
        double[] expected = Kernel.Gradient(x, at => Kernel.Dot(dOutput, Reference(at, 7, size, beta)));
        Assert.All(expected.Zip(ReferenceGradient(x, Kernel.Double(dOutput), 7, size, beta)), pair => Assert.Equal(pair.First, pair.Second, 1e-7));
    }

    private static double[] Bases(double[] x, int channels, int size)
    {
        double[] u = new double[x.Length];
        for (int i = 0; i < x.Length; i++)
        {
            int row = i / channels * channels, channel = i % channels;
            u[i] = K;
            for (int other = Math.Max(0, channel - (size / 2)); other <= Math.Min(channels - 1, channel + ((size - 1) / 2)); other++)
            {
                u[i] += (double)Alpha / size * x[row + other] * x[row + other];
            }
        }

        return u;
    }

    private static double[] Reference(double[] x, int channels, int size, double beta) =>
        [.. x.Zip(Bases(x, channels, size), (value, u) => value * Math.Pow(u, -beta))];

    private static double[] ReferenceGradient(double[] x, double[] dy, int channels, int size, double beta)
    {
        double[] u = Bases(x, channels, size), dx = new double[x.Length];
        for (int i = 0; i < x.Length; i++)
        {
            int row = i / channels * channels, channel = i % channels;
            dx[i] += dy[i] * Math.Pow(u[i], -beta);
            for (int other = Math.Max(0, channel - (size / 2)); other <= Math.Min(channels - 1, channel + ((size - 1) / 2)); other++)
            {
                dx[row + other] -= 2 * (double)Alpha / size * beta * x[row + other] * dy[i] * x[i] * Math.Pow(u[i], -beta - 1);
            }
        }

        return dx;
    }
}
