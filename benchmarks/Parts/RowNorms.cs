using BenchmarkDotNet.Attributes;
using Espalier.Kernels;

namespace Espalier.Parts;

/// <summary>Norms of rows: layer norm, and the norm by the root of the mean of squares, with the gradients of all that they read.</summary>
public class RowNorms : KernelBenchmark
{
    private const float Epsilon = 1e-5f;

    private Memory<float> _input, _output, _dOutput, _dInput, _weight, _bias, _dWeight, _dBias, _statistics, _roots;

    /// <summary>rows, features: out of the caches and in the second, and rows that do not fill vectors.</summary>
    [Params("8192 64", "128 512", "8192 768", "8192 50")]
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
        bool isLayer = method.StartsWith("Layer", StringComparison.Ordinal);
        return method.EndsWith("Backward", StringComparison.Ordinal)
            ? new Work((isLayer ? 13.0 : 9.0) * rows * features, 4 * ((3.0 * rows * features) + ((isLayer ? 2 : 1) * rows) + ((isLayer ? 3 : 2) * features)))
            : new Work((isLayer ? 8.0 : 4.0) * rows * features, 4 * ((2.0 * rows * features) + ((isLayer ? 2 : 1) * (rows + features))));
    }

    [GlobalSetup]
    public void Setup()
    {
        (int rows, int features) = Sizes;
        int length = rows * features;
        (_input, _output, _dOutput, _dInput) = (Floats(length), Floats(length), Floats(length), Floats(length));
        (_weight, _bias, _dWeight, _dBias) = (Floats(features), Floats(features), Floats(features), Floats(features));
        (_statistics, _roots) = (Floats(2 * rows), Floats(rows));
        LayerForward();
        RootForward();
    }

    [Benchmark(Baseline = true), BenchmarkCategory("layer norm")]
    public void LayerDefinition()
    {
        (int rows, int features) = Sizes;
        ReadOnlySpan<float> weight = _weight.Span, bias = _bias.Span;
        Span<float> deviations = _statistics.Span[..rows], means = _statistics.Span[rows..];
        for (int row = 0; row < rows; row++)
        {
            ReadOnlySpan<float> x = _input.Span.Slice(row * features, features);
            Span<float> y = _output.Span.Slice(row * features, features);
            float mean = 0, variance = 0;
            for (int i = 0; i < x.Length; i++)
            {
                mean += x[i];
            }

            mean /= features;
            for (int i = 0; i < x.Length; i++)
            {
                variance += (x[i] - mean) * (x[i] - mean);
            }

            float deviation = 1 / MathF.Sqrt((variance / features) + Epsilon);
            for (int i = 0; i < x.Length; i++)
            {
                y[i] = ((x[i] - mean) * deviation * weight[i]) + bias[i];
            }

            (deviations[row], means[row]) = (deviation, mean);
        }
    }

    [Benchmark, BenchmarkCategory("layer norm")]
    public void LayerForward()
    {
        (int rows, int features) = Sizes;
        LayerNorm.Forward(Part, rows, _input.Span, _weight.Span, _bias.Span, _output.Span, _statistics.Span, 1, features, Epsilon);
    }

    [Benchmark(Baseline = true), BenchmarkCategory("layer norm gradients")]
    public void LayerDefinitionOfBackward()
    {
        (int rows, int features) = Sizes;
        ReadOnlySpan<float> weight = _weight.Span, deviations = _statistics.Span[..rows], means = _statistics.Span[rows..];
        Span<float> dWeight = _dWeight.Span, dBias = _dBias.Span;
        for (int row = 0; row < rows; row++)
        {
            ReadOnlySpan<float> x = _input.Span.Slice(row * features, features), dy = _dOutput.Span.Slice(row * features, features);
            Span<float> dx = _dInput.Span.Slice(row * features, features);
            float mean = means[row], deviation = deviations[row], sum = 0, product = 0;
            for (int i = 0; i < x.Length; i++)
            {
                float normal = (x[i] - mean) * deviation;
                sum += dy[i] * weight[i];
                product += dy[i] * weight[i] * normal;
                dWeight[i] += dy[i] * normal;
                dBias[i] += dy[i];
            }

            (sum, product) = (sum / features, product / features);
            for (int i = 0; i < x.Length; i++)
            {
                dx[i] = deviation * ((dy[i] * weight[i]) - sum - ((x[i] - mean) * deviation * product));
            }
        }
    }

    [Benchmark, BenchmarkCategory("layer norm gradients")]
    public void LayerBackward()
    {
        (int rows, int features) = Sizes;
        LayerNorm.BackwardInput(Part, rows, _input.Span, _weight.Span, _statistics.Span, _dOutput.Span, _dInput.Span, 1, features);
        LayerNorm.BackwardParameters(Part, rows, _input.Span, _statistics.Span, _dOutput.Span, _dWeight.Span, _dBias.Span, 1, features);
    }

    [Benchmark(Baseline = true), BenchmarkCategory("RMS norm")]
    public void RootDefinition()
    {
        (int rows, int features) = Sizes;
        ReadOnlySpan<float> weight = _weight.Span;
        Span<float> roots = _roots.Span;
        for (int row = 0; row < rows; row++)
        {
            ReadOnlySpan<float> x = _input.Span.Slice(row * features, features);
            Span<float> y = _output.Span.Slice(row * features, features);
            float squares = 0;
            for (int i = 0; i < x.Length; i++)
            {
                squares += x[i] * x[i];
            }

            float root = 1 / MathF.Sqrt((squares / features) + Epsilon);
            for (int i = 0; i < x.Length; i++)
            {
                y[i] = x[i] * root * weight[i];
            }

            roots[row] = root;
        }
    }

    [Benchmark, BenchmarkCategory("RMS norm")]
    public void RootForward()
    {
        (int rows, int features) = Sizes;
        RMSNorm.Forward(Part, rows, _input.Span, _weight.Span, _output.Span, _roots.Span, 1, features, Epsilon);
    }

    [Benchmark(Baseline = true), BenchmarkCategory("RMS norm gradients")]
    public void RootDefinitionOfBackward()
    {
        (int rows, int features) = Sizes;
        ReadOnlySpan<float> weight = _weight.Span, roots = _roots.Span;
        Span<float> dWeight = _dWeight.Span;
        for (int row = 0; row < rows; row++)
        {
            ReadOnlySpan<float> x = _input.Span.Slice(row * features, features), dy = _dOutput.Span.Slice(row * features, features);
            Span<float> dx = _dInput.Span.Slice(row * features, features);
            float root = roots[row], product = 0;
            for (int i = 0; i < x.Length; i++)
            {
                product += dy[i] * weight[i] * x[i] * root;
                dWeight[i] += dy[i] * x[i] * root;
            }

            product /= features;
            for (int i = 0; i < x.Length; i++)
            {
                dx[i] = root * ((dy[i] * weight[i]) - (x[i] * root * product));
            }
        }
    }

    [Benchmark, BenchmarkCategory("RMS norm gradients")]
    public void RootBackward()
    {
        (int rows, int features) = Sizes;
        RMSNorm.BackwardInput(Part, rows, _input.Span, _weight.Span, _roots.Span, _dOutput.Span, _dInput.Span, 1, features);
        RMSNorm.BackwardParameters(Part, rows, _input.Span, _roots.Span, _dOutput.Span, _dWeight.Span, 1, features);
    }
}
