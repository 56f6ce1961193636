using BenchmarkDotNet.Attributes;
using Espalier.Kernels;

namespace Espalier.Parts;

/// <summary>Convolutions by the direct kernel.</summary>
public class Convolutions : KernelBenchmark
{
    private Memory<float> _input, _output, _dInput, _weight, _dWeight, _transposed, _bias, _plain, _dPlain;

    /// <summary>batch · channels×height×width → filters, kernel / stride.</summary>
    [ParamsSource(nameof(Shapes))]
    public string Shape { get; set; } = "";

    /// <summary>What appears in common networks: first layers, 16 to 256 channels, a stride, a pointwise layer, a single sample.</summary>
    public static IEnumerable<string> Shapes =>
    [
        "100 1x28x28 30 5/1", "64 3x32x32 32 3/1", "16 16x32x32 16 3/1", "16 32x16x16 32 3/1", "16 64x8x8 64 3/1",
        "1 64x56x56 64 3/1", "16 128x8x8 256 3/1", "16 16x32x32 32 3/2", "16 64x16x16 128 1/1", "1 3x224x224 64 7/2",
    ];

    /// <inheritdoc/>
    public override Work WorkOf(string method)
    {
        (int count, Conv2DShape shape) = Parse();
        double weights = (double)shape.KernelHeight * shape.KernelWidth * shape.Channels * shape.Filters;
        return new Work(2.0 * count * shape.OutputHeight * shape.OutputWidth * weights, 4.0 * ((count * ((double)shape.InputLength + shape.OutputLength)) + weights));
    }

    [GlobalSetup]
    public void Setup()
    {
        (int count, Conv2DShape shape) = Parse();
        (_input, _output, _dInput) = (Floats(count * shape.InputLength), Floats(count * shape.OutputLength), Floats(count * shape.InputLength));
        (_weight, _dWeight, _transposed, _bias) = (Floats(shape.WeightLength), Floats(shape.WeightLength), Floats(shape.TransposedLength), Floats(shape.Filters));
        int length = shape.KernelHeight * shape.KernelWidth * shape.Channels * shape.Filters;
        (_plain, _dPlain) = (Floats(length), Floats(length));
    }

    [Benchmark(Baseline = true), BenchmarkCategory("forward")]
    public void Definition()
    {
        (int count, Conv2DShape shape) = Parse();
        Scalar.Convolution(count, _input.Span, _plain.Span, _output.Span, shape);
    }

    [Benchmark, BenchmarkCategory("forward")]
    public void Forward()
    {
        (int count, Conv2DShape shape) = Parse();
        Conv2D.ForwardReLU(Part, count, _input.Span, _weight.Span, _bias.Span, _output.Span, shape);
    }

    [Benchmark(Baseline = true), BenchmarkCategory("input gradient")]
    public void DefinitionOfInputGradient()
    {
        (int count, Conv2DShape shape) = Parse();
        Scalar.ConvolutionInputGradient(count, _output.Span, _plain.Span, _dInput.Span, shape);
    }

    [Benchmark, BenchmarkCategory("input gradient")]
    public void BackwardInput()
    {
        (int count, Conv2DShape shape) = Parse();
        Conv2D.BackwardInput(Part, count, _output.Span, _transposed.Span, _dInput.Span, shape);
    }

    [Benchmark(Baseline = true), BenchmarkCategory("weight gradient")]
    public void DefinitionOfWeightGradient()
    {
        (int count, Conv2DShape shape) = Parse();
        Scalar.ConvolutionWeightGradient(count, _input.Span, _output.Span, _dPlain.Span, shape);
    }

    [Benchmark, BenchmarkCategory("weight gradient")]
    public void BackwardWeight()
    {
        (int count, Conv2DShape shape) = Parse();
        Conv2D.BackwardWeight(Part, count, _input.Span, _output.Span, _dWeight.Span, shape);
    }

    private (int Count, Conv2DShape Shape) Parse() => Read(Shape);

    internal static (int Count, Conv2DShape Shape) Read(string text)
    {
        int[] n = Array.ConvertAll(text.Split(' ', 'x', '/'), int.Parse);
        int pad = n[1] == 1 ? 0 : n[5] / 2;
        int height = ((n[2] + (2 * pad) - n[5]) / n[6]) + 1, width = ((n[3] + (2 * pad) - n[5]) / n[6]) + 1;
        return (n[0], new Conv2DShape(n[1], n[2], n[3], n[4], n[5], n[5], n[6], n[6], pad, pad, 1, 1, 1, height, width));
    }
}
