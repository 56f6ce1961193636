using Espalier.Kernels;
using Espalier.Runtime.Tests.Support;
using Espalier.Runtime.Tests.Tiles;
using Xunit;

namespace Espalier.Runtime.Tests.Pooling;

public class PoolingTests
{
    /// <summary>Height, width, kernel, stride, padding, rounding up: tiles, gaps, overlaps, overhangs, one pixel.</summary>
    private static readonly (int Height, int Width, int KernelY, int KernelX, int StrideY, int StrideX, int Padding, bool Ceiling)[] Sizes =
    [
        (4, 6, 2, 2, 2, 2, 0, false),
        (5, 7, 2, 2, 2, 2, 0, false),
        (5, 7, 2, 2, 2, 2, 0, true),
        (6, 6, 3, 3, 3, 3, 0, false),
        (5, 4, 2, 1, 2, 1, 0, false),
        (7, 8, 3, 3, 2, 2, 1, false),
        (8, 7, 3, 3, 2, 2, 1, true),
        (6, 5, 2, 3, 1, 1, 1, false),
        (9, 8, 2, 2, 3, 3, 0, false),
        (5, 5, 5, 5, 5, 5, 0, false),
        (6, 4, 2, 2, 2, 2, 1, false),
        (1, 1, 1, 1, 1, 1, 0, false),
        (1, 9, 1, 3, 1, 2, 0, false),
        (1, 8, 1, 2, 1, 2, 0, false),
        (4, 5, 4, 5, 4, 5, 0, false),
    ];

    /// <summary>Every shape with few channels, and every number of channels with some shapes.</summary>
    public static IEnumerable<Pool2DShape> Shapes =>
        Sizes.SelectMany(size => new[] { 1, 2, 3, 4, 5, 8, 15, 16, 17, 33, 70, 130 }.Select(channels => Shape(size, channels)))
            .Concat(Enumerable.Range(1, 70).SelectMany(channels => new[] { Shape(Sizes[0], channels), Shape(Sizes[5], channels) }));

    [Fact]
    public void Max_forward_is_the_reference()
    {
        Random random = new(1);
        foreach (Pool2DShape shape in Shapes)
        {
            using GuardedMemory input = new(Check.Random(random, 3 * shape.InputLength));
            float[] output = Kernel.Run(3 * shape.OutputLength, (part, to) => MaxPool2D.Forward(part, 3, input.Span, to.Span, shape));
            Kernel.Close(PoolingReference.Max(Kernel.Double(input.Span), 3, shape), output, 0, $"{shape}");
        }
    }

    [Fact]
    public void Max_backward_is_the_reference()
    {
        Random random = new(2);
        foreach (Pool2DShape shape in Shapes)
        {
            // Few different values, so that ties are common; small integers, so that sums are exact.
            using GuardedMemory input = new(Integers(random, 3 * shape.InputLength, 3));
            using GuardedMemory dOutput = new(Integers(random, 3 * shape.OutputLength, 100));
            float[] before = Integers(random, 3 * shape.InputLength, 100);
            double[] expected = PoolingReference.MaxGradient(Kernel.Double(input.Span), Kernel.Double(dOutput.Span), 3, shape);

            float[] dInput = Kernel.Run(before.Length, (part, to) => MaxPool2D.Backward(part, 3, input.Span, dOutput.Span, to.Span, shape));
            Kernel.Close(expected, dInput, 0, $"{shape}");

            float[] added = Kernel.Run(before, (part, to) => MaxPool2D.Backward(part, 3, input.Span, dOutput.Span, to.Span, shape, accumulate: true));
            Kernel.Close([.. expected.Select((value, i) => value + before[i])], added, 0, $"{shape} accumulated");
        }
    }

