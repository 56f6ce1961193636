using BenchmarkDotNet.Attributes;
using Espalier.Kernels;

namespace Espalier.Parts;

/// <summary>Dense layers: single samples, batches, wide layers.</summary>
public class DenseLayers : KernelBenchmark
{
    private Memory<float> _input, _output, _dInput, _weight, _dWeight, _transposed, _bias, _plain, _dPlain;

    /// <summary>batch · inputs → outputs.</summary>
    [ParamsSource(nameof(Shapes))]
    public string Shape { get; set; } = "";

    /// <summary>Batches of one are bound by memory, large ones by the units.</summary>
    public static IEnumerable<string> Shapes => ["1 784 50", "100 784 50", "1 4320 100", "100 4320 100", "1 4096 1024", "64 4096 1024", "1024 1024 1024"];

    /// <inheritdoc/>
    public override Work WorkOf(string method)
    {
        (int count, DenseShape shape) = Parse();
        double weights = (double)shape.Inputs * shape.Outputs;
        return new Work(2 * count * weights, 4 * ((count * ((double)shape.Inputs + shape.Outputs)) + weights));
    }

    [GlobalSetup]
    public void Setup()
    {
        (int count, DenseShape shape) = Parse();
        (_input, _output, _dInput) = (Floats(count * shape.Inputs), Floats(count * shape.Outputs), Floats(count * shape.Inputs));
        (_weight, _dWeight, _transposed, _bias) = (Floats(shape.WeightLength), Floats(shape.WeightLength), Floats(shape.TransposedLength), Floats(shape.Outputs));
        (_plain, _dPlain) = (Floats(shape.Inputs * shape.Outputs), Floats(shape.Inputs * shape.Outputs));
    }

    [Benchmark(Baseline = true), BenchmarkCategory("forward")]
    public void Definition()
    {
        (int count, DenseShape shape) = Parse();
        Scalar.Convolution(count, _input.Span, _plain.Span, _output.Span, Pixel(shape));
    }

    [Benchmark, BenchmarkCategory("forward")]
    public void Forward()
    {
        (int count, DenseShape shape) = Parse();
        Dense.Forward(Part, count, _input.Span, _weight.Span, _bias.Span, _output.Span, shape);
    }

    [Benchmark(Baseline = true), BenchmarkCategory("input gradient")]
    public void DefinitionOfInputGradient()
    {
        (int count, DenseShape shape) = Parse();
        Scalar.ConvolutionInputGradient(count, _output.Span, _plain.Span, _dInput.Span, Pixel(shape));
    }

    [Benchmark, BenchmarkCategory("input gradient")]
    public void BackwardInput()
    {
        (int count, DenseShape shape) = Parse();
        Dense.BackwardInput(Part, count, _output.Span, _transposed.Span, _dInput.Span, shape);
    }

    [Benchmark(Baseline = true), BenchmarkCategory("weight gradient")]
    public void DefinitionOfWeightGradient()
    {
        (int count, DenseShape shape) = Parse();
        Scalar.ConvolutionWeightGradient(count, _input.Span, _output.Span, _dPlain.Span, Pixel(shape));
    }

    [Benchmark, BenchmarkCategory("weight gradient")]
    public void BackwardWeight()
    {
        (int count, DenseShape shape) = Parse();
        Dense.BackwardWeight(Part, count, _input.Span, _output.Span, _dWeight.Span, shape);
    }

    /// <summary>A dense layer is a convolution of one pixel.</summary>
    private static Conv2DShape Pixel(DenseShape shape) => new(shape.Inputs, 1, 1, shape.Outputs, 1, 1, 1, 1, 0, 0, 1, 1, 1, 1, 1);

    private (int Count, DenseShape Shape) Parse()
    {
        int[] n = Array.ConvertAll(Shape.Split(' '), int.Parse);
        return (n[0], new DenseShape(n[1], n[2]));
    }
}
