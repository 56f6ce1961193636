using Espalier.Kernels;
using Espalier.Runtime.Tests.Tiles;
using Xunit;

namespace Espalier.Runtime.Tests.Convolution;

public sealed class Conv2DTests
{
    /// <summary>channels, height, width, filters, kernel, stride, padding (top, left, bottom, right), dilation, groups, samples.</summary>
    public static TheoryData<string> Shapes() => new(
    [
        "1 9 9 5 3x3 1x1 0,0,0,0 1x1 1 2",
        "1 12 12 30 5x5 1x1 0,0,0,0 1x1 1 2",
        "3 11 13 32 3x3 1x1 1,1,1,1 1x1 1 2",
        "3 17 14 7 7x7 2x2 3,3,3,3 1x1 1 2",
        "16 8 8 16 3x3 1x1 1,1,1,1 1x1 1 3",
        "16 8 8 32 3x3 2x2 1,1,1,1 1x1 1 3",
        "16 8 8 32 1x1 2x2 0,0,0,0 1x1 1 3",
        "32 5 6 64 1x1 1x1 0,0,0,0 1x1 1 3",
        "17 6 5 33 1x1 1x1 0,0,0,0 1x1 1 2",
        "40 6 7 40 3x3 1x1 1,1,1,1 1x1 1 1",
        "64 6 6 64 3x3 1x1 1,1,1,1 1x1 1 2",
        "5 10 7 9 2x4 1x2 0,1,1,2 1x1 1 2",
        "5 10 9 9 4x2 3x1 2,0,1,1 1x1 1 2",
        "6 13 11 10 3x2 2x3 1,1,0,0 2x1 1 2",
        "6 13 11 10 2x3 1x1 2,2,2,2 1x2 1 2",
        "7 12 12 11 3x3 2x2 2,2,2,2 2x2 1 2",
        "7 12 12 11 3x3 3x3 2,2,2,2 2x2 1 2",
        "4 9 9 6 3x3 1x1 1,1,1,1 1x1 2 2",
        "24 7 7 36 3x3 2x2 1,1,1,1 1x1 3 2",
        "8 7 7 80 3x3 1x1 1,1,1,1 2x2 2 2",
        "4 8 8 8 3x3 1x1 1,1,1,1 1x1 4 2",
        "5 8 9 5 3x3 1x1 1,1,1,1 1x1 5 2",
        "20 8 9 20 3x3 2x2 1,1,1,1 1x1 20 2",
        "48 6 7 48 5x3 1x1 2,1,2,1 1x1 48 2",
        "37 9 9 37 3x3 2x1 2,2,2,2 2x2 37 2",
        "3 2 3 4 5x5 1x1 2,2,2,2 1x1 1 2",
        "3 2 3 4 4x5 2x2 3,4,3,4 1x1 1 2",
        "9 2 2 9 5x5 1x1 3,3,3,3 1x1 9 2",
        "2 1 1 3 3x3 1x1 3,3,3,3 1x1 1 1",
        "10 1 1 20 3x3 1x1 1,1,1,1 1x1 1 13",
        "1 5 40 3 3x9 1x1 1,4,1,4 1x1 1 1",
        "2 30 3 20 7x3 1x1 3,1,3,1 1x1 1 2",
        "300 3 3 18 3x3 1x1 1,1,1,1 1x1 1 2",
        "40 6 7 48 3x3 1x1 1,1,1,1 1x1 1 2",
        "24 9 20 100 3x3 1x1 1,1,1,1 1x1 1 2",
        "64 7 7 75 3x3 2x2 1,1,1,1 1x1 1 3",
        "48 7 7 144 3x3 1x1 1,1,1,1 1x1 2 2",
        "200 5 6 70 1x1 1x1 0,0,0,0 1x1 1 2",
        "8 24 24 8 3x3 1x1 1,1,1,1 1x1 1 9",
        "100 40 40 3 1x1 3x3 0,0,0,0 1x1 1 1",
        "4 1 700 6 1x5 1x1 0,2,0,2 1x1 1 2",
        "130 1 1100 3 1x3 1x2 0,1,0,1 1x1 1 1",
        "3 1 50 40 1x3 1x1 0,8,0,0 1x4 1 3",
    ]);

