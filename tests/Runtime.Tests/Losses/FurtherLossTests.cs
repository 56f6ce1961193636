using Espalier.Kernels;
using Espalier.Runtime.Tests.Support;
using Espalier.Runtime.Tests.Tiles;
using Xunit;

namespace Espalier.Runtime.Tests.Losses;

/// <summary>The losses with options against scalar references in double: values, gradients, weights, added gradients.</summary>
public class FurtherLossTests
{
    private delegate void ValueKernel(Part part, int count, ReadOnlySpan<float> output, ReadOnlySpan<float> targets, Span<float> losses, Span<float> gradient, int length, int pieces, float weight, bool accumulate);

    public static TheoryData<string> ValueLosses => ["mae", "huber", "smooth", "binary", "positive", "kl"];

    /// <summary>By hand: three samples of up to two steps with two features.</summary>
    [Fact]
    public void Steps_beyond_a_length_are_left_out()
    {
        float[] steps = [1, 2, 3, float.NaN, 5, 6], lengths = [2, 1, 2], gradient = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12];

        // The mean over five steps; the gradient was that of a mean over six.
        Both((part, losses, to) => SampleLosses.LeaveOut(part, 3, steps, losses, to, lengths, 2, 2), [3.0 * 3 / 5, 3.0 * 3 / 5, 3.0 * 11 / 5], 6.0 / 5);

        // A sum over the steps of each of three samples.
        Both((part, losses, to) => SampleLosses.LeaveOut(part, 3, steps, losses, to, lengths, 2, 2, isSum: true), [3, 3, 11], 2);

        // Labels 0 1 | 1 | 2 −1 of the weights ½, 2, 3; that of the step beyond, 0, does not count.
        int[] labels = [0, 1, 1, 0, 2, -1];
        Both((part, losses, to) => SampleLosses.LeaveOutByLabel(part, 3, steps, losses, to, lengths, labels, 2, 2, [0.5f, 2, 3], ignored: -1), [3.0 * 3 / 7.5, 3.0 * 3 / 7.5, 3.0 * 11 / 7.5], 6 / 7.5);
        Both((part, losses, to) => SampleLosses.LeaveOutByLabel(part, 3, steps, losses, to, lengths, labels, 2, 2, ignored: -1), [3.0 * 3 / 4, 3.0 * 3 / 4, 3.0 * 11 / 4], 6.0 / 4);

        // Where nothing counts, nothing is left, not a number divided by zero.
        Both((part, losses, to) => SampleLosses.LeaveOutByLabel(part, 3, steps, losses, to, lengths, [-1, -1, -1, 0, -1, -1], 2, 2, ignored: -1), [0, 0, 0], 0);

