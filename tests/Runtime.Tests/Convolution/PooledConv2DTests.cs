using Espalier.Kernels;
using Espalier.Runtime.Tests.Tiles;
using Xunit;

namespace Espalier.Runtime.Tests.Convolution;

/// <summary>Convolution and max pooling in one pass give what the two kernels give one after the other.</summary>
public sealed class PooledConv2DTests
{
    /// <summary>channels, height, width, filters, kernel, stride, padding, pool, samples.</summary>
    public static TheoryData<string> Shapes() => new(
    [
        "1 28 28 30 5x5 1x1 0 2x2 3",
        "3 32 32 32 3x3 1x1 1 2x2 2",
        "3 17 14 7 7x7 2x2 3 2x2 2",
        "2 9 11 5 3x3 1x1 0 2x2 5",
        "4 13 13 18 3x3 1x1 1 3x3 2",
        "5 8 9 20 2x3 1x2 1 3x2 2",
        "6 6 7 33 1x1 1x1 0 2x2 4",
        "7 1 40 12 1x5 1x1 0 1x3 3",
        "16 4 4 40 3x3 1x1 1 4x4 9",
        "1 60 200 70 3x3 1x1 1 2x2 1",
        "300 6 6 9 3x3 1x1 1 2x2 2",
        "24 6 10 60 3x3 1x1 1 2x2 2",
        "2 3 3 4 3x3 1x1 1 1x1 2",
    ]);

    [Theory]
    [MemberData(nameof(Shapes))]
    public void EqualsTheTwoKernels(string text)
    {
        int[] n = Array.ConvertAll(text.Split(' ', 'x'), int.Parse);
        int height = ((n[1] + (2 * n[8]) - n[4]) / n[6]) + 1, padX = n[4] == 1 ? 0 : n[8], width = ((n[2] + (2 * padX) - n[5]) / n[7]) + 1;
        Compare(new Conv2DShape(n[0], n[1], n[2], n[3], n[4], n[5], n[6], n[7], n[8], padX, 1, 1, 1, height, width), n[9], n[10], n[11], text);
    }

    [Fact]
    public void EqualsTheTwoKernelsForEveryNumberOfFilters()
    {
        for (int filters = 1; filters <= 70; filters++)
        {
            Compare(new Conv2DShape(2, 5, 7, filters, 3, 3, 1, 1, 1, 1, 1, 1, 1, 5, 7), 2, 2, 2, $"{filters} filters");
        }
    }

    [Fact]
    public void PassesNaN()
    {
        Conv2DShape shape = new(1, 4, 4, 9, 1, 1, 1, 1, 0, 0, 1, 1, 1, 4, 4);
        Pool2DShape pool = new(9, 4, 4, 2, 2, 2, 2, 0, 0, 2, 2);
        float[] input = new float[16], weight = new float[shape.WeightLength], output = new float[pool.OutputLength], winners = new float[pool.OutputLength];
        weight.AsSpan().Fill(1);
        input[1] = input[4] = float.NaN;
        Check.Team(1, part => PooledConv2D.ForwardReLU(part, 1, input, weight, default, output, winners, shape, pool));
        for (int i = 0; i < output.Length; i++)
        {
            Assert.Equal(i < 9 ? float.NaN : 0, output[i]);
            Assert.Equal(i < 9 ? 2 : 0, Tap(winners[i]));
        }
    }

    /// <summary>channels, height, width, filters, kernel, stride, padding, vertical dilation, pool, samples.</summary>
    public static TheoryData<string> SmallKernels() => new(
    [
        "1 28 28 30 5x5 1x1 0 1 2x2 3",
        "3 32 32 32 3x3 1x1 1 1 2x2 2",
        "3 17 23 7 3x3 1x1 2 1 2x2 3",
        "2 9 11 5 4x4 1x1 3 1 2x2 2",
        "1 13 29 18 3x3 2x1 1 1 3x3 2",
        "1 15 40 20 2x13 1x2 1 1 3x2 2",
        "8 6 6 33 2x2 1x1 0 1 1x2 4",
        "3 1 40 12 1x5 1x1 0 1 1x3 3",
        "1 16 9 35 5x3 1x1 2 2 2x2 2",
        "32 4 4 40 1x1 1x1 0 1 4x4 5",
        "1 40 260 9 3x3 1x1 4 1 2x2 1",
    ]);

