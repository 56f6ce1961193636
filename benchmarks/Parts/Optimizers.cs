using BenchmarkDotNet.Attributes;

namespace Espalier.Parts;

/// <summary>A step of optimizers over all parameters.</summary>
public class Optimizers : KernelBenchmark
{
    private const float Rate = 1e-3f, Momentum = 0.9f, Decay = 0.01f, Epsilon = 1e-8f;
    private const double KeptMean = 0.9, KeptSquare = 0.999;
    private const long Step = 100;

    private static readonly Sgd Sgd = new(Rate, Momentum);
    private static readonly Adam Adam = new(Rate, epsilon: Epsilon);
    private static readonly AdamW AdamW = new(Rate, epsilon: Epsilon, weightDecay: Decay);

    private Memory<float> _values, _gradients, _state;

    /// <summary>Parameters: in the second and the third cache.</summary>
    [Params(65_536, 1_048_576)]
    public int Length { get; set; }

    /// <inheritdoc/>
    public override Work WorkOf(string method) => method switch
    {
        nameof(SgdDefinition) or nameof(SgdStep) => new Work(4.0 * Length, 12.0 * Length),
        nameof(AdamDefinition) or nameof(AdamStep) => new Work(13.0 * Length, 16.0 * Length),
        _ => new Work(15.0 * Length, 16.0 * Length),
    };

    [GlobalSetup]
    public void Setup()
    {
        (_values, _gradients, _state) = (Floats(Length), Floats(Length), Floats(2 * Length));
        _state.Span.Clear();
    }

    [Benchmark(Baseline = true), BenchmarkCategory("SGD with momentum")]
    public void SgdDefinition()
    {
        ReadOnlySpan<float> gradients = _gradients.Span;
        Span<float> values = _values.Span, velocities = _state.Span[..Length];
        for (int i = 0; i < values.Length; i++)
        {
            velocities[i] = (Momentum * velocities[i]) + gradients[i];
            values[i] -= Rate * velocities[i];
        }
    }

    [Benchmark, BenchmarkCategory("SGD with momentum")]
    public void SgdStep() => Run(Sgd, decay: 0);

    [Benchmark(Baseline = true), BenchmarkCategory("Adam")]
    public void AdamDefinition() => MomentsDefinition(kept: 1);

    [Benchmark, BenchmarkCategory("Adam")]
    public void AdamStep() => Run(Adam, decay: 0);

    [Benchmark(Baseline = true), BenchmarkCategory("AdamW")]
    public void AdamWDefinition() => MomentsDefinition(kept: 1 - (Rate * Decay));

    [Benchmark, BenchmarkCategory("AdamW")]
    public void AdamWStep() => Run(AdamW, Decay);

    private void MomentsDefinition(float kept)
    {
        ReadOnlySpan<float> gradients = _gradients.Span;
        Span<float> values = _values.Span, means = _state.Span[..Length], squares = _state.Span[Length..];
        float size = (float)(Rate / (1 - Math.Pow(KeptMean, Step))), correction = (float)(1 / Math.Sqrt(1 - Math.Pow(KeptSquare, Step)));
        for (int i = 0; i < values.Length; i++)
        {
            means[i] += (float)(1 - KeptMean) * (gradients[i] - means[i]);
            squares[i] = ((float)KeptSquare * squares[i]) + ((float)(1 - KeptSquare) * gradients[i] * gradients[i]);
            values[i] = (kept * values[i]) - (size * means[i] / ((MathF.Sqrt(squares[i]) * correction) + Epsilon));
        }
    }

    private void Run(Optimizer optimizer, float decay) =>
        optimizer.Apply(new ParameterUpdate(_values.Span, _gradients.Span, _state.Span, Length, Rate, decay, Step));
}
