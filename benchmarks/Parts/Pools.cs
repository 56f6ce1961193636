using BenchmarkDotNet.Attributes;
using Espalier.Kernels;

namespace Espalier.Parts;

/// <summary>Max pooling with windows that tile the image and with windows that overlap.</summary>
public class Pools : KernelBenchmark
{
    private Memory<float> _input, _output, _dInput;

    /// <summary>batch · channels×height×width, window / stride.</summary>
    [ParamsSource(nameof(Shapes))]
    public string Shape { get; set; } = "";

    /// <summary>In and out of the second cache, channels that do not fill vectors, overlap.</summary>
    public static IEnumerable<string> Shapes => ["100 30x24x24 2/2", "1 32x32x32 2/2", "64 128x16x16 2/2", "16 64x55x55 3/2"];

    /// <inheritdoc/>
    public override Work WorkOf(string method)
    {
        (int count, Pool2DShape shape) = Parse();
        bool isForward = method is nameof(Definition) or nameof(Forward);
        return new Work(0, 4.0 * count * (((isForward ? 1 : 2) * (double)shape.InputLength) + shape.OutputLength));
    }

    [GlobalSetup]
    public void Setup()
    {
        (int count, Pool2DShape shape) = Parse();
        (_input, _output, _dInput) = (Floats(count * shape.InputLength), Floats(count * shape.OutputLength), Floats(count * shape.InputLength));
    }

    [Benchmark(Baseline = true), BenchmarkCategory("forward")]
    public void Definition()
    {
        (int count, Pool2DShape shape) = Parse();
        Scalar.MaxPool(count, _input.Span, _output.Span, shape);
    }

    [Benchmark, BenchmarkCategory("forward")]
    public void Forward()
    {
        (int count, Pool2DShape shape) = Parse();
        MaxPool2D.Forward(Part, count, _input.Span, _output.Span, shape);
    }

    [Benchmark(Baseline = true), BenchmarkCategory("backward")]
    public void DefinitionOfBackward()
    {
        (int count, Pool2DShape shape) = Parse();
        Scalar.MaxPoolGradient(count, _input.Span, _output.Span, _dInput.Span, shape);
    }

    [Benchmark, BenchmarkCategory("backward")]
    public void Backward()
    {
        (int count, Pool2DShape shape) = Parse();
        MaxPool2D.Backward(Part, count, _input.Span, _output.Span, _dInput.Span, shape);
    }

    private (int Count, Pool2DShape Shape) Parse()
    {
        int[] n = Array.ConvertAll(Shape.Split(' ', 'x', '/'), int.Parse);
        return (n[0], new Pool2DShape(n[1], n[2], n[3], n[4], n[4], n[5], n[5], 0, 0, ((n[2] - n[4]) / n[5]) + 1, ((n[3] - n[4]) / n[5]) + 1));
    }
}