    [Theory]
    [MemberData(nameof(SmallKernels))]
    public void TheWinnersAloneGiveTheGradientOfTheWeights(string text)
    {
        int[] n = Array.ConvertAll(text.Split(' ', 'x'), int.Parse);
        int height = ((n[1] + (2 * n[8]) - ((n[4] - 1) * n[9]) - 1) / n[6]) + 1, width = ((n[2] + (2 * n[8]) - n[5]) / n[7]) + 1;
        CompareWinners(new Conv2DShape(n[0], n[1], n[2], n[3], n[4], n[5], n[6], n[7], n[8], n[8], n[9], 1, 1, height, width), n[10], n[11], n[12], Part.ScratchLength, text);
    }

    [Fact]
    public void TheWinnersAloneGiveTheGradientOfTheWeightsForEveryNumberOfFilters()
    {
        for (int filters = 1; filters <= 70; filters++)
        {
            CompareWinners(new Conv2DShape(2, 5, 7, filters, 3, 3, 1, 1, 1, 1, 1, 1, 1, 5, 7), 2, 2, 2, Part.ScratchLength, $"{filters} filters");
        }
    }

    /// <summary>As much as the generator reserves for it: 32 floats for each of 2000 filters and 64 pixels, the columns of a row, a patch.</summary>
    [Fact]
    public void TheWinnersAloneStayInTheirScratchMemory() =>
        CompareWinners(new Conv2DShape(3, 8, 8, 2000, 3, 3, 1, 1, 1, 1, 1, 1, 1, 8, 8), 2, 2, 1, (32 * 2000) + (32 * 64) + (2 * ((10 * 9) + 32)), "2000 filters");

    /// <summary>Taps are numbered from one in units of its last place.</summary>
    internal static int Tap(float winner) => (int)MathF.ScaleB(winner - 1, 23);

    private static unsafe void CompareWinners(Conv2DShape shape, int poolHeight, int poolWidth, int count, int scratchLength, string what)
    {
        Pool2DShape pool = new(
            shape.Filters, shape.OutputHeight, shape.OutputWidth, poolHeight, poolWidth, poolHeight, poolWidth, 0, 0, shape.OutputHeight / poolHeight, shape.OutputWidth / poolWidth);
        Random random = new(6);
        ConvolutionReference reference = new(shape, count);
        float[] x = Check.Random(random, count * shape.InputLength), dy = Check.Random(random, count * pool.OutputLength), start = Check.Random(random, reference.WeightCount);
        float[] won = Array.ConvertAll(dy, _ => 1 + (random.Next(poolHeight * poolWidth) * MathF.ScaleB(1, -23))), dValues = new float[count * shape.OutputLength];
        Check.Team(1, part => PooledConv2D.Unpool(part, count, dy, won, dValues, pool));
        (double[] expected, double[] magnitude) = reference.BackwardWeight(x, dValues, start);

        const float Padding = 7;
        using GuardedMemory input = new(x), dPooled = new(dy), winners = new(won), dWeight = new(shape.WeightLength), scratch = new(scratchLength);
        float[]? first = null;
        foreach (int split in Check.Splits)
        {
            reference.Pack(start, Padding).CopyTo(dWeight.Span);
            fixed (float* memory = scratch.Span)
            {
                for (int i = 0; i < split; i++)
                {
                    scratch.Span.Fill(float.NaN);
                    PooledConv2D.BackwardWeightFromWinners(new Part(i, split, memory, null, scratchLength), count, input.Span, dPooled.Span, winners.Span, dWeight.Span, shape, pool);
                }
            }

            Check.Close(expected, magnitude, reference.Unpack(dWeight.Span), what);
            Assert.Equal(Array.FindAll(reference.Pack(start, Padding), v => v == Padding).Length, Array.FindAll(dWeight.Span.ToArray(), v => v == Padding).Length);
            Check.SameBits(first ??= dWeight.Span.ToArray(), dWeight.Span, what + $" by {split} workers");
        }
    }

