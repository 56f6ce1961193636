using BenchmarkDotNet.Attributes;
using Espalier.Kernels;

namespace Espalier.Parts;

/// <summary>A factor and a summand for every channel: batch norm at prediction.</summary>
public class Scales : KernelBenchmark
{
    private Memory<float> _input, _output, _scale, _shift;

    /// <summary>batch, channels, pixels.</summary>
    [Params("1 64 1024", "64 128 64", "16 30 1024", "100 50 1")]
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
        double length = (double)count * channels * pixels;
        return new Work(2 * length, 8 * (length + channels));
    }

    [GlobalSetup]
    public void Setup()
    {
        (int count, int channels, int pixels) = Sizes;
        (_input, _output) = (Floats(count * channels * pixels), Floats(count * channels * pixels));
        (_scale, _shift) = (Floats(channels), Floats(channels));
    }

    [Benchmark(Baseline = true)]
    public void Definition()
    {
        (int count, int channels, int pixels) = Sizes;
        ReadOnlySpan<float> scale = _scale.Span, shift = _shift.Span;
        for (int pixel = 0; pixel < count * pixels; pixel++)
        {
            ReadOnlySpan<float> x = _input.Span.Slice(pixel * channels, channels);
            Span<float> y = _output.Span.Slice(pixel * channels, channels);
            for (int c = 0; c < x.Length; c++)
            {
                y[c] = (x[c] * scale[c]) + shift[c];
            }
        }
    }

    [Benchmark]
    public void Forward()
    {
        (int count, int channels, int pixels) = Sizes;
        Scale.Forward(Part, count, _input.Span, _scale.Span, _shift.Span, _output.Span, channels, pixels);
    }
}
