using BenchmarkDotNet.Attributes;
using Espalier.Kernels;

namespace Espalier.Parts;

/// <summary>The plain recurrent layer with tanh over all steps, given the products with the input, forward and backward.</summary>
public class PlainRecurrences : KernelBenchmark
{
    private Memory<float> _gates, _dGates, _plain, _weight, _transposed, _output, _dOutput, _previous, _work;

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
        double steps = (double)count * shape.Steps, weights = (double)shape.Hidden * shape.Hidden;
        int tensors = method.EndsWith(nameof(Backward), StringComparison.Ordinal) ? 4 : 2;
        return new Work(2 * steps * weights, 4 * ((tensors * steps * shape.Hidden) + weights));
    }

    /// <summary>Weights are as small as they are at first in training, so that states do not run away from each other.</summary>
    [GlobalSetup]
    public void Setup()
    {
        (int count, RecurrentShape shape) = Sizes;
        int steps = count * shape.Steps * shape.Hidden;
        DenseShape product = new(shape.Hidden, shape.Hidden);
        (_gates, _dGates, _output, _dOutput, _previous) = (Floats(steps), Floats(steps), Floats(steps), Floats(steps), Floats(steps));
        (_plain, _weight, _transposed) = (Floats(shape.Hidden * shape.Hidden), Floats(product.WeightLength), Floats(product.TransposedLength));
        _work = Floats(2 * count * shape.Hidden);
        foreach (ref float value in _plain.Span)
        {
            value *= 2 / MathF.Sqrt(shape.Hidden);
        }

        _weight.Span.Clear();
        TensorLayout.Panels(shape.Hidden, 1, [shape.Hidden], [1]).FromPublic(_plain.Span, _weight.Span);
        Dense.Transpose(Part, _weight.Span, _transposed.Span, product);
        Forward();
    }

    [Benchmark(Baseline = true), BenchmarkCategory("forward")]
    public void Definition()
    {
        (int count, RecurrentShape shape) = Sizes;
        ReadOnlySpan<float> gates = _gates.Span, weight = _plain.Span;
        Span<float> output = _output.Span;
        int hidden = shape.Hidden;
        for (int place = 0; place < count * shape.Steps; place++)
        {
            bool isFirst = place % shape.Steps == 0;
            for (int unit = 0; unit < hidden; unit++)
            {
                float sum = gates[(place * hidden) + unit];
                for (int k = 0; !isFirst && k < hidden; k++)
                {
                    sum += weight[(unit * hidden) + k] * output[((place - 1) * hidden) + k];
                }

                output[(place * hidden) + unit] = MathF.Tanh(sum);
            }
        }
    }

    [Benchmark, BenchmarkCategory("forward")]
    public void Forward()
    {
        (int count, RecurrentShape shape) = Sizes;
        Rnn.Forward(Part, count, _gates.Span, _weight.Span, default, default, _output.Span, _work.Span, shape);
    }

    [Benchmark(Baseline = true), BenchmarkCategory("backward")]
    public void DefinitionOfBackward()
    {
        (int count, RecurrentShape shape) = Sizes;
        ReadOnlySpan<float> weight = _plain.Span, output = _output.Span, dOutput = _dOutput.Span;
        Span<float> dGates = _dGates.Span, previous = _previous.Span;
        int hidden = shape.Hidden;
        float[] dState = new float[hidden];
        for (int place = (count * shape.Steps) - 1; place >= 0; place--)
        {
            if ((place + 1) % shape.Steps == 0)
            {
                dState.AsSpan().Clear();
            }

            for (int unit = 0; unit < hidden; unit++)
            {
                int at = (place * hidden) + unit;
                dGates[at] = (dOutput[at] + dState[unit]) * (1 - (output[at] * output[at]));
                previous[at] = place % shape.Steps == 0 ? 0 : output[at - hidden];
            }

            dState.AsSpan().Clear();
            for (int unit = 0; unit < hidden; unit++)
            {
                for (int k = 0; k < hidden; k++)
                {
                    dState[k] += weight[(unit * hidden) + k] * dGates[(place * hidden) + unit];
                }
            }
        }
    }

    [Benchmark, BenchmarkCategory("backward")]
    public void Backward()
    {
        (int count, RecurrentShape shape) = Sizes;
        Rnn.Backward(Part, count, _dGates.Span, _transposed.Span, default, _output.Span, _dOutput.Span, _previous.Span, default, _work.Span, shape);
    }
}
