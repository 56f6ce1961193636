using BenchmarkDotNet.Attributes;
using Espalier.Kernels;

namespace Espalier.Parts;

/// <summary>Local response norm, with the exponent of square roots and one that needs the logarithm.</summary>
public class LocalResponseNorms : KernelBenchmark
{
    private const float Alpha = 1e-1f, K = 2;

    private Memory<float> _input, _output, _dOutput, _dInput;

    /// <summary>batch, channels, pixels, channels in a sum.</summary>
    [Params("16 96 729 5", "64 30 144 3")]
    public string Shape { get; set; } = "";

    /// <summary>The exponent.</summary>
    [Params(0.75f, 0.6f)]
    public float Beta { get; set; }

    private (int Count, int Channels, int Pixels, int Size) Sizes
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
        (int count, int channels, int pixels, int size) = Sizes;
        double length = (double)count * channels * pixels;

        // A power counts as one operation.
        return method.EndsWith(nameof(Backward), StringComparison.Ordinal)
            ? new Work(((3 * size) + 11) * length, 12 * length)
            : new Work(((2 * size) + 4) * length, 8 * length);
    }

    [GlobalSetup]
    public void Setup()
    {
        (int count, int channels, int pixels, _) = Sizes;
        int length = count * channels * pixels;
        (_input, _output, _dOutput, _dInput) = (Floats(length), Floats(length), Floats(length), Floats(length));
    }

    [Benchmark(Baseline = true), BenchmarkCategory("forward")]
    public void Definition()
    {
        (int count, int channels, int pixels, int size) = Sizes;
        for (int pixel = 0; pixel < count * pixels; pixel++)
        {
            ReadOnlySpan<float> x = _input.Span.Slice(pixel * channels, channels);
            Span<float> y = _output.Span.Slice(pixel * channels, channels);
            for (int c = 0; c < x.Length; c++)
            {
                y[c] = x[c] * MathF.Pow(Base(x, c, size), -Beta);
            }
        }
    }

    [Benchmark, BenchmarkCategory("forward")]
    public void Forward()
    {
        (int count, int channels, int pixels, int size) = Sizes;
        LocalResponseNorm.Forward(Part, count, _input.Span, _output.Span, channels, pixels, size, Alpha, Beta, K);
    }

    [Benchmark(Baseline = true), BenchmarkCategory("backward")]
    public void DefinitionOfBackward()
    {
        (int count, int channels, int pixels, int size) = Sizes;
        float[] powers = new float[channels], terms = new float[channels];
        for (int pixel = 0; pixel < count * pixels; pixel++)
        {
            ReadOnlySpan<float> x = _input.Span.Slice(pixel * channels, channels), dy = _dOutput.Span.Slice(pixel * channels, channels);
            Span<float> dx = _dInput.Span.Slice(pixel * channels, channels);
            for (int c = 0; c < x.Length; c++)
            {
                float u = Base(x, c, size);
                powers[c] = MathF.Pow(u, -Beta);
                terms[c] = dy[c] * x[c] * powers[c] / u;
            }

            for (int c = 0; c < x.Length; c++)
            {
                float sum = 0;
                for (int i = Math.Max(c - ((size - 1) / 2), 0); i <= Math.Min(c + (size / 2), channels - 1); i++)
                {
                    sum += terms[i];
                }

                dx[c] = (dy[c] * powers[c]) - (2 * Alpha / size * Beta * x[c] * sum);
            }
        }
    }

    [Benchmark, BenchmarkCategory("backward")]
    public void Backward()
    {
        (int count, int channels, int pixels, int size) = Sizes;
        LocalResponseNorm.Backward(Part, count, _input.Span, _dOutput.Span, _dInput.Span, channels, pixels, size, Alpha, Beta, K);
    }

    /// <summary>What is raised to a power: the squares of the channels around one, and a constant.</summary>
    private static float Base(ReadOnlySpan<float> x, int channel, int size)
    {
        float sum = 0;
        for (int i = Math.Max(channel - (size / 2), 0); i <= Math.Min(channel + ((size - 1) / 2), x.Length - 1); i++)
        {
            sum += x[i] * x[i];
        }

        return K + (Alpha / size * sum);
    }
}
