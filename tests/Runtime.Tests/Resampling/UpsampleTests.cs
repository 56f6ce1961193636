using Espalier.Kernels;
using Espalier.Runtime.Tests.Support;
using Espalier.Runtime.Tests.Tiles;
using Xunit;

namespace Espalier.Runtime.Tests.Resampling;

public class UpsampleTests
{
    private const int Count = 3;

    /// <summary>Every number of channels with some sizes: one row, one column, scales that differ.</summary>
    public static IEnumerable<Upsample2DShape> Shapes
    {
        get
        {
            (int Height, int Width, int ScaleY, int ScaleX)[] sizes = [(3, 4, 2, 2), (1, 3, 2, 3), (4, 1, 3, 4), (2, 2, 1, 3), (5, 3, 4, 1), (1, 1, 3, 2), (2, 5, 1, 1)];
            foreach (int channels in Enumerable.Range(1, 40).Concat([70, 130]))
            {
                foreach ((int height, int width, int scaleY, int scaleX) in channels < 10 ? sizes : sizes[..2])
                {
                    yield return new Upsample2DShape(channels, height, width, scaleY, scaleX);
                }
            }

            // Rows that are taken in pieces: too many columns, too many channels, both.
            yield return new Upsample2DShape(2, 2, 3, 1, 1500);
            yield return new Upsample2DShape(1, 1, 700, 2, 6);
            yield return new Upsample2DShape(5000, 1, 2, 2, 2);
            yield return new Upsample2DShape(1000, 2, 30, 1, 2);
        }
    }

    [Fact]
    public void Nearest_repeats_pixels() => Compare(
        static (output, input, inputs, scale) => output / scale == input ? 1 : 0,
        (part, input, output, shape) => UpsampleNearest2D.Forward(part, Count, input.Span, output.Span, shape),
        (part, dOutput, dInput, shape, accumulate) => UpsampleNearest2D.Backward(part, Count, dOutput.Span, dInput.Span, shape, accumulate));

    [Fact]
    public void Bilinear_weighs_the_pixels_around() => Compare(
        static (output, input, inputs, scale) => Tent(Math.Clamp(((output + 0.5) / scale) - 0.5, 0, inputs - 1), input),
        (part, input, output, shape) => UpsampleBilinear2D.Forward(part, Count, input.Span, output.Span, shape, alignCorners: false),
        (part, dOutput, dInput, shape, accumulate) => UpsampleBilinear2D.Backward(part, Count, dOutput.Span, dInput.Span, shape, alignCorners: false, accumulate));

    [Fact]
    public void Aligned_corners_keep_their_values() => Compare(
        static (output, input, inputs, scale) => Tent(inputs == 1 ? 0 : output * (inputs - 1.0) / ((inputs * scale) - 1), input),
        (part, input, output, shape) => UpsampleBilinear2D.Forward(part, Count, input.Span, output.Span, shape, alignCorners: true),
        (part, dOutput, dInput, shape, accumulate) => UpsampleBilinear2D.Backward(part, Count, dOutput.Span, dInput.Span, shape, alignCorners: true, accumulate));

    private static double Tent(double place, int input) => Math.Max(0, 1 - Math.Abs(place - input));

    /// <summary>Both passes against the matrix that the shares along each axis make.</summary>
    private static void Compare(
        Func<int, int, int, int, double> share,
        Action<Part, GuardedMemory, GuardedMemory, Upsample2DShape> forward,
        Action<Part, GuardedMemory, GuardedMemory, Upsample2DShape, bool> backward)
    {
        Random random = new(8);
        foreach (Upsample2DShape shape in Shapes)
        {
            (int channels, int height, int width, int scaleY, int scaleX) = shape;
            int inputs = Count * height * width * channels, outputs = inputs * scaleY * scaleX;
            using GuardedMemory input = new(Check.Random(random, inputs));
            using GuardedMemory dOutput = new(Check.Random(random, outputs));
            float[] before = Check.Random(random, inputs);
            double[] expected = new double[outputs], gradient = new double[inputs];
            for (int y = 0; y < height * scaleY; y++)
            for (int x = 0; x < width * scaleX; x++)
            for (int row = 0; row < height; row++)
            for (int column = 0; column < width; column++)
            for (int n = 0; n < Count; n++)
            {
                double weight = share(y, row, height, scaleY) * share(x, column, width, scaleX);
                for (int c = 0; c < channels && weight != 0; c++)
                {
                    int to = (((((n * height * scaleY) + y) * width * scaleX) + x) * channels) + c, from = (((((n * height) + row) * width) + column) * channels) + c;
                    expected[to] += weight * input.Span[from];
                    gradient[from] += weight * dOutput.Span[to];
                }
            }

            float[] output = Kernel.Run(outputs, (part, to) => forward(part, input, to, shape));
            Kernel.Close(expected, output, 1e-6, $"{shape}");

            // As many roundings as an input has readers.
            double tolerance = 2e-6 + (6e-8 * scaleY * scaleX);
            float[] dInput = Kernel.Run(inputs, (part, to) => backward(part, dOutput, to, shape, false));
            Kernel.Close(gradient, dInput, tolerance, $"{shape}");

            float[] added = Kernel.Run(before, (part, to) => backward(part, dOutput, to, shape, true));
            Kernel.Close([.. gradient.Select((value, i) => value + before[i])], added, tolerance, $"{shape} accumulated");
        }
    }
}
