using BenchmarkDotNet.Attributes;
using Espalier.Kernels;

namespace Espalier.Parts;

/// <summary>Softmax and its logarithm, row by row.</summary>
public class Scores : KernelBenchmark
{
    private Memory<float> _input, _softmax, _logSoftmax, _dOutput, _dInput;

    /// <summary>rows, features: digits, characters, the classes of photographs.</summary>
    [Params("1000 10", "1000 65", "100 1000")]
    public string Shape { get; set; } = "";

    private (int Rows, int Features) Sizes
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
        (int rows, int features) = Sizes;
        return new Work(0, (method.EndsWith("Backward", StringComparison.Ordinal) ? 12.0 : 8.0) * rows * features);
    }

    [GlobalSetup]
    public void Setup()
    {
        (int rows, int features) = Sizes;
        (_input, _softmax, _logSoftmax) = (Floats(rows * features), Floats(rows * features), Floats(rows * features));
        (_dOutput, _dInput) = (Floats(rows * features), Floats(rows * features));
        SoftmaxForward();
        LogSoftmaxForward();
    }

    [Benchmark(Baseline = true), BenchmarkCategory("softmax")]
    public void SoftmaxDefinition()
    {
        (int rows, int features) = Sizes;
        for (int row = 0; row < rows; row++)
        {
            ReadOnlySpan<float> x = _input.Span.Slice(row * features, features);
            Span<float> y = _softmax.Span.Slice(row * features, features);
            float greatest = Greatest(x), sum = 0;
            for (int i = 0; i < x.Length; i++)
            {
                y[i] = MathF.Exp(x[i] - greatest);
                sum += y[i];
            }

            for (int i = 0; i < y.Length; i++)
            {
                y[i] /= sum;
            }
        }
    }

    [Benchmark, BenchmarkCategory("softmax")]
    public void SoftmaxForward()
    {
        (int rows, int features) = Sizes;
        Softmax.Forward(Part, rows, _input.Span, _softmax.Span, 1, features);
    }

    [Benchmark(Baseline = true), BenchmarkCategory("softmax gradient")]
    public void SoftmaxDefinitionOfBackward()
    {
        (int rows, int features) = Sizes;
        for (int row = 0; row < rows; row++)
        {
            ReadOnlySpan<float> y = _softmax.Span.Slice(row * features, features), dy = _dOutput.Span.Slice(row * features, features);
            Span<float> dx = _dInput.Span.Slice(row * features, features);
            float sum = 0;
            for (int i = 0; i < y.Length; i++)
            {
                sum += y[i] * dy[i];
            }

            for (int i = 0; i < y.Length; i++)
            {
                dx[i] = y[i] * (dy[i] - sum);
            }
        }
    }

    [Benchmark, BenchmarkCategory("softmax gradient")]
    public void SoftmaxBackward()
    {
        (int rows, int features) = Sizes;
        Softmax.Backward(Part, rows, _softmax.Span, _dOutput.Span, _dInput.Span, 1, features);
    }

    [Benchmark(Baseline = true), BenchmarkCategory("log softmax")]
    public void LogSoftmaxDefinition()
    {
        (int rows, int features) = Sizes;
        for (int row = 0; row < rows; row++)
        {
            ReadOnlySpan<float> x = _input.Span.Slice(row * features, features);
            Span<float> y = _logSoftmax.Span.Slice(row * features, features);
            float greatest = Greatest(x), sum = 0;
            for (int i = 0; i < x.Length; i++)
            {
                sum += MathF.Exp(x[i] - greatest);
            }

            float logarithm = MathF.Log(sum);
            for (int i = 0; i < y.Length; i++)
            {
                y[i] = x[i] - greatest - logarithm;
            }
        }
    }

    [Benchmark, BenchmarkCategory("log softmax")]
    public void LogSoftmaxForward()
    {
        (int rows, int features) = Sizes;
        LogSoftmax.Forward(Part, rows, _input.Span, _logSoftmax.Span, 1, features);
    }

    [Benchmark(Baseline = true), BenchmarkCategory("log softmax gradient")]
    public void LogSoftmaxDefinitionOfBackward()
    {
        (int rows, int features) = Sizes;
        for (int row = 0; row < rows; row++)
        {
            ReadOnlySpan<float> y = _logSoftmax.Span.Slice(row * features, features), dy = _dOutput.Span.Slice(row * features, features);
            Span<float> dx = _dInput.Span.Slice(row * features, features);
            float sum = 0;
            for (int i = 0; i < y.Length; i++)
            {
                sum += dy[i];
            }

            for (int i = 0; i < y.Length; i++)
            {
                dx[i] = dy[i] - (MathF.Exp(y[i]) * sum);
            }
        }
    }

    [Benchmark, BenchmarkCategory("log softmax gradient")]
    public void LogSoftmaxBackward()
    {
        (int rows, int features) = Sizes;
        LogSoftmax.Backward(Part, rows, _logSoftmax.Span, _dOutput.Span, _dInput.Span, 1, features);
    }

    private static float Greatest(ReadOnlySpan<float> row)
    {
        float greatest = row[0];
        foreach (float value in row)
        {
            greatest = MathF.Max(greatest, value);
        }

        return greatest;
    }
}
