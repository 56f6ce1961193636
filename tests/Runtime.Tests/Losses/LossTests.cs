using Espalier.Kernels;
using Espalier.Runtime.Tests.Activations;
using Espalier.Runtime.Tests.Support;
using Espalier.Runtime.Tests.Tiles;
using Xunit;

namespace Espalier.Runtime.Tests.Losses;

public class LossTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(5)]
    [InlineData(19)]
    public void Softmax_cross_entropy_is_the_reference(int count)
    {
        Random random = new(1);
        foreach (int classes in Kernel.Lengths)
        {
            float[] scores = [.. Check.Random(random, count * classes).Select(x => (10 * x) - 20)];
            int[] labels = [.. Enumerable.Range(0, count).Select(_ => random.Next(classes))];
            using GuardedMemory input = new(scores);
            double[] softmax = SoftmaxTests.Reference(Kernel.Double(scores), classes);
            double[] expectedLosses = [.. labels.Select((label, i) => -Math.Log(softmax[(i * classes) + label]))];
            double[] expectedGradient = [.. softmax.Select((p, i) => (p - (i % classes == labels[i / classes] ? 1 : 0)) / count)];

            float[] gradient = new float[scores.Length];
            float[] losses = Kernel.Run(count, (part, to) => SoftmaxCrossEntropy.Evaluate(part, count, input.Span, labels, to.Span, gradient, classes));
            Kernel.Close(expectedLosses, losses, 2e-6, $"{classes} classes");

            gradient = Kernel.Run(scores.Length, (part, to) => SoftmaxCrossEntropy.Evaluate(part, count, input.Span, labels, losses, to.Span, classes));
            Kernel.Close(expectedGradient, gradient, 1e-6, $"{classes} classes");

            float[] inPlace = Kernel.Run(scores, (part, to) => SoftmaxCrossEntropy.Evaluate(part, count, to.Span, labels, losses, to.Span, classes));
            Check.SameBits(gradient, inPlace, "in place");
        }
    }

    [Fact]
    public void The_gradient_of_softmax_cross_entropy_is_its_derivative()
    {
        float[] scores = Check.Random(new Random(2), 3 * 7);
        int[] labels = [0, 6, 3];
        double[] expected = Kernel.Gradient(Kernel.Double(scores), x =>
        {
            double[] softmax = SoftmaxTests.Reference(x, 7);
            return labels.Select((label, i) => -Math.Log(softmax[(i * 7) + label])).Average();
        });
        float[] gradient = Kernel.Run(scores.Length, (part, to) => SoftmaxCrossEntropy.Evaluate(part, 3, scores, labels, new float[3], to.Span, 7));
        Kernel.Close(expected, gradient, 1e-6, "gradient");
    }

    [Fact]
    public void Softmax_cross_entropy_is_exact_for_large_scores()
    {
        float[] scores = [1000, 900, 0, 1e30f, -1e30f, 0, -5000, -5000, -5000];
        float[] gradient = new float[9];
        float[] losses = Kernel.Run(3, (part, to) => SoftmaxCrossEntropy.Evaluate(part, 3, scores, [1, 0, 2], to.Span, gradient, 3));
        Assert.Equal(100f, losses[0]);
        Assert.Equal(0f, losses[1]);
        Assert.Equal(MathF.Log(3), losses[2], 1e-6f);
        Assert.All(gradient, value => Assert.True(float.IsFinite(value)));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(40)]
    public void A_NaN_score_gives_a_NaN_loss(int position)
    {
        float[] scores = new float[41];
        scores[position] = float.NaN;
        float[] losses = Kernel.Run(1, (part, to) => SoftmaxCrossEntropy.Evaluate(part, 1, scores, [1], to.Span, new float[41], 41));
        Assert.True(float.IsNaN(losses[0]));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(13)]
    public void Mean_squared_error_is_the_reference(int count)
    {
        Random random = new(3);
        foreach (int length in Kernel.Lengths)
        {
            using GuardedMemory output = new(Check.Random(random, count * length));
            using GuardedMemory targets = new(Check.Random(random, count * length));
            double[] y = Kernel.Double(output.Span);
            double[] t = Kernel.Double(targets.Span);
            double[] expectedLosses = [.. Enumerable.Range(0, count).Select(i => Enumerable.Range(i * length, length).Average(j => (y[j] - t[j]) * (y[j] - t[j])))];
            double[] expectedGradient = [.. y.Select((value, i) => 2 * (value - t[i]) / (count * length))];

            float[] losses = Kernel.Run(count, (part, to) => MeanSquaredError.Evaluate(part, count, output.Span, targets.Span, to.Span, new float[count * length], length));
            Kernel.Close(expectedLosses, losses, 1e-6, $"length {length}");

            float[] gradient = Kernel.Run(count * length, (part, to) => MeanSquaredError.Evaluate(part, count, output.Span, targets.Span, losses, to.Span, length));
            Kernel.Close(expectedGradient, gradient, 1e-6, $"length {length}");
        }
    }

    [Fact]
    public void The_gradient_of_the_mean_squared_error_is_its_derivative()
    {
        Random random = new(4);
        float[] output = Check.Random(random, 2 * 5);
        float[] targets = Check.Random(random, 2 * 5);
        double[] expected = Kernel.Gradient(Kernel.Double(output), y => y.Select((value, i) => (value - targets[i]) * (value - targets[i])).Average());
        float[] gradient = Kernel.Run(10, (part, to) => MeanSquaredError.Evaluate(part, 2, output, targets, new float[2], to.Span, 5));
        Kernel.Close(expected, gradient, 1e-6, "gradient");
    }
}
