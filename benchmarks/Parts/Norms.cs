using BenchmarkDotNet.Attributes;
using Espalier.Kernels;

namespace Espalier.Parts;

/// <summary>Batch norm in training: statistics and all gradients.</summary>
public class Norms : KernelBenchmark
{
    private Memory<float> _input, _output, _dInput, _weight, _bias, _statistics, _scratch;

    /// <summary>batch, channels, pixels.</summary>
    [Params("64 32 256", "64 128 64", "16 16 1024", "100 50 1")]
    public string Shape { get; set; } = "";

    private (int Count, int Channels, int Pixels) Sizes
    {
        get
        {
            int[] n = Array.ConvertAll(Shape.Split(' '), int.Parse);
            return (n[0], n[1], n[2]);
        }
    }

    /// <inheritdoc/>
    public override Work WorkOf(string method)
    {
        (int count, int channels, int pixels) = Sizes;

        // Statistics are a pass over the input of their own.
        return new Work(0, (method.EndsWith(nameof(Backward), StringComparison.Ordinal) ? 5 : 3) * 4.0 * count * channels * pixels);
    }

    [GlobalSetup]
    public void Setup()
    {
        (int count, int channels, int pixels) = Sizes;
        (_input, _output, _dInput) = (Floats(count * channels * pixels), Floats(count * channels * pixels), Floats(count * channels * pixels));
        (_weight, _bias, _statistics, _scratch) = (Floats(channels), Floats(channels), Floats(2 * channels), Floats(2 * channels * count));
        Forward();
    }

    [Benchmark(Baseline = true), BenchmarkCategory("forward")]
    public void Definition()
    {
        (int count, int channels, int pixels) = Sizes;
        ReadOnlySpan<float> input = _input.Span, weight = _weight.Span, bias = _bias.Span;
        Span<float> output = _output.Span;
        for (int c = 0; c < channels; c++)
        {
            float mean = 0, variance = 0;
            for (int i = c; i < input.Length; i += channels)
            {
                mean += input[i];
            }

            mean /= count * pixels;
            for (int i = c; i < input.Length; i += channels)
            {
                variance += (input[i] - mean) * (input[i] - mean);
            }

            float scale = weight[c] / MathF.Sqrt((variance / (count * pixels)) + 1e-5f);
            for (int i = c; i < input.Length; i += channels)
            {
                output[i] = ((input[i] - mean) * scale) + bias[c];
            }
        }
    }

    [Benchmark, BenchmarkCategory("forward")]
    public void Forward()
    {
        (int count, int channels, int pixels) = Sizes;
        BatchNorm.Forward(Part, count, _input.Span, _weight.Span, _bias.Span, _output.Span, _statistics.Span, _scratch.Span, channels, pixels, 1e-5f);
    }

    [Benchmark(Baseline = true), BenchmarkCategory("backward")]
    public void DefinitionOfBackward()
    {
        (int count, int channels, int pixels) = Sizes;
        ReadOnlySpan<float> input = _input.Span, weight = _weight.Span, statistics = _statistics.Span, dOutput = _output.Span;
        Span<float> dInput = _dInput.Span;
        float samples = count * pixels;
        for (int c = 0; c < channels; c++)
        {
            float mean = statistics[c], inverse = 1 / MathF.Sqrt(statistics[channels + c] + 1e-5f), sum = 0, product = 0;
            for (int i = c; i < input.Length; i += channels)
            {
                sum += dOutput[i];
                product += dOutput[i] * (input[i] - mean) * inverse;
            }

            for (int i = c; i < input.Length; i += channels)
            {
                dInput[i] = weight[c] * inverse * (dOutput[i] - (sum / samples) - ((input[i] - mean) * inverse * product / samples));
            }
        }
    }

    [Benchmark, BenchmarkCategory("backward")]
    public void Backward()
    {
        (int count, int channels, int pixels) = Sizes;
        BatchNorm.Backward(Part, count, _input.Span, _weight.Span, _statistics.Span, _output.Span, _dInput.Span, default, default, _scratch.Span, channels, pixels, 1e-5f);
    }
}
