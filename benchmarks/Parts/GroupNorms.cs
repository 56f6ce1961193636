using BenchmarkDotNet.Attributes;
using Espalier.Kernels;

namespace Espalier.Parts;

/// <summary>Group norm, and instance norm as its case of groups of one channel: the output, and all gradients.</summary>
public class GroupNorms : KernelBenchmark
{
    private const float Epsilon = 1e-5f;

    private Memory<float> _input, _output, _dOutput, _dInput, _weight, _bias, _dWeight, _dBias, _statistics, _sums;

    /// <summary>batch, channels, groups, pixels.</summary>
    [Params("64 32 8 256", "16 128 32 256", "16 64 64 1024", "64 30 5 144")]
    public string Shape { get; set; } = "";

    private (int Count, int Channels, int Groups, int Pixels) Sizes
    {
        get
        {
            int[] n = Array.ConvertAll(Shape.Split(' '), int.Parse);
            return (n[0], n[1], n[2], n[3]);
        }
    }

    /// <inheritdoc/>
    public override Work WorkOf(string method)
    {
        (int count, int channels, _, int pixels) = Sizes;
        double length = (double)count * channels * pixels;
        return method.EndsWith(nameof(Backward), StringComparison.Ordinal) ? new Work(13 * length, 12 * length) : new Work(8 * length, 8 * length);
    }

    [GlobalSetup]
    public void Setup()
    {
        (int count, int channels, _, int pixels) = Sizes;
        int length = count * channels * pixels;
        (_input, _output, _dOutput, _dInput) = (Floats(length), Floats(length), Floats(length), Floats(length));
        (_weight, _bias, _dWeight, _dBias) = (Floats(channels), Floats(channels), Floats(channels), Floats(channels));
        (_statistics, _sums) = (Floats(2 * channels * count), Floats(2 * channels * count));
        Forward();
    }

    [Benchmark(Baseline = true), BenchmarkCategory("forward")]
    public void Definition()
    {
        (int count, int channels, int groups, int pixels) = Sizes;
        ReadOnlySpan<float> weight = _weight.Span, bias = _bias.Span;
        int size = channels / groups;
        for (int sample = 0; sample < count; sample++)
        {
            ReadOnlySpan<float> input = _input.Span.Slice(sample * pixels * channels, pixels * channels);
            Span<float> output = _output.Span.Slice(sample * pixels * channels, pixels * channels);
            for (int first = 0; first < channels; first += size)
            {
                float mean = 0, variance = 0;
                for (int pixel = first; pixel < input.Length; pixel += channels)
                {
                    for (int i = pixel; i < pixel + size; i++)
                    {
                        mean += input[i];
                    }
                }

                mean /= size * pixels;
                for (int pixel = first; pixel < input.Length; pixel += channels)
                {
                    for (int i = pixel; i < pixel + size; i++)
                    {
                        variance += (input[i] - mean) * (input[i] - mean);
                    }
                }

                float deviation = 1 / MathF.Sqrt((variance / (size * pixels)) + Epsilon);
                for (int pixel = 0; pixel < input.Length; pixel += channels)
                {
                    for (int c = first; c < first + size; c++)
                    {
                        output[pixel + c] = ((input[pixel + c] - mean) * deviation * weight[c]) + bias[c];
                    }
                }
            }
        }
    }

    [Benchmark, BenchmarkCategory("forward")]
    public void Forward()
    {
        (int count, int channels, int groups, int pixels) = Sizes;
        GroupNorm.Forward(Part, count, _input.Span, _weight.Span, _bias.Span, _output.Span, _statistics.Span, channels, groups, pixels, Epsilon);
    }

    [Benchmark(Baseline = true), BenchmarkCategory("backward")]
    public void DefinitionOfBackward()
    {
        (int count, int channels, int groups, int pixels) = Sizes;
        ReadOnlySpan<float> weight = _weight.Span;
        Span<float> dWeight = _dWeight.Span, dBias = _dBias.Span;
        int size = channels / groups;
        for (int sample = 0; sample < count; sample++)
        {
            ReadOnlySpan<float> input = _input.Span.Slice(sample * pixels * channels, pixels * channels);
            ReadOnlySpan<float> dOutput = _dOutput.Span.Slice(sample * pixels * channels, pixels * channels);
            ReadOnlySpan<float> statistics = _statistics.Span.Slice(sample * 2 * channels, 2 * channels);
            Span<float> dInput = _dInput.Span.Slice(sample * pixels * channels, pixels * channels);
            for (int first = 0; first < channels; first += size)
            {
                float mean = statistics[first], deviation = statistics[channels + first], sum = 0, product = 0;
                for (int pixel = 0; pixel < input.Length; pixel += channels)
                {
                    for (int c = first; c < first + size; c++)
                    {
                        float normal = (input[pixel + c] - mean) * deviation;
                        sum += dOutput[pixel + c] * weight[c];
                        product += dOutput[pixel + c] * weight[c] * normal;
                        dWeight[c] += dOutput[pixel + c] * normal;
                        dBias[c] += dOutput[pixel + c];
                    }
                }

                (sum, product) = (sum / (size * pixels), product / (size * pixels));
                for (int pixel = 0; pixel < input.Length; pixel += channels)
                {
                    for (int c = first; c < first + size; c++)
                    {
                        dInput[pixel + c] = deviation * ((dOutput[pixel + c] * weight[c]) - sum - ((input[pixel + c] - mean) * deviation * product));
                    }
                }
            }
        }
    }

    [Benchmark, BenchmarkCategory("backward")]
    public void Backward()
    {
        (int count, int channels, int groups, int pixels) = Sizes;
        GroupNorm.BackwardInput(Part, count, _input.Span, _weight.Span, _statistics.Span, _dOutput.Span, _dInput.Span, _sums.Span, channels, groups, pixels);
        GroupNorm.BackwardParameters(Part, count, _statistics.Span, _sums.Span, _dWeight.Span, _dBias.Span, channels);
    }
}