        void Both(Action<Part, Span<float>, Span<float>> kernel, double[] losses, double scale)
        {
            Kernel.Close(losses, Kernel.Run(3, (part, to) => kernel(part, to.Span, new float[12])), 1e-6, "losses");
            double[] scaled = [.. gradient.Select((value, i) => i is 6 or 7 ? 0 : value * scale)];
            Kernel.Close(scaled, Kernel.Run(gradient, (part, to) => kernel(part, new float[3], to.Span)), 1e-6, "gradient");
        }
    }

    [Theory]
    [MemberData(nameof(ValueLosses))]
    public void Losses_of_values_are_their_references(string name)
    {
        (ValueKernel kernel, Func<double, double, double> loss, bool isMean) = Of(name);
        Random random = new(5);
        foreach (int length in Kernel.Lengths)
        {
            foreach (int pieces in length < 100 ? new[] { 1 } : [1, 3])
            {
                const int Count = 5;
                const float Weight = 0.75f;
                using GuardedMemory output = new([.. Check.Random(random, Count * length).Select(x => 4 * x - 2)]);
                using GuardedMemory targets = new([.. Check.Random(random, Count * length).Select(x => name == "kl" ? Math.Max(0, Math.Abs(x) - 0.1f) : Math.Abs(x) / 2)]);
                double[] y = Kernel.Double(output.Span), t = Kernel.Double(targets.Span);
                double divisor = isMean ? length : 1;
                double[] expectedLosses = [.. Enumerable.Range(0, Count).Select(i => Enumerable.Range(i * length, length).Sum(j => loss(y[j], t[j])) / divisor)];
                double[] expected = [.. y.Select((value, i) => Weight * (loss(value + 1e-6, t[i]) - loss(value - 1e-6, t[i])) / 2e-6 / (Count * divisor))];

                float[] parts = Kernel.Run(Count * pieces, (part, to) => kernel(part, Count, output.Span, targets.Span, to.Span, new float[Count * length], length, pieces, Weight, false));
                float[] losses = Kernel.Run(Count, (part, to) => SampleLosses.Sum(part, Count, parts, to.Span, pieces));
                Kernel.Close(expectedLosses, losses, 1e-5, $"{name}, length {length}, {pieces} pieces");

                float[] gradient = Kernel.Run(Count * length, (part, to) => kernel(part, Count, output.Span, targets.Span, new float[Count * pieces], to.Span, length, pieces, Weight, false));
                Kernel.Close(expected, gradient, 1e-5, $"{name}: gradient, length {length}");

                float[] before = Check.Random(random, Count * length);
                float[] added = Kernel.Run(before, (part, to) => kernel(part, Count, output.Span, targets.Span, new float[Count * pieces], to.Span, length, pieces, Weight, true));
                Kernel.Close([.. gradient.Select((value, i) => (double)value + before[i])], added, 1e-6, $"{name}: added");
            }
        }
    }

    [Theory]
    [InlineData(0f, false, int.MinValue)]
    [InlineData(0.1f, false, int.MinValue)]
    [InlineData(0.3f, true, int.MinValue)]
    [InlineData(0f, true, -1)]
    public void Softmax_cross_entropy_with_options_is_the_reference(float smoothing, bool weighted, int ignored)
    {
        Random random = new(7);
        foreach (int classes in Kernel.Lengths)
        {
            const int Count = 6;
            float[] weights = weighted ? [.. Check.Random(random, classes).Select(Math.Abs)] : [];
            int[] labels = [.. Enumerable.Range(0, Count).Select(i => i % 3 == 2 && ignored == -1 ? -1 : random.Next(classes))];
            using GuardedMemory scores = new([.. Check.Random(random, Count * classes).Select(x => 6 * x)]);
            double total = labels.Sum(label => label == ignored ? 0 : weighted ? weights[label] : 1.0);
            double[] x = Kernel.Double(scores.Span);
            double[] expectedLosses = [.. Enumerable.Range(0, Count).Select(i => Row(x, i) * Count / total)];
            int[] probes = [.. Enumerable.Range(0, x.Length).Where(j => classes <= 20 || j % 13 == 0)];
            double[] expected = [.. probes.Select(j => Derivative(x, j))];

            float[] losses = Kernel.Run(Count, (part, to) => SoftmaxCrossEntropy.EvaluateWeighted(part, Count, scores.Span, labels, to.Span, new float[Count * classes], classes, (float)total, smoothing, weights, ignored, 0.5f));
            Kernel.Close(expectedLosses, losses, 1e-5, $"{classes} classes");
            float[] gradient = Kernel.Run(Count * classes, (part, to) => SoftmaxCrossEntropy.EvaluateWeighted(part, Count, scores.Span, labels, new float[Count], to.Span, classes, (float)total, smoothing, weights, ignored, 0.5f));
            Kernel.Close(expected, [.. probes.Select(j => gradient[j])], 1e-5, $"{classes} classes: gradient");

            float[] before = Check.Random(random, Count * classes);
            float[] added = Kernel.Run(before, (part, to) => SoftmaxCrossEntropy.EvaluateWeighted(part, Count, scores.Span, labels, new float[Count], to.Span, classes, (float)total, smoothing, weights, ignored, 0.5f, accumulate: true));
            Kernel.Close([.. gradient.Select((value, i) => (double)value + before[i])], added, 1e-6, "added");

            double Row(double[] x, int row)
            {
                if (labels[row] == ignored)
                {
                    return 0;
                }

                double[] of = x[(row * classes)..((row + 1) * classes)];
                double largest = of.Max(), log = largest + Math.Log(of.Sum(score => Math.Exp(score - largest)));
                return of.Select((score, c) => (weighted ? weights[c] : 1) * ((c == labels[row] ? 1 - smoothing : 0) + smoothing / (double)classes) * (log - score)).Sum();
            }

            double Derivative(double[] x, int j)
            {
                double value = x[j];
                x[j] = value + 1e-5;
                double above = Row(x, j / classes);
                x[j] = value - 1e-5;
                double below = Row(x, j / classes);
                x[j] = value;
                return 0.5 * (above - below) / 2e-5 / total;
            }
        }
    }

    [Fact]
    public void Distributions_of_one_class_each_are_labels()
    {
        Random random = new(9);
        foreach (int classes in Kernel.Lengths)
        {
            using GuardedMemory scores = new(Check.Random(random, 4 * classes));
            int[] labels = [.. Enumerable.Range(0, 4).Select(_ => random.Next(classes))];
            float[] targets = new float[4 * classes];
            for (int i = 0; i < 4; i++)
            {
                targets[(i * classes) + labels[i]] = 1;
            }

            float[] losses = new float[4];
            float[] expected = Kernel.Run(4 * classes, (part, to) => SoftmaxCrossEntropy.Evaluate(part, 4, scores.Span, labels, losses, to.Span, classes));
            float[] found = Kernel.Run(4, (part, to) => SoftmaxCrossEntropy.EvaluateDistributions(part, 4, scores.Span, targets, to.Span, new float[4 * classes], classes));
            Kernel.Close(Kernel.Double(losses), found, 1e-5, "losses");
            float[] gradient = Kernel.Run(4 * classes, (part, to) => SoftmaxCrossEntropy.EvaluateDistributions(part, 4, scores.Span, targets, new float[4], to.Span, classes));
            Kernel.Close(Kernel.Double(expected), gradient, 1e-6, "gradient");
        }
    }

    [Theory]
    [InlineData(1f, false)]
    [InlineData(0.5f, true)]
    public void Multiclass_hinge_is_the_reference(float margin, bool squared)
    {
        Random random = new(11);
        foreach (int classes in Kernel.Lengths)
        {
            const int Count = 5;
            float[] weights = squared ? [.. Check.Random(random, classes).Select(Math.Abs)] : [];
            int[] labels = [.. Enumerable.Range(0, Count).Select(_ => random.Next(classes))];
            using GuardedMemory scores = new(Check.Random(random, Count * classes));
            double[] x = Kernel.Double(scores.Span), expectedLosses = new double[Count], expected = new double[x.Length];
            for (int i = 0; i < Count; i++)
            {
                double importance = squared ? weights[labels[i]] : 1;
                for (int c = 0; c < classes; c++)
                {
                    double excess = Math.Max(0, margin - x[(i * classes) + labels[i]] + x[(i * classes) + c]);
                    if (c != labels[i] && excess > 0)
                    {
                        expectedLosses[i] += importance * (squared ? excess * excess : excess) / classes;
                        double slope = importance * (squared ? 2 * excess : 1) / classes / Count;
                        expected[(i * classes) + c] += slope;
                        expected[(i * classes) + labels[i]] -= slope;
                    }
                }
            }

            float[] losses = Kernel.Run(Count, (part, to) => MulticlassHinge.Evaluate(part, Count, scores.Span, labels, to.Span, new float[Count * classes], classes, margin, squared, weights));
            Kernel.Close(expectedLosses, losses, 1e-5, $"{classes} classes");
            float[] gradient = Kernel.Run(Count * classes, (part, to) => MulticlassHinge.Evaluate(part, Count, scores.Span, labels, new float[Count], to.Span, classes, margin, squared, weights));
            Kernel.Close(expected, gradient, 1e-5, $"{classes} classes: gradient");
        }
    }

    [Fact]
    public void Binary_cross_entropy_is_exact_for_large_scores()
    {
        float[] scores = [100, -100, 1000, -1000, 0], targets = [0, 1, 1, 0, 0.5f];
        float[] losses = Kernel.Run(5, (part, to) => BinaryCrossEntropy.Evaluate(part, 5, scores, targets, to.Span, new float[5], 1));
        Assert.Equal([100f, 100f, 0f, 0f], losses[..4]);
        Assert.Equal(MathF.Log(2), losses[4], 1e-6f);
    }

    private static (ValueKernel Kernel, Func<double, double, double> Loss, bool IsMean) Of(string name) => name switch
    {
        "mae" => (static (part, count, y, t, losses, dy, length, pieces, weight, add) => MeanAbsoluteError.Evaluate(part, count, y, t, losses, dy, length, pieces, weight, add), (y, t) => Math.Abs(y - t), true),
        "huber" => (static (part, count, y, t, losses, dy, length, pieces, weight, add) => Huber.Evaluate(part, count, y, t, losses, dy, length, 0.75f, pieces, weight, add), (y, t) => Math.Abs(y - t) <= 0.75 ? (y - t) * (y - t) / 2 : 0.75 * (Math.Abs(y - t) - 0.375), true),
        "smooth" => (static (part, count, y, t, losses, dy, length, pieces, weight, add) => SmoothL1.Evaluate(part, count, y, t, losses, dy, length, 0.5f, pieces, weight, add), (y, t) => Math.Abs(y - t) < 0.5 ? (y - t) * (y - t) : Math.Abs(y - t) - 0.25, true),
        "binary" => (static (part, count, y, t, losses, dy, length, pieces, weight, add) => BinaryCrossEntropy.Evaluate(part, count, y, t, losses, dy, length, pieces: pieces, weight: weight, accumulate: add), (y, t) => t * Softplus(-y) + (1 - t) * Softplus(y), true),
        "positive" => (static (part, count, y, t, losses, dy, length, pieces, weight, add) => BinaryCrossEntropy.Evaluate(part, count, y, t, losses, dy, length, 3, pieces: pieces, weight: weight, accumulate: add), (y, t) => 3 * t * Softplus(-y) + (1 - t) * Softplus(y), true),
        _ => (static (part, count, y, t, losses, dy, length, pieces, weight, add) => KullbackLeibler.Evaluate(part, count, y, t, losses, dy, length, pieces, weight, add), (y, t) => t == 0 ? 0 : t * (Math.Log(t) - y), false),
    };

    private static double Softplus(double x) => Math.Max(x, 0) + Math.Log(1 + Math.Exp(-Math.Abs(x)));
}
