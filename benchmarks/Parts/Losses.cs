using BenchmarkDotNet.Attributes;
using Espalier.Kernels;

namespace Espalier.Parts;

/// <summary>Losses and their gradients in one: of scores with labels, and of values with targets.</summary>
public class Losses : KernelBenchmark
{
    private const float Delta = 0.25f, Margin = 1;

    private Memory<float> _output, _targets, _losses, _dOutput;
    private int[] _labels = [];

    /// <summary>samples, values of each: digits, characters, the classes of photographs.</summary>
    [Params("1000 10", "1000 65", "100 1000")]
    public string Shape { get; set; } = "";

    private (int Count, int Length) Sizes
    {
        get
        {
            int[] n = Array.ConvertAll(Shape.Split(' '), int.Parse);
            return (n[0], n[1]);
        }
    }

    /// <inheritdoc/>
    public override Work WorkOf(string method)
    {
        (int count, int length) = Sizes;
        bool hasLabels = method.StartsWith(nameof(CrossEntropy), StringComparison.Ordinal) || method.StartsWith(nameof(Hinge), StringComparison.Ordinal);
        return new Work(0, 4.0 * count * (hasLabels ? (2 * length) + 2 : (3 * length) + 1));
    }

    [GlobalSetup]
    public void Setup()
    {
        (int count, int length) = Sizes;
        (_output, _targets, _dOutput, _losses) = (Floats(count * length), Floats(count * length), Floats(count * length), Floats(count));
        foreach (ref float target in _targets.Span)
        {
            target += 0.5f;
        }

        _labels = [.. Enumerable.Range(0, count).Select(sample => sample * 7 % length)];
    }

    [Benchmark(Baseline = true), BenchmarkCategory("cross-entropy")]
    public void CrossEntropyDefinition()
    {
        (int count, int length) = Sizes;
        for (int sample = 0; sample < count; sample++)
        {
            ReadOnlySpan<float> scores = _output.Span.Slice(sample * length, length);
            Span<float> gradient = _dOutput.Span.Slice(sample * length, length);
            float greatest = scores[0], sum = 0;
            foreach (float score in scores)
            {
                greatest = MathF.Max(greatest, score);
            }

            for (int i = 0; i < scores.Length; i++)
            {
                gradient[i] = MathF.Exp(scores[i] - greatest);
                sum += gradient[i];
            }

            int label = _labels[sample];
            _losses.Span[sample] = MathF.Log(sum) + greatest - scores[label];
            for (int i = 0; i < scores.Length; i++)
            {
                gradient[i] = ((gradient[i] / sum) - (i == label ? 1 : 0)) / count;
            }
        }
    }

    [Benchmark, BenchmarkCategory("cross-entropy")]
    public void CrossEntropy()
    {
        (int count, int length) = Sizes;
        SoftmaxCrossEntropy.Evaluate(Part, count, _output.Span, _labels, _losses.Span, _dOutput.Span, length);
    }

    [Benchmark(Baseline = true), BenchmarkCategory("hinge")]
    public void HingeDefinition()
    {
        (int count, int length) = Sizes;
        for (int sample = 0; sample < count; sample++)
        {
            ReadOnlySpan<float> scores = _output.Span.Slice(sample * length, length);
            Span<float> gradient = _dOutput.Span.Slice(sample * length, length);
            int label = _labels[sample], above = 0;
            float sum = 0;
            for (int i = 0; i < scores.Length; i++)
            {
                float excess = Margin + scores[i] - scores[label];
                bool counts = i != label && excess > 0;
                sum += counts ? excess : 0;
                above += counts ? 1 : 0;
                gradient[i] = counts ? 1f / (count * length) : 0;
            }

            gradient[label] = -(float)above / (count * length);
            _losses.Span[sample] = sum / length;
        }
    }

    [Benchmark, BenchmarkCategory("hinge")]
    public void Hinge()
    {
        (int count, int length) = Sizes;
        MulticlassHinge.Evaluate(Part, count, _output.Span, _labels, _losses.Span, _dOutput.Span, length, Margin);
    }

    [Benchmark(Baseline = true), BenchmarkCategory("binary cross-entropy")]
    public void BinaryDefinition() => Map(
        (x, t) => MathF.Log(1 + MathF.Exp(-MathF.Abs(x))) + MathF.Max(x, 0) - (x * t),
        (x, t) => (1 / (1 + MathF.Exp(-x))) - t);

    [Benchmark, BenchmarkCategory("binary cross-entropy")]
    public void Binary()
    {
        (int count, int length) = Sizes;
        BinaryCrossEntropy.Evaluate(Part, count, _output.Span, _targets.Span, _losses.Span, _dOutput.Span, length);
    }

    [Benchmark(Baseline = true), BenchmarkCategory("squares")]
    public void SquaresDefinition() => Map((y, t) => (y - t) * (y - t), (y, t) => 2 * (y - t));

    [Benchmark, BenchmarkCategory("squares")]
    public void Squares()
    {
        (int count, int length) = Sizes;
        MeanSquaredError.Evaluate(Part, count, _output.Span, _targets.Span, _losses.Span, _dOutput.Span, length);
    }

    [Benchmark(Baseline = true), BenchmarkCategory("Huber")]
    public void HuberDefinition() => Map(
        (y, t) => MathF.Abs(y - t) <= Delta ? 0.5f * (y - t) * (y - t) : Delta * (MathF.Abs(y - t) - (0.5f * Delta)),
        (y, t) => Math.Clamp(y - t, -Delta, Delta));

    [Benchmark, BenchmarkCategory("Huber")]
    public void HuberEvaluation()
    {
        (int count, int length) = Sizes;
        Huber.Evaluate(Part, count, _output.Span, _targets.Span, _losses.Span, _dOutput.Span, length, Delta);
    }

    private void Map(Func<float, float, float> loss, Func<float, float, float> derivative)
    {
        (int count, int length) = Sizes;
        ReadOnlySpan<float> output = _output.Span, targets = _targets.Span;
        Span<float> losses = _losses.Span, gradient = _dOutput.Span;
        for (int sample = 0; sample < count; sample++)
        {
            float sum = 0;
            for (int i = sample * length; i < (sample + 1) * length; i++)
            {
                sum += loss(output[i], targets[i]);
                gradient[i] = derivative(output[i], targets[i]) / (count * length);
            }

            losses[sample] = sum / length;
        }
    }
}
