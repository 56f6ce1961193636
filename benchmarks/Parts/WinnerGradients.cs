using BenchmarkDotNet.Attributes;
using Espalier.Kernels;

namespace Espalier.Parts;

/// <summary>The weight gradient of a first layer under 2×2 max pooling, from the pixels that won, beside that from all pixels.</summary>
public class WinnerGradients : KernelBenchmark
{
    private Memory<float> _input, _output, _dOutput, _winners, _weight, _dWeight;

    /// <summary>batch · channels×height×width → filters, kernel / stride.</summary>
    [Params("100 1x28x28 30 5/1", "64 3x32x32 16 3/1", "64 3x32x32 64 3/1")]
    public string Shape { get; set; } = "";

    /// <inheritdoc/>
    public override Work WorkOf(string method)
    {
        (int count, Conv2DShape shape) = Convolutions.Read(Shape);
        double weights = (double)shape.KernelHeight * shape.KernelWidth * shape.Channels * shape.Filters;
        return new Work(2.0 * count * shape.OutputHeight * shape.OutputWidth * weights, 4.0 * ((count * (shape.InputLength + (shape.OutputLength / 2.0))) + weights));
    }

    [GlobalSetup]
    public void Setup()
    {
        (int count, Conv2DShape shape) = Convolutions.Read(Shape);
        int pooled = count * shape.OutputLength / 4;
        (_input, _weight, _dWeight) = (Floats(count * shape.InputLength), Floats(shape.WeightLength), Floats(shape.WeightLength));
        (_output, _dOutput, _winners) = (Floats(pooled), Floats(pooled), Floats(pooled));
        PooledConv2D.Forward(Part, count, _input.Span, _weight.Span, default, _output.Span, _winners.Span, shape, PooledConvolutions.Windows(shape));
    }

    [Benchmark(Baseline = true)]
    public void AllPixels()
    {
        (int count, Conv2DShape shape) = Convolutions.Read(Shape);
        PooledConv2D.BackwardWeight(Part, count, _input.Span, _dOutput.Span, _winners.Span, _dWeight.Span, shape, PooledConvolutions.Windows(shape));
    }

    [Benchmark]
    public void Winners()
    {
        (int count, Conv2DShape shape) = Convolutions.Read(Shape);
        PooledConv2D.BackwardWeightFromWinners(Part, count, _input.Span, _dOutput.Span, _winners.Span, _dWeight.Span, shape, PooledConvolutions.Windows(shape));
    }
}
