using BenchmarkDotNet.Attributes;
using Espalier.Kernels;
using Espalier.Tiles;

namespace Espalier.Parts;

/// <summary>Vectors of tokens from a table that lies row by row, and from one that lies in the panels of a dense layer.</summary>
public class Embeddings : KernelBenchmark
{
    private Memory<float> _tokens, _output, _weight, _dWeight, _panels, _dPanels;

    /// <summary>batch, steps, vocabulary, size.</summary>
    [ParamsSource(nameof(Shapes))]
    public string Shape { get; set; } = "";

    /// <summary>Characters, words, and vectors of the table that do not fill those of the processor.</summary>
    public static IEnumerable<string> Shapes => ["32 64 65 128", "16 128 8000 256", "32 45 500 50"];

    /// <inheritdoc/>
    public override Work WorkOf(string method)
    {
        (int count, EmbeddingShape shape) = Parse();
        double rows = (double)count * shape.Steps, looked = Math.Min(rows, shape.Vocabulary);

        // A gradient is read and written again.
        int ways = method.Contains(nameof(Backward), StringComparison.Ordinal) ? 2 : 1;
        return new Work(0, 4 * (rows + (((ways * looked) + rows) * shape.Size)));
    }

    [GlobalSetup]
    public void Setup()
    {
        (int count, EmbeddingShape shape) = Parse();
        int rows = count * shape.Steps;
        (_tokens, _output) = (Floats(rows), Floats(rows * shape.Size));
        foreach (ref float token in _tokens.Span)
        {
            token = MathF.Floor((token + 0.5f) * shape.Vocabulary);
        }

        (_weight, _dWeight) = (Floats(shape.WeightLength), Floats(shape.WeightLength));
        (_panels, _dPanels) = (Floats(InPanels(shape).WeightLength), Floats(InPanels(shape).WeightLength));
        TensorLayout.Panels(shape.Vocabulary, 1, [shape.Size], [1]).FromPublic(_weight.Span, _panels.Span);
    }

    [Benchmark(Baseline = true), BenchmarkCategory("forward")]
    public void Definition()
    {
        (_, EmbeddingShape shape) = Parse();
        ReadOnlySpan<float> tokens = _tokens.Span, weight = _weight.Span;
        Span<float> output = _output.Span;
        for (int row = 0; row < tokens.Length; row++)
        {
            for (int i = 0; i < shape.Size; i++)
            {
                output[(row * shape.Size) + i] = weight[((int)tokens[row] * shape.Size) + i];
            }
        }
    }

    [Benchmark, BenchmarkCategory("forward")]
    public void Forward()
    {
        (int count, EmbeddingShape shape) = Parse();
        Embedding.Forward(Part, count, _tokens.Span, _weight.Span, _output.Span, shape);
    }

    [Benchmark, BenchmarkCategory("forward")]
    public void ForwardFromPanels()
    {
        (int count, EmbeddingShape shape) = Parse();
        Embedding.Forward(Part, count, _tokens.Span, _panels.Span, _output.Span, InPanels(shape));
    }

    [Benchmark(Baseline = true), BenchmarkCategory("backward")]
    public void DefinitionOfBackward()
    {
        (_, EmbeddingShape shape) = Parse();
        ReadOnlySpan<float> tokens = _tokens.Span, dOutput = _output.Span;
        Span<float> dWeight = _dWeight.Span;
        for (int row = 0; row < tokens.Length; row++)
        {
            for (int i = 0; i < shape.Size; i++)
            {
                dWeight[((int)tokens[row] * shape.Size) + i] += dOutput[(row * shape.Size) + i];
            }
        }
    }

    [Benchmark, BenchmarkCategory("backward")]
    public void Backward()
    {
        (int count, EmbeddingShape shape) = Parse();
        Embedding.BackwardWeight(Part, count, _tokens.Span, _output.Span, _dWeight.Span, shape);
    }

    [Benchmark, BenchmarkCategory("backward")]
    public void BackwardToPanels()
    {
        (int count, EmbeddingShape shape) = Parse();
        Embedding.BackwardWeight(Part, count, _tokens.Span, _output.Span, _dPanels.Span, InPanels(shape));
    }

    private static EmbeddingShape InPanels(EmbeddingShape shape) => shape with { Panel = Panels.Width(shape.Vocabulary) };

    private (int Count, EmbeddingShape Shape) Parse()
    {
        int[] n = Array.ConvertAll(Shape.Split(' '), int.Parse);
        return (n[0], new EmbeddingShape(n[1], n[2], n[3]));
    }
}
