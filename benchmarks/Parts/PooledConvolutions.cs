using BenchmarkDotNet.Attributes;
using Espalier.Kernels;

namespace Espalier.Parts;

/// <summary>A convolution with ReLU and 2×2 max pooling in one pass, beside the kernels one after the other.</summary>
public class PooledConvolutions : KernelBenchmark
{
    private Memory<float> _input, _values, _dValues, _output, _dOutput, _winners, _weight, _dWeight, _bias, _dBias;

    /// <summary>batch · channels×height×width → filters, kernel / stride.</summary>
    [Params("100 1x28x28 30 5/1", "64 3x32x32 32 3/1", "16 16x32x32 16 3/1", "16 32x16x16 64 3/1")]
    public string Shape { get; set; } = "";

    /// <inheritdoc/>
    public override Work WorkOf(string method)
    {
        (int count, Conv2DShape shape) = Convolutions.Read(Shape);
        double weights = (double)shape.KernelHeight * shape.KernelWidth * shape.Channels * shape.Filters;
        return new Work(2.0 * count * shape.OutputHeight * shape.OutputWidth * weights, 4.0 * ((count * (shape.InputLength + (shape.OutputLength / 4.0))) + weights));
    }

    [GlobalSetup]
    public void Setup()
    {
        (int count, Conv2DShape shape) = Convolutions.Read(Shape);
        (_input, _values, _dValues) = (Floats(count * shape.InputLength), Floats(count * shape.OutputLength), Floats(count * shape.OutputLength));
        (_output, _dOutput, _winners) = (Floats(_values.Length / 4), Floats(_values.Length / 4), Floats(_values.Length / 4));
        (_weight, _dWeight, _bias, _dBias) = (Floats(shape.WeightLength), Floats(shape.WeightLength), Floats(shape.Filters), Floats(shape.Filters));
        PooledForward();
        PooledForwardInTraining();
    }

    [Benchmark(Baseline = true), BenchmarkCategory("forward")]
    public void Forward()
    {
        (int count, Conv2DShape shape) = Convolutions.Read(Shape);
        Conv2D.ForwardReLU(Part, count, _input.Span, _weight.Span, _bias.Span, _values.Span, shape);
        MaxPool2D.Forward(Part, count, _values.Span, _output.Span, Windows(shape));
    }

    [Benchmark, BenchmarkCategory("forward")]
    public void PooledForward()
    {
        (int count, Conv2DShape shape) = Convolutions.Read(Shape);
        PooledConv2D.ForwardReLU(Part, count, _input.Span, _weight.Span, _bias.Span, _output.Span, default, shape, Windows(shape));
    }

    [Benchmark, BenchmarkCategory("forward")]
    public void PooledForwardInTraining()
    {
        (int count, Conv2DShape shape) = Convolutions.Read(Shape);
        PooledConv2D.ForwardReLU(Part, count, _input.Span, _weight.Span, _bias.Span, _output.Span, _winners.Span, shape, Windows(shape));
    }

    [Benchmark(Baseline = true), BenchmarkCategory("parameter gradients")]
    public void Backward()
    {
        (int count, Conv2DShape shape) = Convolutions.Read(Shape);
        MaxPool2D.Backward(Part, count, _values.Span, _dOutput.Span, _dValues.Span, Windows(shape));
        ReLU.Backward(Part, count, _values.Span, _dValues.Span, _dValues.Span, shape.OutputLength);
        Conv2D.BackwardWeight(Part, count, _input.Span, _dValues.Span, _dWeight.Span, shape);
        Conv2D.BackwardBias(Part, count, _dValues.Span, _dBias.Span, shape);
    }

    [Benchmark, BenchmarkCategory("parameter gradients")]
    public void PooledBackward()
    {
        (int count, Conv2DShape shape) = Convolutions.Read(Shape);
        Pool2DShape windows = Windows(shape);
        ReLU.Backward(Part, count, _output.Span, _dOutput.Span, _dOutput.Span, _output.Length / count);
        PooledConv2D.BackwardWeight(Part, count, _input.Span, _dOutput.Span, _winners.Span, _dWeight.Span, shape, windows);
        PooledConv2D.BackwardBias(Part, count, _dOutput.Span, _dBias.Span, windows);
    }

    internal static Pool2DShape Windows(in Conv2DShape shape) =>
        new(shape.Filters, shape.OutputHeight, shape.OutputWidth, 2, 2, 2, 2, 0, 0, shape.OutputHeight / 2, shape.OutputWidth / 2);
}
