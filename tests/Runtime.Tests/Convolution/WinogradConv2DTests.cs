using Espalier.Kernels;
using Espalier.Runtime.Tests.Tiles;
using Xunit;

namespace Espalier.Runtime.Tests.Convolution;

public sealed class WinogradConv2DTests
{
    // Relative to the sum of the absolute terms of a result: what the definition in floats needs is 1e-6.
    private const double Tolerance = 3e-6;

    /// <summary>channels, height, width, filters, padding (top, left, bottom, right), samples.</summary>
    public static TheoryData<string> Shapes() => new(
    [
        "16 8 8 16 1,1,1,1 2",
        "16 4 4 16 1,1,1,1 1",
        "32 14 14 32 1,1,1,1 2",
        "64 7 9 48 1,1,1,1 3",
        "17 5 6 33 1,1,1,1 2",
        "3 11 13 5 0,0,0,0 2",
        "1 3 3 1 0,0,0,0 5",
        "40 6 7 70 0,1,2,0 2",
        "20 9 10 31 2,2,2,2 2",
        "24 5 5 24 2,0,0,1 2",
        "130 10 9 20 1,1,1,1 1",
        "33 1 1 16 1,1,1,1 4",
        "16 1 17 34 1,1,1,1 2",
        "8 31 2 16 1,2,1,2 1",
        "300 6 6 18 1,1,1,1 1",
        "18 20 20 300 1,1,1,1 1",
    ]);

    [Theory]
    [MemberData(nameof(Shapes))]
    public void EqualsReference(string text)
    {
        int[] n = Array.ConvertAll(text.Split(' ', ','), int.Parse);
        int height = n[1] + n[4] + n[6] - 2, width = n[2] + n[5] + n[7] - 2;
        Compare(new Conv2DShape(n[0], n[1], n[2], n[3], 3, 3, 1, 1, n[4], n[5], 1, 1, 1, height, width), n[8], text);
    }

    [Fact]
    public void EqualsReferenceForEveryNumberOfChannels()
    {
        for (int i = 1; i <= 40; i++)
        {
            Compare(new Conv2DShape(i, 5, 6, 41 - i, 3, 3, 1, 1, 1, 1, 1, 1, 1, 5, 6), 1, i + " channels");
        }
    }

    [Fact]
    public void BlocksDoNotChangeTheBits()
    {
        Conv2DShape shape = new(32, 13, 15, 48, 3, 3, 1, 1, 1, 1, 1, 1, 1, 13, 15);
        Random random = new(3);
        float[] input = Check.Random(random, 3 * shape.InputLength), weight = Check.Random(random, shape.WeightLength);
        float[] transformed = new float[shape.WinogradLength], first = new float[3 * shape.OutputLength], output = new float[first.Length];
        WinogradConv2D.Transform(weight, transformed, shape);
        Check.Team(1, part => WinogradConv2D.Forward(part, 3, input, transformed, default, first, shape));
        foreach (int scratch in (int[])[64 * 1024, 100_000, 400_000])
        {
            Check.Team(1, part => WinogradConv2D.Forward(part, 3, input, transformed, default, output, shape), scratch);
            Check.SameBits(first, output, $"{scratch} floats of scratch");
        }
    }

    [Fact]
    public void ErrorsStaySmallBesideTheDirectKernel()
    {
        // What a deep layer sees: many channels, values of size 1 with rare ones up to 5.
        Conv2DShape shape = new(256, 12, 12, 64, 3, 3, 1, 1, 1, 1, 1, 1, 1, 12, 12);
        Random random = new(11);
        float[] input = Normal(random, shape.InputLength), weight = Normal(random, shape.Filters * shape.Channels * 9);
        ConvolutionReference reference = new(shape, 1);
        float[] panels = reference.Pack(weight), transformed = new float[shape.WinogradLength];
        float[] direct = new float[shape.OutputLength], fast = new float[shape.OutputLength];
        WinogradConv2D.Transform(panels, transformed, shape);
        Check.Team(1, part => Conv2D.Forward(part, 1, input, panels, default, direct, shape));
        Check.Team(1, part => WinogradConv2D.Forward(part, 1, input, transformed, default, fast, shape));
        double[] exact = reference.Forward(input, weight, null).Value;
        double size = Math.Sqrt(exact.Average(value => value * value));
        double RootMeanSquare(float[] values) => Math.Sqrt(values.Zip(exact, (value, truth) => (value - truth) * (value - truth)).Average()) / size;
        Assert.InRange(RootMeanSquare(fast), 0, 2e-6);
        Assert.InRange(fast.Zip(exact, (value, truth) => Math.Abs(value - truth)).Max() / size, 0, 1.2e-5);
        Assert.InRange(RootMeanSquare(fast) / RootMeanSquare(direct), 0, 8);
    }