    [Theory]
    [MemberData(nameof(Shapes))]
    public void EqualsReference(string text)
    {
        (Conv2DShape shape, int count) = Parse(text);
        Compare(shape, count, text);
    }

    [Fact]
    public void EqualsReferenceForRandomShapes()
    {
        Random random = new(1);
        for (int i = 0; i < 150; i++)
        {
            int groups = random.Next(4) == 0 ? random.Next(2, 5) : 1;
            bool depthwise = random.Next(8) == 0;
            int channels = depthwise ? random.Next(2, 40) : groups * random.Next(1, 12);
            int filters = depthwise ? channels : groups * random.Next(1, 40);
            int height = random.Next(1, 12), width = random.Next(1, 14), ky = random.Next(1, 6), kx = random.Next(1, 6);
            int dy = random.Next(3) == 0 ? random.Next(1, 4) : 1, dx = random.Next(3) == 0 ? random.Next(1, 4) : 1;
            int top = random.Next(0, ky), left = random.Next(0, kx), bottom = random.Next(0, ky), right = random.Next(0, kx);
            int sy = random.Next(1, 4), sx = random.Next(1, 4);
            int reachY = height + top + bottom - ((ky - 1) * dy) - 1, reachX = width + left + right - ((kx - 1) * dx) - 1;
            if (reachY < 0 || reachX < 0)
            {
                continue;
            }

            Conv2DShape shape = new(channels, height, width, filters, ky, kx, sy, sx, top, left, dy, dx, depthwise ? channels : groups, (reachY / sy) + 1, (reachX / sx) + 1);
            Compare(shape, random.Next(1, 5), shape.ToString());
        }
    }

    [Fact]
    public void EqualsReferenceForEveryNumberOfFilters()
    {
        for (int filters = 1; filters <= 70; filters++)
        {
            Conv2DShape shape = new((filters % 5) + 1, 4, 5, filters, 3, 3, 1, 1, 1, 1, 1, 1, 1, 4, 5);
            Compare(shape, 1, shape.ToString());
        }
    }

    [Fact]
    public void EqualsReferenceForEveryNumberOfDepthwiseChannels()
    {
        for (int channels = 2; channels <= 70; channels++)
        {
            Conv2DShape shape = new(channels, 4, 5, channels, 3, 3, 1, 1, 1, 1, 1, 1, channels, 4, 5);
            Compare(shape, 1, shape.ToString());
        }
    }

    [Fact]
    public void ReLUPassesNaN()
    {
        Conv2DShape shape = new(2, 4, 4, 18, 3, 3, 1, 1, 1, 1, 1, 1, 1, 4, 4);
        float[] weight = new float[shape.WeightLength], input = new float[shape.InputLength], output = new float[shape.OutputLength];
        Array.Fill(weight, -1);
        Array.Fill(input, 1);
        input[0] = float.NaN;
        Check.Team(1, part => Conv2D.ForwardReLU(part, 1, input, weight, default, output, shape));
        for (int i = 0; i < output.Length; i++)
        {
            int pixel = i / shape.Filters;
            bool near = pixel % 4 <= 1 && pixel / 4 <= 1;
            Assert.Equal(near ? float.NaN : 0, output[i]);
        }
    }

    private static (Conv2DShape Shape, int Count) Parse(string text)
    {
        int[] n = Array.ConvertAll(text.Split(' ', 'x', ','), int.Parse);
        (int height, int width, int ky, int kx, int sy, int sx, int dy, int dx) = (n[1], n[2], n[4], n[5], n[6], n[7], n[12], n[13]);
        int oy = ((height + n[8] + n[10] - ((ky - 1) * dy) - 1) / sy) + 1, ox = ((width + n[9] + n[11] - ((kx - 1) * dx) - 1) / sx) + 1;
        return (new Conv2DShape(n[0], height, width, n[3], ky, kx, sy, sx, n[8], n[9], dy, dx, n[14], oy, ox), n[15]);
    }

