using BenchmarkDotNet.Attributes;
using Espalier.Kernels;

namespace Espalier.Parts;

/// <summary>Recurrent layers over all steps, given the products with the input, as in training.</summary>
public class Recurrences : KernelBenchmark
{
    private Memory<float> _gates, _weight, _transposed, _bias, _plain, _output, _dOutput, _kept, _previous, _work;

    /// <summary>batch, steps, units.</summary>
    [Params("32 64 128", "1 64 128", "64 32 512", "32 64 8")]
    public string Shape { get; set; } = "";

    private (int Count, RecurrentShape Shape) Sizes
    {
        get
        {
            int[] n = Array.ConvertAll(Shape.Split(' '), int.Parse);
            return (n[0], new RecurrentShape(n[2], n[1]));
        }
    }

    /// <inheritdoc/>
    public override Work WorkOf(string method)
    {
        (int count, RecurrentShape shape) = Sizes;
        double rows = method.Contains("Gru", StringComparison.Ordinal) ? 3 : 4, steps = (double)count * shape.Steps;
        double ways = method.EndsWith("Back", StringComparison.Ordinal) ? 2 : 1;
        return new Work(ways * 2 * steps * rows * shape.Hidden * shape.Hidden, ways * 4 * steps * (rows + 2) * shape.Hidden);
    }

    [GlobalSetup]
    public void Setup()
    {
        (int count, RecurrentShape shape) = Sizes;
        int steps = count * shape.Steps * shape.Hidden;
        DenseShape product = new(shape.Hidden, 4 * shape.Hidden);
        (_gates, _weight, _transposed, _bias) = (Floats(4 * steps), Floats(product.WeightLength), Floats(product.TransposedLength), Floats(4 * shape.Hidden));
        (_plain, _output, _dOutput, _kept) = (Floats(4 * shape.Hidden * shape.Hidden), Floats(steps), Floats(steps), Floats(3 * steps));
        (_previous, _work) = (Floats(steps), Floats(6 * count * shape.Hidden));
    }

    [Benchmark(Baseline = true), BenchmarkCategory("LSTM")]
    public void DefinitionOfLstm()
    {
        (int count, RecurrentShape shape) = Sizes;
        Scalar.Lstm(count, _gates.Span, _plain.Span, _output.Span, shape.Steps, shape.Hidden);
    }

    [Benchmark, BenchmarkCategory("LSTM")]
    public void LstmForward()
    {
        (int count, RecurrentShape shape) = Sizes;
        Lstm.Forward(Part, count, _gates.Span, _weight.Span, _bias.Span, default, default, _output.Span, _kept.Span, _work.Span, shape);
    }

    [Benchmark, BenchmarkCategory("LSTM")]
    public void LstmThereAndBack()
    {
        (int count, RecurrentShape shape) = Sizes;
        LstmForward();
        Lstm.Backward(Part, count, _gates.Span, _transposed.Span, default, default, _output.Span, _kept.Span, _dOutput.Span, _previous.Span, default, default, _work.Span, shape);
    }

    [Benchmark, BenchmarkCategory("GRU")]
    public void GruForward()
    {
        (int count, RecurrentShape shape) = Sizes;
        Gru.Forward(Part, count, _gates.Span, _weight.Span, _bias.Span, default, _output.Span, _kept.Span, _work.Span, shape);
    }

    [Benchmark, BenchmarkCategory("GRU")]
    public void GruThereAndBack()
    {
        (int count, RecurrentShape shape) = Sizes;
        GruForward();
        Gru.Backward(Part, count, _gates.Span, _transposed.Span, default, _output.Span, _kept.Span, _dOutput.Span, _previous.Span, default, _work.Span, shape);
    }
}