    [Fact]
    public void ReLUPassesNaN()
    {
        Conv2DShape shape = new(2, 8, 8, 18, 3, 3, 1, 1, 1, 1, 1, 1, 1, 8, 8);
        float[] weight = new float[shape.WeightLength], input = new float[shape.InputLength], output = new float[shape.OutputLength];
        float[] transformed = new float[shape.WinogradLength];
        Array.Fill(weight, -1);
        Array.Fill(input, 1);
        input[0] = float.NaN;
        WinogradConv2D.Transform(weight, transformed, shape);
        Check.Team(1, part => WinogradConv2D.ForwardReLU(part, 1, input, transformed, default, output, shape));
        Assert.Equal(float.NaN, output[0]);
        Assert.Equal(0, output[^1]);
    }

    private static float[] Normal(Random random, int length)
    {
        float[] values = new float[length];
        for (int i = 0; i < length; i++)
        {
            values[i] = (float)(Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble()));
        }

        return values;
    }

    /// <summary>Forward and the gradient of the input against the definition, and for several numbers of workers with the same bits.</summary>
    private static void Compare(Conv2DShape shape, int count, string what)
    {
        Random random = new(7);
        ConvolutionReference reference = new(shape, count);
        float[] x = Check.Random(random, count * shape.InputLength), w = Check.Random(random, reference.WeightCount);
        float[] b = Check.Random(random, shape.Filters), dy = Check.Random(random, count * shape.OutputLength), startX = Check.Random(random, x.Length);
        bool withBias = shape.Filters % 2 == 0, accumulate = count % 2 == 0;
        using GuardedMemory input = new(x), weight = new(reference.Pack(w)), bias = new(b), dOutput = new(dy);
        using GuardedMemory output = new(dy.Length), dInput = new(x.Length), transformed = new(shape.WinogradLength), transposed = new(shape.WinogradTransposedLength);
        float[]? bitsY = null, bitsX = null;
        (double[] Value, double[] Magnitude) expectedY = reference.Forward(x, w, withBias ? b : null);
        (double[] Value, double[] Magnitude) expectedX = reference.BackwardInput(dy, w, accumulate ? startX : new float[x.Length]);
        foreach (int split in Check.Splits)
        {
            transformed.Span.Fill(float.NaN);
            Check.Team(split, part => WinogradConv2D.Transform(part, weight.Span, transformed.Span, shape));
            output.Span.Fill(float.NaN);
            Check.Team(split, part => WinogradConv2D.Forward(part, count, input.Span, transformed.Span, withBias ? bias.Span : default, output.Span, shape));
            Same(ref bitsY, expectedY, output.Span, what + " forward");

            Check.Team(split, part => WinogradConv2D.ForwardReLU(part, count, input.Span, transformed.Span, withBias ? bias.Span : default, output.Span, shape));
            Check.SameBits(Array.ConvertAll(bitsY!, v => v > 0 ? v : 0), output.Span, what + " ReLU");

            transposed.Span.Fill(float.NaN);
            Check.Team(split, part => WinogradConv2D.Transpose(part, weight.Span, transposed.Span, shape));
            dInput.Span.Fill(float.NaN);
            if (accumulate)
            {
                startX.CopyTo(dInput.Span);
            }

            Check.Team(split, part => WinogradConv2D.BackwardInput(part, count, dOutput.Span, transposed.Span, dInput.Span, shape, accumulate));
            Same(ref bitsX, expectedX, dInput.Span, what + " input gradient");
        }
    }

    private static void Same(ref float[]? bits, (double[] Value, double[] Magnitude) expected, ReadOnlySpan<float> actual, string what)
    {
        if (bits == null)
        {
            Check.Close(expected.Value, expected.Magnitude, actual, what, Tolerance);
            bits = actual.ToArray();
        }

        Check.SameBits(bits, actual, what);
    }
}