    [Fact]
    public void NaN_and_infinities_are_treated_as_PyTorch_does()
    {
        Random random = new(3);
        float[] special = [float.NaN, float.NegativeInfinity, float.NegativeInfinity, float.PositiveInfinity, 1];
        foreach (Pool2DShape shape in Shapes.Where((_, i) => i % 5 == 0))
        {
            float[] x = [.. Enumerable.Range(0, shape.InputLength).Select(_ => special[random.Next(special.Length)])];
            float[] dy = Integers(random, shape.OutputLength, 100);
            float[] output = Kernel.Run(shape.OutputLength, (part, to) => MaxPool2D.Forward(part, 1, x, to.Span, shape));
            Kernel.Close(PoolingReference.Max(Kernel.Double(x), 1, shape), output, 0, $"{shape}");

            float[] dInput = Kernel.Run(x.Length, (part, to) => MaxPool2D.Backward(part, 1, x, dy, to.Span, shape));
            Kernel.Close(PoolingReference.MaxGradient(Kernel.Double(x), Kernel.Double(dy), 1, shape), dInput, 0, $"{shape}");
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Average_is_the_reference(bool countIncludePad)
    {
        Random random = new(4);
        foreach (Pool2DShape shape in Shapes)
        {
            using GuardedMemory input = new(Check.Random(random, 3 * shape.InputLength));
            using GuardedMemory dOutput = new(Check.Random(random, 3 * shape.OutputLength));
            float[] before = Check.Random(random, 3 * shape.InputLength);

            float[] output = Kernel.Run(dOutput.Span.Length, (part, to) => AveragePool2D.Forward(part, 3, input.Span, to.Span, shape, countIncludePad));
            Kernel.Close(PoolingReference.Average(Kernel.Double(input.Span), 3, shape, countIncludePad), output, 1e-6, $"{shape}");

            double[] expected = PoolingReference.AverageGradient(Kernel.Double(dOutput.Span), 3, shape, countIncludePad);
            float[] dInput = Kernel.Run(before.Length, (part, to) => AveragePool2D.Backward(part, 3, dOutput.Span, to.Span, shape, countIncludePad));
            Kernel.Close(expected, dInput, 1e-6, $"{shape}");

            float[] added = Kernel.Run(before, (part, to) => AveragePool2D.Backward(part, 3, dOutput.Span, to.Span, shape, countIncludePad, accumulate: true));
            Kernel.Close([.. expected.Select((value, i) => value + before[i])], added, 1e-6, $"{shape} accumulated");
        }
    }

    [Fact]
    public void The_references_gradients_are_their_derivatives()
    {
        Random random = new(5);
        foreach (var size in Sizes)
        {
            Pool2DShape shape = Shape(size, 2);
            double[] x = Kernel.Double(Check.Random(random, shape.InputLength));
            float[] dy = Check.Random(random, shape.OutputLength);
            AssertClose(Kernel.Gradient(x, at => Kernel.Dot(dy, PoolingReference.Max(at, 1, shape))), PoolingReference.MaxGradient(x, Kernel.Double(dy), 1, shape));
            AssertClose(Kernel.Gradient(x, at => Kernel.Dot(dy, PoolingReference.Average(at, 1, shape, true))), PoolingReference.AverageGradient(Kernel.Double(dy), 1, shape, true));
            AssertClose(Kernel.Gradient(x, at => Kernel.Dot(dy, PoolingReference.Average(at, 1, shape, false))), PoolingReference.AverageGradient(Kernel.Double(dy), 1, shape, false));
        }

        static void AssertClose(double[] expected, double[] actual) =>
            Assert.All(expected.Zip(actual), pair => Assert.Equal(pair.First, pair.Second, 1e-8));
    }

    [Fact]
    public void Global_average_is_the_mean_of_the_pixels()
    {
        Random random = new(6);
        foreach (int channels in Enumerable.Range(1, 70))
        {
            foreach (int pixels in (int[])[1, 2, 3, 4, 7, 49])
            {
                using GuardedMemory input = new(Check.Random(random, 3 * pixels * channels));
                using GuardedMemory dOutput = new(Check.Random(random, 3 * channels));
                float[] before = Check.Random(random, 3 * pixels * channels);
                double[] means = new double[3 * channels];
                double[] gradients = new double[before.Length];
                for (int i = 0; i < gradients.Length; i++)
                {
                    int to = (i / (pixels * channels) * channels) + (i % channels);
                    means[to] += (double)input.Span[i] / pixels;
                    gradients[i] = (double)dOutput.Span[to] / pixels;
                }

                float[] output = Kernel.Run(means.Length, (part, to) => GlobalAveragePool2D.Forward(part, 3, input.Span, to.Span, channels, pixels));
                Kernel.Close(means, output, 1e-6, $"{channels} channels, {pixels} pixels");

                float[] dInput = Kernel.Run(before.Length, (part, to) => GlobalAveragePool2D.Backward(part, 3, dOutput.Span, to.Span, channels, pixels));
                Kernel.Close(gradients, dInput, 1e-6, $"{channels} channels, {pixels} pixels");

                float[] added = Kernel.Run(before, (part, to) => GlobalAveragePool2D.Backward(part, 3, dOutput.Span, to.Span, channels, pixels, accumulate: true));
                Kernel.Close([.. gradients.Select((value, i) => value + before[i])], added, 1e-6, $"{channels} channels, {pixels} pixels accumulated");
            }
        }
    }

    [Fact]
    public void Adaptive_average_is_the_mean_of_its_windows()
    {
        Random random = new(7);
        (int Height, int Width, int OutputHeight, int OutputWidth)[] sizes = [(7, 5, 3, 2), (3, 8, 5, 4), (6, 6, 3, 2), (1, 4, 2, 1), (4, 1, 4, 3), (11, 13, 1, 7)];
        foreach (int channels in Enumerable.Range(1, 40).Concat([70, 130]))
        {
            (int height, int width, int outputHeight, int outputWidth) = sizes[channels % sizes.Length];
            AdaptivePool2DShape shape = new(channels, height, width, outputHeight, outputWidth);
            int inputs = 3 * height * width * channels, outputs = 3 * outputHeight * outputWidth * channels;
            using GuardedMemory input = new(Check.Random(random, inputs));
            using GuardedMemory dOutput = new(Check.Random(random, outputs));
            float[] before = Check.Random(random, inputs);
            double[] means = new double[outputs], gradients = new double[inputs];
            for (int i = 0; i < outputs; i++)
            {
                int c = i % channels, x = i / channels % outputWidth, y = i / channels / outputWidth % outputHeight, n = i / channels / outputWidth / outputHeight;
                int top = (int)Math.Floor((double)y * height / outputHeight), bottom = (int)Math.Ceiling((y + 1.0) * height / outputHeight);
                int left = (int)Math.Floor((double)x * width / outputWidth), right = (int)Math.Ceiling((x + 1.0) * width / outputWidth);
                for (int row = top; row < bottom; row++)
                for (int column = left; column < right; column++)
                {
                    int from = (((((n * height) + row) * width) + column) * channels) + c;
                    double share = 1.0 / ((bottom - top) * (right - left));
                    means[i] += share * input.Span[from];
                    gradients[from] += share * dOutput.Span[i];
                }
            }

            float[] output = Kernel.Run(outputs, (part, to) => AdaptiveAveragePool2D.Forward(part, 3, input.Span, to.Span, shape));
            Kernel.Close(means, output, 1e-6, $"{shape}");

            float[] dInput = Kernel.Run(inputs, (part, to) => AdaptiveAveragePool2D.Backward(part, 3, dOutput.Span, to.Span, shape));
            Kernel.Close(gradients, dInput, 1e-6, $"{shape}");

            float[] added = Kernel.Run(before, (part, to) => AdaptiveAveragePool2D.Backward(part, 3, dOutput.Span, to.Span, shape, accumulate: true));
            Kernel.Close([.. gradients.Select((value, i) => value + before[i])], added, 1e-6, $"{shape} accumulated");
        }
    }

    private static Pool2DShape Shape((int Height, int Width, int KernelY, int KernelX, int StrideY, int StrideX, int Padding, bool Ceiling) size, int channels) => new(
        channels,
        size.Height,
        size.Width,
        size.KernelY,
        size.KernelX,
        size.StrideY,
        size.StrideX,
        size.Padding,
        size.Padding,
        PoolingReference.OutputSize(size.Height, size.KernelY, size.StrideY, size.Padding, size.Ceiling),
        PoolingReference.OutputSize(size.Width, size.KernelX, size.StrideX, size.Padding, size.Ceiling),
        size.Padding,
        size.Padding);

    private static float[] Integers(Random random, int length, int bound) =>
        [.. Enumerable.Range(0, length).Select(_ => (float)random.Next(-bound, bound + 1))];
}
