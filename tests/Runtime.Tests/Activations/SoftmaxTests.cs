using Espalier.Kernels;
using Espalier.Runtime.Tests.Support;
using Espalier.Runtime.Tests.Tiles;
using Xunit;

namespace Espalier.Runtime.Tests.Activations;

public class SoftmaxTests
{
    public static TheoryData<int, int> Shapes => new() { { 1, 1 }, { 3, 1 }, { 2, 5 } };

    [Theory]
    [MemberData(nameof(Shapes))]
    public void Forward_is_the_softmax_of_each_row(int count, int rows)
    {
        Random random = new(1);
        foreach (int features in Kernel.Lengths)
        {
            // All scores far below 0: lanes that are not there must not take part.
            float[] scores = [.. Check.Random(random, count * rows * features).Select(x => (5 * x) - 60)];
            using GuardedMemory input = new(scores);
            float[] output = Kernel.Run(scores.Length, (part, to) => Softmax.Forward(part, count, input.Span, to.Span, rows, features));
            Kernel.Close(Reference(Kernel.Double(scores), features), output, 1e-6, $"{features} features");

            float[] inPlace = Kernel.Run(scores, (part, to) => Softmax.Forward(part, count, to.Span, to.Span, rows, features));
            Check.SameBits(output, inPlace, $"{features} features in place");
        }
    }

    [Theory]
    [MemberData(nameof(Shapes))]
    public void Backward_is_the_gradient(int count, int rows)
    {
        Random random = new(2);
        foreach (int features in Enumerable.Range(1, 20).Append(33))
        {
            float[] scores = [.. Check.Random(random, count * rows * features).Select(x => 3 * x)];
            int length = scores.Length;
            using GuardedMemory output = new([.. Reference(Kernel.Double(scores), features).Select(y => (float)y)]);
            using GuardedMemory dOutput = new(Check.Random(random, length));
            float[] before = Check.Random(random, length);
            double[] expected = Kernel.Gradient(Kernel.Double(scores), x => Kernel.Dot(dOutput.Span, Reference(x, features)));

            float[] dInput = Kernel.Run(length, (part, to) => Softmax.Backward(part, count, output.Span, dOutput.Span, to.Span, rows, features));
            Kernel.Close(expected, dInput, 1e-5, $"{features} features");

            float[] added = Kernel.Run(before, (part, to) => Softmax.Backward(part, count, output.Span, dOutput.Span, to.Span, rows, features, accumulate: true));
            Kernel.Close([.. expected.Select((value, i) => value + before[i])], added, 1e-5, $"{features} features accumulated");

            float[] inPlace = Kernel.Run(dOutput.Span, (part, to) => Softmax.Backward(part, count, output.Span, to.Span, to.Span, rows, features));
            Check.SameBits(dInput, inPlace, $"{features} features in place");
        }
    }

    [Fact]
    public void Large_scores_do_not_overflow()
    {
        float[] output = Kernel.Run(3, (part, to) => Softmax.Forward(part, 1, [1e30f, 1e30f, -1e30f], to.Span, 1, 3));
        Assert.Equal([0.5f, 0.5f, 0f], output);
    }

    [Fact]
    public void A_NaN_spoils_its_row_and_no_other()
    {
        float[] output = Kernel.Run(4, (part, to) => Softmax.Forward(part, 2, [1, float.NaN, 1, 1], to.Span, 1, 2));
        Assert.Equal([float.NaN, float.NaN, 0.5f, 0.5f], output);
    }

    internal static double[] Reference(double[] scores, int features)
    {
        double[] output = new double[scores.Length];
        for (int row = 0; row < scores.Length; row += features)
        {
            double max = scores.AsSpan(row, features).ToArray().Max();
            double sum = 0;
            for (int i = row; i < row + features; i++)
            {
                sum += output[i] = Math.Exp(scores[i] - max);
            }

            for (int i = row; i < row + features; i++)
            {
                output[i] /= sum;
            }
        }

        return output;
    }
}
