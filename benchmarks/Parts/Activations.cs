using BenchmarkDotNet.Attributes;
using Espalier.Kernels;

namespace Espalier.Parts;

/// <summary>Activations of each value by itself.</summary>
public class Activations : KernelBenchmark
{
    private Memory<float> _input, _output, _gradient;

    /// <summary>Floats: in the first, the second and the third cache.</summary>
    [Params(4096, 65_536, 1_048_576)]
    public int Length { get; set; }

    /// <inheritdoc/>
    public override Work WorkOf(string method) => new(0, (method.EndsWith("Backward", StringComparison.Ordinal) ? 12.0 : 8.0) * Length);

    [GlobalSetup]
    public void Setup() => (_input, _output, _gradient) = (Floats(Length), Floats(Length), Floats(Length));

    [Benchmark(Baseline = true), BenchmarkCategory("sigmoid")]
    public void SigmoidDefinition() => Map(value => 1 / (1 + MathF.Exp(-value)));

    [Benchmark, BenchmarkCategory("sigmoid")]
    public void SigmoidForward() => Sigmoid.Forward(Part, 1, _input.Span, _output.Span, Length);

    [Benchmark(Baseline = true), BenchmarkCategory("sigmoid gradient")]
    public void SigmoidDefinitionOfBackward() => Map((output, gradient) => output * (1 - output) * gradient);

    [Benchmark, BenchmarkCategory("sigmoid gradient")]
    public void SigmoidBackward() => Sigmoid.Backward(Part, 1, _output.Span, _input.Span, _gradient.Span, Length);

    [Benchmark(Baseline = true), BenchmarkCategory("tanh")]
    public void TanhDefinition() => Map(MathF.Tanh);

    [Benchmark, BenchmarkCategory("tanh")]
    public void TanhForward() => Tanh.Forward(Part, 1, _input.Span, _output.Span, Length);

    [Benchmark(Baseline = true), BenchmarkCategory("tanh gradient")]
    public void TanhDefinitionOfBackward() => Map((output, gradient) => (1 - (output * output)) * gradient);

    [Benchmark, BenchmarkCategory("tanh gradient")]
    public void TanhBackward() => Tanh.Backward(Part, 1, _output.Span, _input.Span, _gradient.Span, Length);

    [Benchmark(Baseline = true), BenchmarkCategory("ReLU")]
    public void ReLUDefinition() => Map(value => Math.Max(value, 0));

    [Benchmark, BenchmarkCategory("ReLU")]
    public void ReLUForward() => ReLU.Forward(Part, 1, _input.Span, _output.Span, Length);

    [Benchmark(Baseline = true), BenchmarkCategory("ReLU gradient")]
    public void ReLUDefinitionOfBackward() => Map((output, gradient) => output > 0 ? gradient : 0);

    [Benchmark, BenchmarkCategory("ReLU gradient")]
    public void ReLUBackward() => ReLU.Backward(Part, 1, _output.Span, _input.Span, _gradient.Span, Length);

    private void Map(Func<float, float> function)
    {
        ReadOnlySpan<float> input = _input.Span;
        Span<float> output = _output.Span;
        for (int i = 0; i < input.Length; i++)
        {
            output[i] = function(input[i]);
        }
    }

    private void Map(Func<float, float, float> derivative)
    {
        ReadOnlySpan<float> output = _output.Span, given = _input.Span;
        Span<float> gradient = _gradient.Span;
        for (int i = 0; i < output.Length; i++)
        {
            gradient[i] = derivative(output[i], given[i]);
        }
    }
}
