using BenchmarkDotNet.Attributes;
using Espalier.Kernels;

namespace Espalier.Parts;

/// <summary>The activations beside sigmoid, tanh and ReLU. Backward reads what forward read or gave: the same numbers here.</summary>
public class MoreActivations : KernelBenchmark
{
    private const int Length = 65_536, Count = 16, Channels = 64, Pixels = Length / Count / Channels, Pieces = 4;
    private const float Alpha = 0.9f, Threshold = 20, Slope = 0.01f, SeluAlpha = 1.6732632f, SeluScale = 1.050701f;

    private Memory<float> _input, _output, _dOutput, _dInput, _weight, _dWeight, _scratch;

    /// <inheritdoc/>
    public override Work WorkOf(string method)
    {
        bool isMaxout = method.StartsWith(nameof(Maxout), StringComparison.Ordinal);
        double output = isMaxout ? Length / Pieces : Length;
        return new Work(0, 4 * (method.EndsWith("Backward", StringComparison.Ordinal) ? (2 * Length) + output : Length + output));
    }

    /// <summary>Inputs lie in −5…5, so that each curve bends.</summary>
    [GlobalSetup]
    public void Setup()
    {
        (_input, _output, _dOutput, _dInput) = (Floats(Length), Floats(Length), Floats(Length), Floats(Length));
        (_weight, _dWeight, _scratch) = (Floats(Channels), Floats(Channels), Floats(Count * Channels));
        foreach (ref float value in _input.Span)
        {
            value *= 10;
        }
    }

    [Benchmark(Baseline = true), BenchmarkCategory("GELU")]
    public void GeluDefinition() => Map(x => x * Distribution(x));

    [Benchmark, BenchmarkCategory("GELU")]
    public void GeluForward() => GELU.Forward(Part, 1, _input.Span, _output.Span, Length);

    [Benchmark(Baseline = true), BenchmarkCategory("GELU gradient")]
    public void GeluDefinitionOfBackward() => Map((x, dy) => dy * (Distribution(x) + (x * MathF.Exp(-0.5f * x * x) / MathF.Sqrt(2 * MathF.PI))));

    [Benchmark, BenchmarkCategory("GELU gradient")]
    public void GeluBackward() => GELU.Backward(Part, 1, _input.Span, _dOutput.Span, _dInput.Span, Length);

    [Benchmark(Baseline = true), BenchmarkCategory("GELU by tanh")]
    public void GeluTanhDefinition() => Map(x => 0.5f * x * (1 + Tangent(x)));

    [Benchmark, BenchmarkCategory("GELU by tanh")]
    public void GeluTanhForward() => GELU.ForwardTanh(Part, 1, _input.Span, _output.Span, Length);

    [Benchmark(Baseline = true), BenchmarkCategory("GELU by tanh, gradient")]
    public void GeluTanhDefinitionOfBackward() => Map((x, dy) =>
    {
        float tangent = Tangent(x), inner = MathF.Sqrt(2 / MathF.PI) * (1 + (3 * 0.044715f * x * x));
        return dy * 0.5f * (1 + tangent + (x * (1 - (tangent * tangent)) * inner));
    });

    [Benchmark, BenchmarkCategory("GELU by tanh, gradient")]
    public void GeluTanhBackward() => GELU.BackwardTanh(Part, 1, _input.Span, _dOutput.Span, _dInput.Span, Length);

    [Benchmark(Baseline = true), BenchmarkCategory("SiLU")]
    public void SiluDefinition() => Map(x => x / (1 + MathF.Exp(-x)));

    [Benchmark, BenchmarkCategory("SiLU")]
    public void SiluForward() => SiLU.Forward(Part, 1, _input.Span, _output.Span, Length);

    [Benchmark(Baseline = true), BenchmarkCategory("SiLU gradient")]
    public void SiluDefinitionOfBackward() => Map((x, dy) =>
    {
        float sigmoid = 1 / (1 + MathF.Exp(-x));
        return dy * sigmoid * (1 + (x * (1 - sigmoid)));
    });

    [Benchmark, BenchmarkCategory("SiLU gradient")]
    public void SiluBackward() => SiLU.Backward(Part, 1, _input.Span, _dOutput.Span, _dInput.Span, Length);

    [Benchmark(Baseline = true), BenchmarkCategory("ELU")]
    public void EluDefinition() => Map(x => x > 0 ? x : Alpha * (MathF.Exp(x) - 1));

