using BenchmarkDotNet.Attributes;
using Espalier.Kernels;

namespace Espalier.Parts;

/// <summary>From the steps of a sequence to one vector, and a vector for each position added to its step.</summary>
public class Sequences : KernelBenchmark
{
    private Memory<float> _steps, _output, _single, _table, _dTable;

    /// <summary>batch, steps, features.</summary>
    [Params("32 64 128", "8 256 512", "32 45 50")]
    public string Shape { get; set; } = "";

    private (int Count, StepsShape Shape) Sizes
    {
        get
        {
            int[] n = Array.ConvertAll(Shape.Split(' '), int.Parse);
            return (n[0], new StepsShape(n[1], n[2]));
        }
    }

    /// <inheritdoc/>
    public override Work WorkOf(string method)
    {
        (int count, StepsShape shape) = Sizes;
        double table = (double)shape.Steps * shape.Features, all = count * table, single = (double)count * shape.Features;
        return new Work(0, 4 * method switch
        {
            nameof(LastDefinition) or nameof(LastForward) => 2 * single,
            nameof(PositionsDefinition) or nameof(PositionsForward) => (2 * all) + table,
            nameof(PositionsDefinitionOfBackward) or nameof(PositionsBackward) => all + (2 * table),
            _ => all + single,
        });
    }

    [GlobalSetup]
    public void Setup()
    {
        (int count, StepsShape shape) = Sizes;
        int table = shape.Steps * shape.Features;
        (_steps, _output, _single) = (Floats(count * table), Floats(count * table), Floats(count * shape.Features));
        (_table, _dTable) = (Floats(table), Floats(table));
    }

    [Benchmark(Baseline = true), BenchmarkCategory("last")]
    public void LastDefinition()
    {
        (int count, StepsShape shape) = Sizes;
        ReadOnlySpan<float> steps = _steps.Span;
        Span<float> single = _single.Span;
        for (int n = 0; n < count; n++)
        {
            for (int i = 0; i < shape.Features; i++)
            {
                single[(n * shape.Features) + i] = steps[((((n + 1) * shape.Steps) - 1) * shape.Features) + i];
            }
        }
    }

    [Benchmark, BenchmarkCategory("last")]
    public void LastForward()
    {
        (int count, StepsShape shape) = Sizes;
        SequenceSteps.ForwardLast(Part, count, _steps.Span, _single.Span, default, shape);
    }

    [Benchmark(Baseline = true), BenchmarkCategory("last gradient")]
    public void LastDefinitionOfBackward()
    {
        (int count, StepsShape shape) = Sizes;
        ReadOnlySpan<float> single = _single.Span;
        Span<float> output = _output.Span;
        for (int row = 0; row < count * shape.Steps; row++)
        {
            bool isLast = (row + 1) % shape.Steps == 0;
            for (int i = 0; i < shape.Features; i++)
            {
                output[(row * shape.Features) + i] = isLast ? single[(row / shape.Steps * shape.Features) + i] : 0;
            }
        }
    }

    [Benchmark, BenchmarkCategory("last gradient")]
    public void LastBackward()
    {
        (int count, StepsShape shape) = Sizes;
        SequenceSteps.BackwardLast(Part, count, _single.Span, _output.Span, default, shape);
    }

    [Benchmark(Baseline = true), BenchmarkCategory("mean")]
    public void MeanDefinition()
    {
        (int count, StepsShape shape) = Sizes;
        ReadOnlySpan<float> steps = _steps.Span;
        Span<float> single = _single.Span;
        for (int n = 0; n < count; n++)
        {
            for (int i = 0; i < shape.Features; i++)
            {
                float sum = 0;
                for (int step = 0; step < shape.Steps; step++)
                {
                    sum += steps[(((n * shape.Steps) + step) * shape.Features) + i];
                }

                single[(n * shape.Features) + i] = sum / shape.Steps;
            }
        }
    }

    [Benchmark, BenchmarkCategory("mean")]
    public void MeanForward()
    {
        (int count, StepsShape shape) = Sizes;
        SequenceSteps.ForwardMean(Part, count, _steps.Span, _single.Span, default, shape);
    }

    [Benchmark(Baseline = true), BenchmarkCategory("mean gradient")]
    public void MeanDefinitionOfBackward()
    {
        (int count, StepsShape shape) = Sizes;
        ReadOnlySpan<float> single = _single.Span;
        Span<float> output = _output.Span;
        for (int row = 0; row < count * shape.Steps; row++)
        {
            for (int i = 0; i < shape.Features; i++)
            {
                output[(row * shape.Features) + i] = single[(row / shape.Steps * shape.Features) + i] / shape.Steps;
            }
        }
    }

    [Benchmark, BenchmarkCategory("mean gradient")]
    public void MeanBackward()
    {
        (int count, StepsShape shape) = Sizes;
        SequenceSteps.BackwardMean(Part, count, _single.Span, _output.Span, default, shape);
    }

    [Benchmark(Baseline = true), BenchmarkCategory("positions")]
    public void PositionsDefinition()
    {
        ReadOnlySpan<float> steps = _steps.Span, table = _table.Span;
        Span<float> output = _output.Span;
        for (int start = 0; start < steps.Length; start += table.Length)
        {
            for (int i = 0; i < table.Length; i++)
            {
                output[start + i] = steps[start + i] + table[i];
            }
        }
    }

    [Benchmark, BenchmarkCategory("positions")]
    public void PositionsForward()
    {
        (int count, StepsShape shape) = Sizes;
        Positions.Forward(Part, count, _steps.Span, _table.Span, _output.Span, shape);
    }

    [Benchmark(Baseline = true), BenchmarkCategory("positions gradient")]
    public void PositionsDefinitionOfBackward()
    {
        ReadOnlySpan<float> steps = _steps.Span;
        Span<float> dTable = _dTable.Span;
        for (int start = 0; start < steps.Length; start += dTable.Length)
        {
            for (int i = 0; i < dTable.Length; i++)
            {
                dTable[i] += steps[start + i];
            }
        }
    }

    [Benchmark, BenchmarkCategory("positions gradient")]
    public void PositionsBackward()
    {
        (int count, StepsShape shape) = Sizes;
        Positions.BackwardTable(Part, count, _steps.Span, _dTable.Span, shape);
    }
}
