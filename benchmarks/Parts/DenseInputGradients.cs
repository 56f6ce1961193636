using BenchmarkDotNet.Attributes;
using Espalier.Kernels;

namespace Espalier.Parts;

/// <summary>The gradient of the input of a dense layer from weights that are transposed block by block, beside that from a whole copy.</summary>
public class DenseInputGradients : KernelBenchmark
{
    private Memory<float> _dOutput, _dInput, _weight, _transposed;

    /// <summary>The number of samples.</summary>
    [Params(1, 100)]
    public int Count { get; set; }

    /// <summary>Features that a sample brings.</summary>
    [Params(784, 4320)]
    public int Inputs { get; set; }

    private DenseShape Shape => new(Inputs, 100);

    /// <inheritdoc/>
    public override Work WorkOf(string method)
    {
        double weights = (double)Shape.Inputs * Shape.Outputs;
        return new Work(2 * Count * weights, 4 * ((Count * ((double)Shape.Inputs + Shape.Outputs)) + weights));
    }

    [GlobalSetup]
    public void Setup()
    {
        (_dOutput, _dInput) = (Floats(Count * Shape.Outputs), Floats(Count * Shape.Inputs));
        (_weight, _transposed) = (Floats(Shape.WeightLength), Floats(Shape.TransposedLength));
    }

    [Benchmark(Baseline = true)]
    public void WholeCopy()
    {
        Dense.Transpose(Part, _weight.Span, _transposed.Span, Shape);
        Dense.BackwardInput(Part, Count, _dOutput.Span, _transposed.Span, _dInput.Span, Shape);
    }

    [Benchmark]
    public void Blocks() => Dense.BackwardInputInBlocks(Part, Count, _dOutput.Span, _weight.Span, _dInput.Span, Shape);
}