    /// <summary>Every pass against the definition, and for several numbers of workers with the same bits.</summary>
    private static void Compare(Conv2DShape shape, int count, string what)
    {
        Random random = new(7);
        ConvolutionReference reference = new(shape, count);
        float[] x = Check.Random(random, count * shape.InputLength), w = Check.Random(random, reference.WeightCount);
        float[] b = Check.Random(random, shape.Filters), dy = Check.Random(random, count * shape.OutputLength);
        float[] startX = Check.Random(random, x.Length), startW = Check.Random(random, w.Length), startB = Check.Random(random, b.Length);
        bool withBias = shape.Filters % 2 == 0, accumulate = count % 2 == 0;
        using GuardedMemory input = new(x), weight = new(reference.Pack(w)), bias = new(b), dOutput = new(dy);
        using GuardedMemory output = new(dy.Length), dInput = new(x.Length), dWeight = new(shape.WeightLength), dBias = new(b.Length);
        using GuardedMemory transposed = new(shape.TransposedLength);
        float[]? bitsY = null, bitsX = null, bitsW = null, bitsB = null;
        (double[] Value, double[] Magnitude) expectedY = reference.Forward(x, w, withBias ? b : null);
        (double[] Value, double[] Magnitude) expectedX = reference.BackwardInput(dy, w, accumulate ? startX : new float[x.Length]);
        (double[] Value, double[] Magnitude) expectedW = reference.BackwardWeight(x, dy, startW);
        (double[] Value, double[] Magnitude) expectedB = reference.BackwardBias(dy, startB);
        foreach (int split in Check.Splits)
        {
            output.Span.Fill(float.NaN);
            Check.Team(split, part => Conv2D.Forward(part, count, input.Span, weight.Span, withBias ? bias.Span : default, output.Span, shape));
            Same(ref bitsY, expectedY, output.Span, what + " forward");

            Check.Team(split, part => Conv2D.ForwardReLU(part, count, input.Span, weight.Span, withBias ? bias.Span : default, output.Span, shape));
            Check.SameBits(Array.ConvertAll(bitsY!, v => v > 0 ? v : 0), output.Span, what + " ReLU");

            transposed.Span.Fill(float.NaN);
            Check.Team(split, part => Conv2D.Transpose(part, weight.Span, transposed.Span, shape));
            dInput.Span.Fill(float.NaN);
            if (accumulate)
            {
                startX.CopyTo(dInput.Span);
            }

            Check.Team(split, part => Conv2D.BackwardInput(part, count, dOutput.Span, shape.IsDepthwise ? weight.Span : transposed.Span, dInput.Span, shape, accumulate));
            Same(ref bitsX, expectedX, dInput.Span, what + " input gradient");

            reference.Pack(startW).CopyTo(dWeight.Span);
            Check.Team(split, part => Conv2D.BackwardWeight(part, count, input.Span, dOutput.Span, dWeight.Span, shape));
            float[] unpacked = reference.Unpack(dWeight.Span);
            Same(ref bitsW, expectedW, unpacked, what + " weight gradient");
            Check.SameBits(reference.Pack(unpacked), dWeight.Span, what + " padding of the weight gradient");

            startB.CopyTo(dBias.Span);
            Check.Team(split, part => Conv2D.BackwardBias(part, count, dOutput.Span, dBias.Span, shape));
            Same(ref bitsB, expectedB, dBias.Span, what + " bias gradient");
        }
    }

    private static void Same(ref float[]? bits, (double[] Value, double[] Magnitude) expected, ReadOnlySpan<float> actual, string what)
    {
        if (bits == null)
        {
            Check.Close(expected.Value, expected.Magnitude, actual, what);
            bits = actual.ToArray();
        }

        Check.SameBits(bits, actual, what);
    }
}