    [Benchmark, BenchmarkCategory("ELU")]
    public void EluForward() => ELU.Forward(Part, 1, _input.Span, _output.Span, Length, Alpha);

    [Benchmark(Baseline = true), BenchmarkCategory("ELU gradient")]
    public void EluDefinitionOfBackward() => Map((y, dy) => y > 0 ? dy : dy * (y + Alpha));

    [Benchmark, BenchmarkCategory("ELU gradient")]
    public void EluBackward() => ELU.Backward(Part, 1, _input.Span, _dOutput.Span, _dInput.Span, Length, Alpha);

    [Benchmark(Baseline = true), BenchmarkCategory("SELU")]
    public void SeluDefinition() => Map(x => SeluScale * (x > 0 ? x : SeluAlpha * (MathF.Exp(x) - 1)));

    [Benchmark, BenchmarkCategory("SELU")]
    public void SeluForward() => SELU.Forward(Part, 1, _input.Span, _output.Span, Length);

    [Benchmark(Baseline = true), BenchmarkCategory("SELU gradient")]
    public void SeluDefinitionOfBackward() => Map((y, dy) => y > 0 ? SeluScale * dy : dy * (y + (SeluScale * SeluAlpha)));

    [Benchmark, BenchmarkCategory("SELU gradient")]
    public void SeluBackward() => SELU.Backward(Part, 1, _input.Span, _dOutput.Span, _dInput.Span, Length);

    [Benchmark(Baseline = true), BenchmarkCategory("softplus")]
    public void SoftplusDefinition() => Map(x => x > Threshold ? x : MathF.Log(1 + MathF.Exp(x)));

    [Benchmark, BenchmarkCategory("softplus")]
    public void SoftplusForward() => Softplus.Forward(Part, 1, _input.Span, _output.Span, Length, 1, Threshold);

    [Benchmark(Baseline = true), BenchmarkCategory("softplus gradient")]
    public void SoftplusDefinitionOfBackward() => Map((x, dy) => x > Threshold ? dy : dy / (1 + MathF.Exp(-x)));

    [Benchmark, BenchmarkCategory("softplus gradient")]
    public void SoftplusBackward() => Softplus.Backward(Part, 1, _input.Span, _dOutput.Span, _dInput.Span, Length, 1, Threshold);

    [Benchmark(Baseline = true), BenchmarkCategory("hard swish")]
    public void HardSwishDefinition() => Map(x => x * Math.Clamp(x + 3, 0, 6) / 6);

    [Benchmark, BenchmarkCategory("hard swish")]
    public void HardSwishForward() => HardSwish.Forward(Part, 1, _input.Span, _output.Span, Length);

    [Benchmark(Baseline = true), BenchmarkCategory("hard swish gradient")]
    public void HardSwishDefinitionOfBackward() => Map((x, dy) => x < -3 ? 0 : x > 3 ? dy : dy * ((x / 3) + 0.5f));

    [Benchmark, BenchmarkCategory("hard swish gradient")]
    public void HardSwishBackward() => HardSwish.Backward(Part, 1, _input.Span, _dOutput.Span, _dInput.Span, Length);

    [Benchmark(Baseline = true), BenchmarkCategory("hard sigmoid")]
    public void HardSigmoidDefinition() => Map(x => Math.Clamp(x + 3, 0, 6) / 6);

    [Benchmark, BenchmarkCategory("hard sigmoid")]
    public void HardSigmoidForward() => HardSigmoid.Forward(Part, 1, _input.Span, _output.Span, Length);

    [Benchmark(Baseline = true), BenchmarkCategory("hard sigmoid gradient")]
    public void HardSigmoidDefinitionOfBackward() => Map((y, dy) => y > 0 && y < 1 ? dy / 6 : 0);

    [Benchmark, BenchmarkCategory("hard sigmoid gradient")]
    public void HardSigmoidBackward() => HardSigmoid.Backward(Part, 1, _input.Span, _dOutput.Span, _dInput.Span, Length);

    [Benchmark(Baseline = true), BenchmarkCategory("leaky ReLU")]
    public void LeakyDefinition() => Map(x => x > 0 ? x : Slope * x);

    [Benchmark, BenchmarkCategory("leaky ReLU")]
    public void LeakyForward() => LeakyReLU.Forward(Part, 1, _input.Span, _output.Span, Length, Slope);

