using Espalier.Kernels;
using Espalier.Runtime.Tests.Tiles;
using Xunit;

namespace Espalier.Runtime.Tests.Streams;

/// <summary>The kernels of one row against plain sums, and against the kernels of whole sequences.</summary>
public sealed class StepKernelTests
{
    [Fact]
    public void DenseEqualsReferenceForEveryNumberOfOutputs()
    {
        for (int outputs = 1; outputs <= 100; outputs++)
        {
            CompareDense((outputs % 19) + 1, outputs);
        }
    }

    [Fact]
    public void DenseEqualsReferenceForEveryNumberOfInputs()
    {
        for (int inputs = 1; inputs <= 70; inputs++)
        {
            CompareDense(inputs, (inputs % 40) + 1);
        }
    }

    [Theory]
    [InlineData(1, 3, 1, 1, 1)]
    [InlineData(3, 5, 2, 1, 1)]
    [InlineData(17, 20, 3, 4, 1)]
    [InlineData(16, 33, 1, 1, 1)]
    [InlineData(8, 8, 5, 7, 1)]
    [InlineData(6, 9, 3, 2, 3)]
    [InlineData(20, 20, 4, 3, 20)]
    public void ConvolutionEqualsTheSequence(int channels, int filters, int kernel, int dilation, int groups)
    {
        const int Steps = 41;
        var random = new Random(7);
        Conv2DShape sequence = new(
            channels, 1, Steps, filters, 1, kernel, 1, 1, PadTop: 0, PadLeft: (kernel - 1) * dilation, DilationY: 1, DilationX: dilation, Groups: groups, OutputHeight: 1, OutputWidth: Steps);
        Conv2DShape window = new(channels, 1, kernel, filters, 1, kernel, 1, 1, 0, 0, 1, 1, groups, 1, 1);
        float[] input = Check.Random(random, Steps * channels), weight = Check.Random(random, sequence.WeightLength), bias = Check.Random(random, filters);
        float[] expected = new float[Steps * filters], rectified = new float[Steps * filters], ring = new float[2 * kernel * dilation * channels], again = new float[ring.Length];
        float[] actual = new float[Steps * filters], actualRectified = new float[Steps * filters];
        Check.Team(1, part =>
        {
            Conv2D.Forward(part, 1, input, weight, bias, expected, sequence);
            Conv2D.ForwardReLU(part, 1, input, weight, bias, rectified, sequence);
            for (int step = 0; step < Steps; step++)
            {
                ReadOnlySpan<float> row = input.AsSpan(step * channels, channels);
                Span<float> output = actual.AsSpan(step * filters, filters), outputRectified = actualRectified.AsSpan(step * filters, filters);
                if (groups == 1)
                {
                    Conv1DStep.Forward(step, row, ring, weight, bias, output, channels, filters, kernel, dilation);
                    Conv1DStep.ForwardReLU(step, row, again, weight, bias, outputRectified, channels, filters, kernel, dilation);
                }
                else
                {
                    Conv1DStep.ForwardGroups(part, step, row, ring, weight, bias, output, window, dilation);
                    Conv1DStep.ForwardGroupsReLU(part, step, row, again, weight, bias, outputRectified, window, dilation);
                }
            }
        });
        AssertClose(expected, actual);
        AssertClose(rectified, actualRectified);
    }

    private static void CompareDense(int inputs, int outputs)
    {
        var random = new Random(inputs + (1000 * outputs));
        var shape = new DenseShape(inputs, outputs);
        int panel = outputs <= 16 ? 16 : 32;
        float[] input = Check.Random(random, inputs), bias = Check.Random(random, outputs), weight = new float[shape.WeightLength];
        float[] expected = new float[outputs], actual = new float[outputs + 1], rectified = new float[outputs], unbiased = new float[outputs];
        for (int output = 0; output < outputs; output++)
        {
            double sum = bias[output];
            for (int k = 0; k < inputs; k++)
            {
                float value = (random.NextSingle() * 2) - 1;
                weight[(output / panel * inputs * panel) + (k * panel) + (output % panel)] = value;
                sum += (double)value * input[k];
            }

            expected[output] = (float)sum;
        }

        actual[outputs] = 123;
        DenseStep.Forward(input, weight, bias, actual, inputs, outputs);
        DenseStep.ForwardReLU(input, weight, bias, rectified, inputs, outputs);
        DenseStep.Forward(input, weight, default, unbiased, inputs, outputs);
        AssertClose(expected, actual.AsSpan(0, outputs));
        AssertClose(Array.ConvertAll(expected, value => MathF.Max(0, value)), rectified);
        AssertClose([.. expected.Select((value, i) => value - bias[i])], unbiased);
        Assert.Equal(123, actual[outputs]);
    }

    private static void AssertClose(ReadOnlySpan<float> expected, ReadOnlySpan<float> actual)
    {
        for (int i = 0; i < expected.Length; i++)
        {
            Assert.True(MathF.Abs(expected[i] - actual[i]) <= 1e-5f * MathF.Max(1, MathF.Abs(expected[i])), $"Value {i} is {actual[i]}, not {expected[i]}.");
        }
    }
}
