using BenchmarkDotNet.Attributes;
using Espalier.Kernels;

namespace Espalier.Parts;

/// <summary>Convolutions filtered along their rows beside direct ones. Operations are counted as the definition has them.</summary>
public class RowWinogradConvolutions : KernelBenchmark
{
    private Memory<float> _input, _output, _maxima, _winners, _weight, _fast, _bias;

    /// <summary>batch · channels×height×width → filters, kernel / stride.</summary>
    [Params("1 1x28x28 30 5/1", "100 1x28x28 30 5/1", "16 3x32x32 32 5/1", "16 16x28x28 32 5/1", "16 32x14x14 64 5/1")]
    public string Shape { get; set; } = "";

    /// <inheritdoc/>
    public override Work WorkOf(string method)
    {
        (int count, Conv2DShape shape) = Convolutions.Read(Shape);
        double weights = (double)shape.KernelHeight * shape.KernelWidth * shape.Channels * shape.Filters;
        double output = shape.OutputLength / (method.Contains("Pool", StringComparison.Ordinal) ? 4.0 : 1);
        return method == nameof(Transform)
            ? new Work(0, 4 * weights * 2.6)
            : new Work(2.0 * count * shape.OutputHeight * shape.OutputWidth * weights, 4.0 * ((count * (shape.InputLength + output)) + weights));
    }

    [GlobalSetup]
    public void Setup()
    {
        (int count, Conv2DShape shape) = Convolutions.Read(Shape);
        (_input, _output) = (Floats(count * shape.InputLength), Floats(count * shape.OutputLength));
        (_maxima, _winners) = (Floats(_output.Length / 4), Floats(_output.Length / 4));
        (_weight, _fast, _bias) = (Floats(shape.WeightLength), Floats(shape.RowWinogradLength), Floats(shape.Filters));
    }

    [Benchmark(Baseline = true), BenchmarkCategory("forward")]
    public void Direct()
    {
        (int count, Conv2DShape shape) = Convolutions.Read(Shape);
        Conv2D.ForwardReLU(Part, count, _input.Span, _weight.Span, _bias.Span, _output.Span, shape);
    }

    [Benchmark, BenchmarkCategory("forward")]
    public void Forward()
    {
        (int count, Conv2DShape shape) = Convolutions.Read(Shape);
        RowWinogradConv2D.ForwardReLU(Part, count, _input.Span, _fast.Span, _bias.Span, _output.Span, shape);
    }

    [Benchmark(Baseline = true), BenchmarkCategory("with pooling")]
    public void DirectPooled()
    {
        (int count, Conv2DShape shape) = Convolutions.Read(Shape);
        PooledConv2D.ForwardReLU(Part, count, _input.Span, _weight.Span, _bias.Span, _maxima.Span, default, shape, PooledConvolutions.Windows(shape));
    }

    [Benchmark, BenchmarkCategory("with pooling")]
    public void ForwardPooled()
    {
        (int count, Conv2DShape shape) = Convolutions.Read(Shape);
        RowWinogradConv2D.ForwardPooledReLU(Part, count, _input.Span, _fast.Span, _bias.Span, _maxima.Span, default, shape, PooledConvolutions.Windows(shape));
    }

    [Benchmark, BenchmarkCategory("with pooling")]
    public void ForwardPooledInTraining()
    {
        (int count, Conv2DShape shape) = Convolutions.Read(Shape);
        RowWinogradConv2D.ForwardPooledReLU(Part, count, _input.Span, _fast.Span, _bias.Span, _maxima.Span, _winners.Span, shape, PooledConvolutions.Windows(shape));
    }

    [Benchmark, BenchmarkCategory("weights")]
    public void Transform()
    {
        (_, Conv2DShape shape) = Convolutions.Read(Shape);
        RowWinogradConv2D.Transform(Part, _weight.Span, _fast.Span, shape);
    }
}