    [Benchmark(Baseline = true), BenchmarkCategory("leaky ReLU gradient")]
    public void LeakyDefinitionOfBackward() => Map((y, dy) => y > 0 ? dy : Slope * dy);

    [Benchmark, BenchmarkCategory("leaky ReLU gradient")]
    public void LeakyBackward() => LeakyReLU.Backward(Part, 1, _input.Span, _dOutput.Span, _dInput.Span, Length, Slope);

    [Benchmark(Baseline = true), BenchmarkCategory("PReLU")]
    public void PreluDefinition()
    {
        ReadOnlySpan<float> input = _input.Span, weight = _weight.Span;
        Span<float> output = _output.Span;
        for (int i = 0; i < input.Length; i++)
        {
            output[i] = input[i] > 0 ? input[i] : weight[i % Channels] * input[i];
        }
    }

    [Benchmark, BenchmarkCategory("PReLU")]
    public void PreluForward() => PReLU.Forward(Part, Count, _input.Span, _weight.Span, _output.Span, Channels, Pixels);

    [Benchmark(Baseline = true), BenchmarkCategory("PReLU gradient")]
    public void PreluDefinitionOfBackward()
    {
        ReadOnlySpan<float> input = _input.Span, weight = _weight.Span, dOutput = _dOutput.Span;
        Span<float> dInput = _dInput.Span, dWeight = _dWeight.Span;
        for (int i = 0; i < input.Length; i++)
        {
            dInput[i] = input[i] > 0 ? dOutput[i] : weight[i % Channels] * dOutput[i];
            dWeight[i % Channels] += input[i] > 0 ? 0 : input[i] * dOutput[i];
        }
    }

    [Benchmark, BenchmarkCategory("PReLU gradient")]
    public void PreluBackward() =>
        PReLU.Backward(Part, Count, _input.Span, _weight.Span, _dOutput.Span, _dInput.Span, _dWeight.Span, _scratch.Span, Channels, Pixels);

    [Benchmark(Baseline = true), BenchmarkCategory("maxout")]
    public void MaxoutDefinition()
    {
        ReadOnlySpan<float> input = _input.Span;
        Span<float> output = _output.Span;
        for (int group = 0; group < Length / Pieces; group++)
        {
            output[group] = input[Winner(input, group)];
        }
    }

    [Benchmark, BenchmarkCategory("maxout")]
    public void MaxoutForward() => Maxout.Forward(Part, 1, _input.Span, _output.Span, Length / Pieces, Pieces);

    [Benchmark(Baseline = true), BenchmarkCategory("maxout gradient")]
    public void MaxoutDefinitionOfBackward()
    {
        ReadOnlySpan<float> input = _input.Span, dOutput = _dOutput.Span;
        Span<float> dInput = _dInput.Span;
        dInput.Clear();
        for (int group = 0; group < Length / Pieces; group++)
        {
            dInput[Winner(input, group)] = dOutput[group];
        }
    }

    [Benchmark, BenchmarkCategory("maxout gradient")]
    public void MaxoutBackward() => Maxout.Backward(Part, 1, _input.Span, _dOutput.Span, _dInput.Span, Length / Pieces, Pieces);

    /// <summary>
    /// The distribution function of the standard normal, by the approximation of Abramowitz and Stegun (7.1.26) to 1.5 · 10⁻⁷.
    /// </summary>
    private static float Distribution(float x)
    {
        float z = MathF.Abs(x) / MathF.Sqrt(2), t = 1 / (1 + (0.3275911f * z));
        float tail = t * (0.254829592f + (t * (-0.284496736f + (t * (1.421413741f + (t * (-1.453152027f + (t * 1.061405429f))))))));
        float above = 0.5f * tail * MathF.Exp(-z * z);
        return x > 0 ? 1 - above : above;
    }

    private static float Tangent(float x) => MathF.Tanh(MathF.Sqrt(2 / MathF.PI) * (x + (0.044715f * x * x * x)));

    private static int Winner(ReadOnlySpan<float> input, int group)
    {
        int best = group * Pieces;
        for (int i = best + 1; i < (group + 1) * Pieces; i++)
        {
            best = input[i] > input[best] ? i : best;
        }

        return best;
    }

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
        ReadOnlySpan<float> value = _input.Span, dOutput = _dOutput.Span;
        Span<float> dInput = _dInput.Span;
        for (int i = 0; i < value.Length; i++)
        {
            dInput[i] = derivative(value[i], dOutput[i]);
        }
    }
}
