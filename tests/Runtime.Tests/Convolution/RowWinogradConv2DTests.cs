using Espalier.Kernels;
using Espalier.Runtime.Tests.Tiles;
using Xunit;

namespace Espalier.Runtime.Tests.Convolution;

public sealed class RowWinogradConv2DTests
{
    // Relative to the sum of the absolute terms of a result: what the definition in floats needs is 1e-6.
    private const double Tolerance = 3e-6;

    /// <summary>channels, height, width, filters, rows of the kernel, padding (top, left, bottom, right), samples.</summary>
    public static TheoryData<string> Shapes() => new(
    [
        "1 28 28 30 5 0,0,0,0 3",
        "3 32 32 32 5 2,2,2,2 2",
        "6 14 14 16 5 0,0,0,0 2",
        "1 5 5 1 5 0,0,0,0 5",
        "2 9 41 7 3 1,0,1,4 2",
        "4 6 7 18 1 0,2,0,2 3",
        "5 3 90 33 4 2,3,1,0 1",
        "32 14 14 64 5 2,2,2,2 1",
        "1 13 1 9 5 0,2,0,2 2",
        "3 12 10 50 2 1,4,1,4 2",
    ]);

    [Theory]
    [MemberData(nameof(Shapes))]
    public void EqualsReference(string text)
    {
        int[] n = Array.ConvertAll(text.Split(' ', ','), int.Parse);
        int height = n[1] + n[5] + n[7] - n[4] + 1, width = n[2] + n[6] + n[8] - 4;
        Compare(new Conv2DShape(n[0], n[1], n[2], n[3], n[4], 5, 1, 1, n[5], n[6], 1, 1, 1, height, width), n[9], text);
    }

    [Fact]
    public void EqualsReferenceForEveryNumberOfFilters()
    {
        for (int filters = 1; filters <= 70; filters++)
        {
            Compare(new Conv2DShape(2, 5, 7, filters, 3, 5, 1, 1, 1, 2, 1, 1, 1, 5, 7), 2, $"{filters} filters");
        }
    }

    [Fact]
    public void EqualsReferenceForEveryWidth()
    {
        for (int width = 1; width <= 70; width++)
        {
            Compare(new Conv2DShape(1, 6, width, 9, 5, 5, 1, 1, 2, 2, 1, 1, 1, 6, width), 1, $"{width} columns");
        }
    }

    [Fact]
    public void BlocksDoNotChangeTheBits()
    {
        Conv2DShape shape = new(16, 30, 22, 24, 5, 5, 1, 1, 2, 2, 1, 1, 1, 30, 22);
        Random random = new(3);
        float[] input = Check.Random(random, 2 * shape.InputLength), weight = Check.Random(random, shape.WeightLength);
        float[] transformed = new float[shape.RowWinogradLength], first = new float[2 * shape.OutputLength], output = new float[first.Length];
        RowWinogradConv2D.Transform(weight, transformed, shape);
        Check.Team(1, part => RowWinogradConv2D.Forward(part, 2, input, transformed, default, first, shape));
        foreach (int scratch in (int[])[16 * 1024, 20_000])
        {
            Check.Team(1, part => RowWinogradConv2D.Forward(part, 2, input, transformed, default, output, shape), scratch);
            Check.SameBits(first, output, $"{scratch} floats of scratch");
        }
    }

    [Fact]
    public void ErrorsStaySmallBesideTheDirectKernel()
    {
        Conv2DShape shape = new(32, 24, 24, 32, 5, 5, 1, 1, 0, 0, 1, 1, 1, 20, 20);
        Random random = new(11);
        float[] input = Check.Random(random, shape.InputLength), weight = Check.Random(random, shape.Filters * shape.Channels * 25);
        ConvolutionReference reference = new(shape, 1);
        float[] panels = reference.Pack(weight), transformed = new float[shape.RowWinogradLength];
        float[] direct = new float[shape.OutputLength], fast = new float[shape.OutputLength];
        RowWinogradConv2D.Transform(panels, transformed, shape);
        Check.Team(1, part => Conv2D.Forward(part, 1, input, panels, default, direct, shape));
        Check.Team(1, part => RowWinogradConv2D.Forward(part, 1, input, transformed, default, fast, shape));
        double[] exact = reference.Forward(input, weight, null).Value;
        double size = Math.Sqrt(exact.Average(value => value * value));
        double RootMeanSquare(float[] values) => Math.Sqrt(values.Zip(exact, (value, truth) => (value - truth) * (value - truth)).Average()) / size;
        Assert.InRange(RootMeanSquare(fast), 0, 2e-6);
        Assert.InRange(fast.Zip(exact, (value, truth) => Math.Abs(value - truth)).Max() / size, 0, 1.2e-5);
        Assert.InRange(RootMeanSquare(fast) / RootMeanSquare(direct), 0, 8);
    }