    private static void Compare(Conv2DShape shape, int poolHeight, int poolWidth, int count, string what)
    {
        Pool2DShape pool = new(
            shape.Filters, shape.OutputHeight, shape.OutputWidth, poolHeight, poolWidth, poolHeight, poolWidth, 0, 0, shape.OutputHeight / poolHeight, shape.OutputWidth / poolWidth);
        Random random = new(5);
        float[] x = Check.Random(random, count * shape.InputLength), w = Panels(random, shape), b = Check.Random(random, shape.Filters);
        float[] dy = Check.Random(random, count * pool.OutputLength), start = Panels(random, shape);
        float[] values = new float[count * shape.OutputLength], maxima = new float[dy.Length], dValues = new float[values.Length];
        float[] dw = [.. start], db = new float[shape.Filters], dbScale = new float[shape.Filters];
        bool relu = shape.Filters % 2 == 0, withBias = shape.Filters % 3 != 0;
        Check.Team(1, part =>
        {
            if (relu)
            {
                Conv2D.ForwardReLU(part, count, x, w, withBias ? b : default, values, shape);
            }
            else
            {
                Conv2D.Forward(part, count, x, w, withBias ? b : default, values, shape);
            }

            MaxPool2D.Forward(part, count, values, maxima, pool);
            MaxPool2D.Backward(part, count, values, dy, dValues, pool);
            Conv2D.BackwardWeight(part, count, x, dValues, dw, shape);
            Conv2D.BackwardBias(part, count, dValues, db, shape);
            Conv2D.BackwardBias(part, count, Array.ConvertAll(dValues, Math.Abs), dbScale, shape);
        });

        using GuardedMemory input = new(x), weight = new(w), bias = new(b), dPooled = new(dy);
        using GuardedMemory output = new(dy.Length), winners = new(dy.Length), dOutput = new(values.Length), dWeight = new(w.Length), dBias = new(shape.Filters);
        foreach (int split in Check.Splits)
        {
            foreach (bool keeps in new[] { false, true })
            {
                output.Span.Fill(float.NaN);
                Check.Team(split, part =>
                {
                    if (relu)
                    {
                        PooledConv2D.ForwardReLU(part, count, input.Span, weight.Span, withBias ? bias.Span : default, output.Span, keeps ? winners.Span : default, shape, pool);
                    }
                    else
                    {
                        PooledConv2D.Forward(part, count, input.Span, weight.Span, withBias ? bias.Span : default, output.Span, keeps ? winners.Span : default, shape, pool);
                    }
                });
                Check.SameBits(maxima, output.Span, what + " forward");
            }

            dOutput.Span.Fill(float.NaN);
            Check.Team(split, part => PooledConv2D.Unpool(part, count, dPooled.Span, winners.Span, dOutput.Span, pool));
            Check.SameBits(dValues, dOutput.Span, what + " gradient of the values");

            start.CopyTo(dWeight.Span);
            Check.Team(split, part => PooledConv2D.BackwardWeight(part, count, input.Span, dPooled.Span, winners.Span, dWeight.Span, shape, pool));
            if (shape.IsPointwise)
            {
                // There the plain kernel sums in the blocks of a dense layer.
                Check.Close(Array.ConvertAll(dw, v => (double)v), Array.ConvertAll(dw, v => Math.Abs((double)v)), dWeight.Span, what + " gradient of the weights", 1e-5);
            }
            else
            {
                Check.SameBits(dw, dWeight.Span, what + " gradient of the weights");
            }

            dBias.Span.Clear();
            Check.Team(split, part => PooledConv2D.BackwardBias(part, count, dPooled.Span, dBias.Span, pool));
            Check.Close(Array.ConvertAll(db, v => (double)v), Array.ConvertAll(dbScale, v => (double)v), dBias.Span, what + " gradient of the bias");
        }
    }

    /// <summary>Weights in panels, whose free lanes are zero.</summary>
    private static float[] Panels(Random random, Conv2DShape shape)
    {
        int panel = shape.Filters <= 16 ? 16 : 32, inner = shape.WeightLength / ((shape.Filters + panel - 1) / panel * panel);
        float[] values = Check.Random(random, shape.WeightLength);
        for (int i = 0; i < values.Length; i++)
        {
            if ((i / (inner * panel) * panel) + (i % panel) >= shape.Filters)
            {
                values[i] = 0;
            }
        }

        return values;
    }
}
