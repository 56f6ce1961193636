using BenchmarkDotNet.Attributes;
using Espalier.Kernels;

namespace Espalier.Parts;

/// <summary>Attention of sequences with themselves, forward and backward.</summary>
public class Attentions : KernelBenchmark
{
    private Memory<float> _projected, _context, _statistics, _dContext, _dProjected;

    /// <summary>batch, steps, heads, floats of a head.</summary>
    [ParamsSource(nameof(Shapes))]
    public string Shape { get; set; } = "";

    /// <summary>Whether a step sees itself and earlier ones alone.</summary>
    [Params(false, true)]
    public bool Causal { get; set; }

    /// <summary>Short sequences, long ones, and steps and heads that do not fill vectors.</summary>
    public static IEnumerable<string> Shapes => ["16 64 4 32", "4 256 8 64", "8 45 3 20"];

    /// <inheritdoc/>
    public override Work WorkOf(string method)
    {
        (int count, AttentionShape shape) = Parse();
        double steps = (double)count * shape.Steps, keys = Causal ? (shape.Steps + 1) / 2.0 : shape.Steps;
        double product = 2 * steps * keys * shape.Features;

        // Backward computes the scores again, beside four products for the gradients.
        return method.EndsWith(nameof(Backward), StringComparison.Ordinal)
            ? new Work(5 * product, 4 * ((steps * 7 * shape.Features) + (count * shape.StatisticsLength)))
            : new Work(2 * product, 4 * ((steps * 4 * shape.Features) + (count * shape.StatisticsLength)));
    }

    [GlobalSetup]
    public void Setup()
    {
        (int count, AttentionShape shape) = Parse();
        int length = count * shape.Steps * shape.Features;
        (_projected, _dProjected) = (Floats(3 * length), Floats(3 * length));
        (_context, _dContext, _statistics) = (Floats(length), Floats(length), Floats(count * shape.StatisticsLength));
        Forward();
    }

    [Benchmark(Baseline = true), BenchmarkCategory("forward")]
    public void Definition()
    {
        (int count, AttentionShape shape) = Parse();
        ReadOnlySpan<float> projected = _projected.Span;
        Span<float> context = _context.Span, weights = new float[shape.Steps];
        for (int row = 0; row < count * shape.Steps; row++)
        {
            for (int head = 0; head < shape.Heads; head++)
            {
                Span<float> seen = weights[..Seen(row, shape)];
                Weigh(row, head, seen, shape);
                Span<float> output = context.Slice((row * shape.Features) + (head * shape.Size), shape.Size);
                output.Clear();
                for (int key = 0; key < seen.Length; key++)
                {
                    int value = Place(First(row, shape) + key, head, 2, shape);
                    for (int i = 0; i < output.Length; i++)
                    {
                        output[i] += seen[key] * projected[value + i];
                    }
                }
            }
        }
    }

    [Benchmark, BenchmarkCategory("forward")]
    public void Forward()
    {
        (int count, AttentionShape shape) = Parse();
        Attention.Forward(Part, count, _projected.Span, _context.Span, _statistics.Span, default, shape, Causal);
    }

    [Benchmark(Baseline = true), BenchmarkCategory("backward")]
    public void DefinitionOfBackward()
    {
        (int count, AttentionShape shape) = Parse();
        ReadOnlySpan<float> projected = _projected.Span, dContext = _dContext.Span;
        Span<float> dProjected = _dProjected.Span, weights = new float[shape.Steps], gradients = new float[shape.Steps];
        float scale = 1 / MathF.Sqrt(shape.Size);
        dProjected.Clear();
        for (int row = 0; row < count * shape.Steps; row++)
        {
            for (int head = 0; head < shape.Heads; head++)
            {
                Span<float> seen = weights[..Seen(row, shape)];
                Weigh(row, head, seen, shape);
                ReadOnlySpan<float> given = dContext.Slice((row * shape.Features) + (head * shape.Size), shape.Size);
                float mean = 0;
                for (int key = 0; key < seen.Length; key++)
                {
                    int value = Place(First(row, shape) + key, head, 2, shape);
                    float sum = 0;
                    for (int i = 0; i < given.Length; i++)
                    {
                        sum += given[i] * projected[value + i];
                        dProjected[value + i] += seen[key] * given[i];
                    }

                    gradients[key] = sum;
                    mean += seen[key] * sum;
                }

                int query = Place(row, head, 0, shape);
                for (int at = 0; at < seen.Length; at++)
                {
                    int key = Place(First(row, shape) + at, head, 1, shape);
                    float gradient = seen[at] * (gradients[at] - mean) * scale;
                    for (int i = 0; i < shape.Size; i++)
                    {
                        dProjected[query + i] += gradient * projected[key + i];
                        dProjected[key + i] += gradient * projected[query + i];
                    }
                }
            }
        }
    }

    [Benchmark, BenchmarkCategory("backward")]
    public void Backward()
    {
        (int count, AttentionShape shape) = Parse();
        Attention.Backward(Part, count, _projected.Span, _statistics.Span, _dContext.Span, _dProjected.Span, default, shape, Causal);
    }

    /// <summary>The softmax of the products of a query with the keys that it sees.</summary>
    private void Weigh(int row, int head, Span<float> weights, in AttentionShape shape)
    {
        ReadOnlySpan<float> projected = _projected.Span;
        int query = Place(row, head, 0, shape);
        float greatest = float.NegativeInfinity, total = 0, scale = 1 / MathF.Sqrt(shape.Size);
        for (int at = 0; at < weights.Length; at++)
        {
            int key = Place(First(row, shape) + at, head, 1, shape);
            float sum = 0;
            for (int i = 0; i < shape.Size; i++)
            {
                sum += projected[query + i] * projected[key + i];
            }

            weights[at] = sum * scale;
            greatest = MathF.Max(greatest, weights[at]);
        }

        for (int at = 0; at < weights.Length; at++)
        {
            weights[at] = MathF.Exp(weights[at] - greatest);
            total += weights[at];
        }

        for (int at = 0; at < weights.Length; at++)
        {
            weights[at] /= total;
        }
    }

    /// <summary>The first row of a row's sample.</summary>
    private static int First(int row, in AttentionShape shape) => row / shape.Steps * shape.Steps;

    private int Seen(int row, in AttentionShape shape) => Causal ? (row % shape.Steps) + 1 : shape.Steps;

    /// <summary>Where a head's query (0), key (1) or value (2) starts.</summary>
    private static int Place(int row, int head, int which, in AttentionShape shape) => (((row * 3) + which) * shape.Features) + (head * shape.Size);

    private (int Count, AttentionShape Shape) Parse()
    {
        int[] n = Array.ConvertAll(Shape.Split(' '), int.Parse);
        return (n[0], new AttentionShape(n[1], n[2], n[3]));
    }
}
