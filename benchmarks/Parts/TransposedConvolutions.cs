using BenchmarkDotNet.Attributes;
using Espalier.Kernels;

namespace Espalier.Parts;

/// <summary>Transposed convolutions: the gradient of the input of their mirrors, taken as layers.</summary>
public class TransposedConvolutions : KernelBenchmark
{
    private Memory<float> _input, _output, _dInput, _weight, _dWeight, _packed, _dBias, _plain, _dPlain;

    /// <summary>batch · channels×height×width → outputs, kernel / stride.</summary>
    [ParamsSource(nameof(Shapes))]
    public string Shape { get; set; } = "";

    /// <summary>Images twice as large, in the middle and at the end of a generator; a stride of one; windows that tile; channels that do not fill vectors.</summary>
    public static IEnumerable<string> Shapes => ["16 128x8x8 64 4/2", "16 32x16x16 3 4/2", "16 32x16x16 32 3/1", "16 64x14x14 32 2/2", "16 20x9x9 10 3/2"];

    /// <inheritdoc/>
    public override Work WorkOf(string method)
    {
        (int count, Conv2DShape mirror) = Parse();
        if (method.Contains("Bias", StringComparison.Ordinal))
        {
            return new Work(0, 4 * ((count * (double)mirror.InputLength) + (2 * mirror.Channels)));
        }

        double weights = (double)mirror.KernelHeight * mirror.KernelWidth * mirror.Channels * mirror.Filters;
        return new Work(2.0 * count * mirror.OutputHeight * mirror.OutputWidth * weights, 4.0 * ((count * ((double)mirror.InputLength + mirror.OutputLength)) + weights));
    }

    [GlobalSetup]
    public void Setup()
    {
        (int count, Conv2DShape mirror) = Parse();
        (_input, _output, _dInput) = (Floats(count * mirror.OutputLength), Floats(count * mirror.InputLength), Floats(count * mirror.OutputLength));
        (_weight, _dWeight, _packed, _dBias) = (Floats(mirror.WeightLength), Floats(mirror.WeightLength), Floats(mirror.TransposedLength), Floats(mirror.Channels));
        int inner = mirror.KernelHeight * mirror.KernelWidth * mirror.Channels;
        (_plain, _dPlain) = (Floats(inner * mirror.Filters), Floats(inner * mirror.Filters));

        TensorLayout layout = TensorLayout.Panels(mirror.Filters, 1, [inner], [1]);
        _weight.Span.Clear();
        for (int i = 0; i < _plain.Length; i++)
        {
            (int k, int filter) = Math.DivRem(i, mirror.Filters);
            _weight.Span[layout.Offset((filter * inner) + k)] = _plain.Span[i];
        }

        ConvTranspose2D.Pack(_weight.Span, _packed.Span, mirror);
    }

    [Benchmark(Baseline = true), BenchmarkCategory("forward")]
    public void Definition()
    {
        (int count, Conv2DShape mirror) = Parse();
        Scalar.ConvolutionInputGradient(count, _input.Span, _plain.Span, _output.Span, mirror);
    }

    [Benchmark, BenchmarkCategory("forward")]
    public void Forward()
    {
        (int count, Conv2DShape mirror) = Parse();
        ConvTranspose2D.Forward(Part, count, _input.Span, _packed.Span, default, _output.Span, mirror);
    }

    [Benchmark(Baseline = true), BenchmarkCategory("input gradient")]
    public void DefinitionOfInputGradient()
    {
        (int count, Conv2DShape mirror) = Parse();
        Scalar.Convolution(count, _output.Span, _plain.Span, _dInput.Span, mirror);
    }

    [Benchmark, BenchmarkCategory("input gradient")]
    public void BackwardInput()
    {
        (int count, Conv2DShape mirror) = Parse();
        ConvTranspose2D.BackwardInput(Part, count, _output.Span, _weight.Span, _dInput.Span, mirror);
    }

    [Benchmark(Baseline = true), BenchmarkCategory("weight gradient")]
    public void DefinitionOfWeightGradient()
    {
        (int count, Conv2DShape mirror) = Parse();
        Scalar.ConvolutionWeightGradient(count, _output.Span, _input.Span, _dPlain.Span, mirror);
    }

    [Benchmark, BenchmarkCategory("weight gradient")]
    public void BackwardWeight()
    {
        (int count, Conv2DShape mirror) = Parse();
        ConvTranspose2D.BackwardWeight(Part, count, _input.Span, _output.Span, _dWeight.Span, mirror);
    }

    [Benchmark(Baseline = true), BenchmarkCategory("bias gradient")]
    public void DefinitionOfBiasGradient()
    {
        ReadOnlySpan<float> dOutput = _output.Span;
        Span<float> dBias = _dBias.Span;
        for (int start = 0; start < dOutput.Length; start += dBias.Length)
        {
            for (int c = 0; c < dBias.Length; c++)
            {
                dBias[c] += dOutput[start + c];
            }
        }
    }

    [Benchmark, BenchmarkCategory("bias gradient")]
    public void BackwardBias()
    {
        (int count, Conv2DShape mirror) = Parse();
        ConvTranspose2D.BackwardBias(Part, count, _output.Span, _dBias.Span, mirror);
    }

    /// <summary>The mirror's image is the output here.</summary>
    private (int Count, Conv2DShape Mirror) Parse()
    {
        int[] n = Array.ConvertAll(Shape.Split(' ', 'x', '/'), int.Parse);
        int pad = (n[5] - n[6]) / 2, height = ((n[2] - 1) * n[6]) + n[5] - (2 * pad), width = ((n[3] - 1) * n[6]) + n[5] - (2 * pad);
        return (n[0], new Conv2DShape(n[4], height, width, n[1], n[5], n[5], n[6], n[6], pad, pad, 1, 1, 1, n[2], n[3]));
    }
}
