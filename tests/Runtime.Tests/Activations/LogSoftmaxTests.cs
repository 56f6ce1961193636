using Espalier.Kernels;
using Espalier.Runtime.Tests.Support;
using Espalier.Runtime.Tests.Tiles;
using Xunit;

namespace Espalier.Runtime.Tests.Activations;

public class LogSoftmaxTests
{
    public static TheoryData<int, int> Shapes => new() { { 1, 1 }, { 3, 1 }, { 2, 5 } };

    [Theory]
    [MemberData(nameof(Shapes))]
    public void Forward_is_the_logarithm_of_the_softmax(int count, int rows)
    {
        Random random = new(1);
        foreach (int features in Kernel.Lengths)
        {
            // All scores far below 0: lanes that are not there must not take part.
            float[] scores = [.. Check.Random(random, count * rows * features).Select(x => (5 * x) - 60)];
            using GuardedMemory input = new(scores);
            float[] output = Kernel.Run(scores.Length, (part, to) => LogSoftmax.Forward(part, count, input.Span, to.Span, rows, features));
            Kernel.Close(Reference(Kernel.Double(scores), features), output, 2e-6, $"{features} features");

            float[] inPlace = Kernel.Run(scores, (part, to) => LogSoftmax.Forward(part, count, to.Span, to.Span, rows, features));
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

            float[] dInput = Kernel.Run(length, (part, to) => LogSoftmax.Backward(part, count, output.Span, dOutput.Span, to.Span, rows, features));
            Kernel.Close(expected, dInput, 1e-5, $"{features} features");

            float[] added = Kernel.Run(before, (part, to) => LogSoftmax.Backward(part, count, output.Span, dOutput.Span, to.Span, rows, features, accumulate: true));
            Kernel.Close([.. expected.Select((value, i) => value + before[i])], added, 1e-5, $"{features} features accumulated");

            float[] inPlace = Kernel.Run(dOutput.Span, (part, to) => LogSoftmax.Backward(part, count, output.Span, to.Span, to.Span, rows, features));
            Check.SameBits(dInput, inPlace, $"{features} features in place");
        }
    }

    [Fact]
    public void Large_scores_keep_their_differences()
    {
        float[] output = Kernel.Run(3, (part, to) => LogSoftmax.Forward(part, 1, [1e8f, 1e8f, -1e8f], to.Span, 1, 3));
        Assert.Equal([-0.6931472f, -0.6931472f, -2e8f], output);
    }

    private static double[] Reference(double[] scores, int features) => [.. SoftmaxTests.Reference(scores, features).Select(value => Math.Log(value))];
}