    [Fact]
    public void PassesNaN()
    {
        Conv2DShape shape = new(1, 6, 16, 18, 5, 5, 1, 1, 0, 0, 1, 1, 1, 2, 12);
        Pool2DShape pool = new(18, 2, 12, 2, 2, 2, 2, 0, 0, 1, 6);
        float[] weight = new float[shape.WeightLength], input = new float[shape.InputLength], output = new float[shape.OutputLength], maxima = new float[pool.OutputLength];
        float[] transformed = new float[shape.RowWinogradLength];
        Array.Fill(weight, -1);
        Array.Fill(input, 1);
        input[^(16 - 1)] = float.NaN;
        RowWinogradConv2D.Transform(weight, transformed, shape);
        Check.Team(1, part => RowWinogradConv2D.ForwardReLU(part, 1, input, transformed, default, output, shape));
        Assert.Equal(0, output[0]);
        Assert.Equal(float.NaN, output[12 * 18]);
        Assert.Equal(0, output[^1]);
        Check.Team(1, part => RowWinogradConv2D.ForwardPooledReLU(part, 1, input, transformed, default, maxima, default, shape, pool));
        Assert.Equal(float.NaN, maxima[0]);
        Assert.Equal(0, maxima[^1]);
    }

    /// <summary>Results against the definition, and their maxima against the results; for several numbers of workers with the same bits.</summary>
    private static void Compare(Conv2DShape shape, int count, string what)
    {
        Random random = new(7);
        ConvolutionReference reference = new(shape, count);
        float[] x = Check.Random(random, count * shape.InputLength), w = Check.Random(random, reference.WeightCount), b = Check.Random(random, shape.Filters);
        bool withBias = shape.Filters % 2 == 0;
        Pool2DShape pool = new(
            shape.Filters, shape.OutputHeight, shape.OutputWidth, 2, 2, 2, 2, 0, 0, shape.OutputHeight / 2, shape.OutputWidth / 2);
        using GuardedMemory input = new(x), weight = new(reference.Pack(w)), bias = new(b), transformed = new(shape.RowWinogradLength);
        using GuardedMemory output = new(count * shape.OutputLength), maxima = new(count * pool.OutputLength), winners = new(count * pool.OutputLength);
        (double[] Value, double[] Magnitude) expected = reference.Forward(x, w, withBias ? b : null);
        float[]? bits = null;
        foreach (int split in Check.Splits)
        {
            transformed.Span.Fill(float.NaN);
            Check.Team(split, part => RowWinogradConv2D.Transform(part, weight.Span, transformed.Span, shape));
            output.Span.Fill(float.NaN);
            Check.Team(split, part => RowWinogradConv2D.Forward(part, count, input.Span, transformed.Span, withBias ? bias.Span : default, output.Span, shape));
            if (bits == null)
            {
                Check.Close(expected.Value, expected.Magnitude, output.Span, what, Tolerance);
                bits = output.Span.ToArray();
            }

            Check.SameBits(bits, output.Span, what);
            Check.Team(split, part => RowWinogradConv2D.ForwardReLU(part, count, input.Span, transformed.Span, withBias ? bias.Span : default, output.Span, shape));
            Check.SameBits(Array.ConvertAll(bits, v => v > 0 ? v : 0), output.Span, what + " ReLU");
            foreach (bool relu in new[] { false, true })
            {
                foreach (bool keeps in new[] { false, true })
                {
                    maxima.Span.Fill(float.NaN);
                    winners.Span.Fill(float.NaN);
                    Check.Team(split, part =>
                    {
                        Span<float> won = keeps ? winners.Span : default;
                        if (relu)
                        {
                            RowWinogradConv2D.ForwardPooledReLU(part, count, input.Span, transformed.Span, withBias ? bias.Span : default, maxima.Span, won, shape, pool);
                        }
                        else
                        {
                            RowWinogradConv2D.ForwardPooled(part, count, input.Span, transformed.Span, withBias ? bias.Span : default, maxima.Span, won, shape, pool);
                        }
                    });
                    ComparePooled(bits, count, pool, relu, maxima.Span, keeps ? winners.Span : default, what);
                }
            }
        }
    }

    private static void ComparePooled(float[] values, int count, Pool2DShape pool, bool relu, ReadOnlySpan<float> maxima, ReadOnlySpan<float> winners, string what)
    {
        float[] expected = new float[maxima.Length];
        for (int i = 0; i < expected.Length; i++)
        {
            int channel = i % pool.Channels, x = i / pool.Channels % pool.OutputWidth, row = i / pool.Channels / pool.OutputWidth;
            int n = row / pool.OutputHeight, y = row % pool.OutputHeight;
            float[] taps = [Value(0, 0), Value(0, 1), Value(1, 0), Value(1, 1)];
            expected[i] = relu ? Math.Max(0, taps.Max()) : taps.Max();
            if (!winners.IsEmpty)
            {
                int tap = PooledConv2DTests.Tap(winners[i]);
                Assert.True(tap is >= 0 and <= 3, $"{what}: the winner of {i} is {tap}");
                Assert.Equal(taps.Max(), taps[tap]);
            }

            float Value(int down, int right) =>
                values[(((((n * pool.Height) + (2 * y) + down) * pool.Width) + (2 * x) + right) * pool.Channels) + channel];
        }

        Assert.Equal(count * pool.OutputLength, expected.Length);
        Check.SameBits(expected, maxima, what + " pooled");
    }
}
