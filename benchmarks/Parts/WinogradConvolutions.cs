using BenchmarkDotNet.Attributes;
using Espalier.Kernels;

namespace Espalier.Parts;

/// <summary>Winograd convolutions beside direct ones. Operations are counted as the definition has them.</summary>
public class WinogradConvolutions : KernelBenchmark
{
    private Memory<float> _input, _output, _dInput, _weight, _transposed, _fast, _fastTransposed;

    /// <summary>batch · channels×height×width → filters, kernel / stride.</summary>
    [ParamsSource(nameof(Shapes))]
    public string Shape { get; set; } = "";

    /// <summary>From the fewest channels that the compiler takes to many.</summary>
    public static IEnumerable<string> Shapes =>
        ["16 16x32x32 16 3/1", "16 32x16x16 32 3/1", "16 64x8x8 64 3/1", "1 64x56x56 64 3/1", "16 32x16x16 128 3/1", "1 128x8x8 256 3/1", "16 128x8x8 256 3/1"];

    /// <inheritdoc/>
    public override Work WorkOf(string method)
    {
        (int count, Conv2DShape shape) = Convolutions.Read(Shape);
        double weights = 9.0 * shape.Channels * shape.Filters;
        if (method.StartsWith("Trans", StringComparison.Ordinal))
        {
            return new Work(0, 4 * weights * (method == nameof(TransposeOfDirect) ? 2 : 5));
        }

        return new Work(2.0 * count * shape.OutputHeight * shape.OutputWidth * weights, 4.0 * ((count * ((double)shape.InputLength + shape.OutputLength)) + weights));
    }

    [GlobalSetup]
    public void Setup()
    {
        (int count, Conv2DShape shape) = Convolutions.Read(Shape);
        (_input, _output, _dInput) = (Floats(count * shape.InputLength), Floats(count * shape.OutputLength), Floats(count * shape.InputLength));
        (_weight, _transposed) = (Floats(shape.WeightLength), Floats(shape.TransposedLength));
        (_fast, _fastTransposed) = (Floats(shape.WinogradLength), Floats(shape.WinogradTransposedLength));
    }

    [Benchmark(Baseline = true), BenchmarkCategory("forward")]
    public void Direct()
    {
        (int count, Conv2DShape shape) = Convolutions.Read(Shape);
        Conv2D.Forward(Part, count, _input.Span, _weight.Span, default, _output.Span, shape);
    }

    [Benchmark, BenchmarkCategory("forward")]
    public void Forward()
    {
        (int count, Conv2DShape shape) = Convolutions.Read(Shape);
        WinogradConv2D.Forward(Part, count, _input.Span, _fast.Span, default, _output.Span, shape);
    }

    [Benchmark(Baseline = true), BenchmarkCategory("input gradient")]
    public void DirectInputGradient()
    {
        (int count, Conv2DShape shape) = Convolutions.Read(Shape);
        Conv2D.BackwardInput(Part, count, _output.Span, _transposed.Span, _dInput.Span, shape);
    }

    [Benchmark, BenchmarkCategory("input gradient")]
    public void BackwardInput()
    {
        (int count, Conv2DShape shape) = Convolutions.Read(Shape);
        WinogradConv2D.BackwardInput(Part, count, _output.Span, _fastTransposed.Span, _dInput.Span, shape);
    }

    [Benchmark(Baseline = true), BenchmarkCategory("weights")]
    public void TransposeOfDirect()
    {
        (_, Conv2DShape shape) = Convolutions.Read(Shape);
        Conv2D.Transpose(Part, _weight.Span, _transposed.Span, shape);
    }

    [Benchmark, BenchmarkCategory("weights")]
    public void Transpose()
    {
        (_, Conv2DShape shape) = Convolutions.Read(Shape);
        WinogradConv2D.Transpose(Part, _weight.Span, _fastTransposed.Span, shape);
    }

    [Benchmark, BenchmarkCategory("weights")]
    public void Transform()
    {
        (_, Conv2DShape shape) = Convolutions.Read(Shape);
        WinogradConv2D.Transform(Part, _weight.Span, _fast.Span, shape);
    }
}
