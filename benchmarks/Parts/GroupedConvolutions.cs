using BenchmarkDotNet.Attributes;
using Espalier.Kernels;

namespace Espalier.Parts;

/// <summary>Depthwise convolutions, and those whose channels mix in groups alone.</summary>
public class GroupedConvolutions : KernelBenchmark
{
    private Memory<float> _input, _output, _dInput, _weight, _dWeight, _transposed, _plain, _dPlain;

    /// <summary>batch · channels×height×width → filters, kernel / stride, groups.</summary>
    [ParamsSource(nameof(Shapes))]
    public string Shape { get; set; } = "";

    /// <summary>Depthwise, with a stride, with channels that do not fill vectors; few large groups, many small ones.</summary>
    public static IEnumerable<string> Shapes =>
        ["8 32x32x32 32 3/1 32", "8 96x14x14 96 5/2 96", "8 30x20x20 30 3/1 30", "16 64x16x16 64 3/1 4", "8 128x8x8 128 3/1 32"];

    /// <inheritdoc/>
    public override Work WorkOf(string method)
    {
        (int count, Conv2DShape shape) = Parse();
        double weights = Weights(shape);
        return new Work(2.0 * count * shape.OutputHeight * shape.OutputWidth * weights, 4.0 * ((count * ((double)shape.InputLength + shape.OutputLength)) + weights));
    }

    [GlobalSetup]
    public void Setup()
    {
        (int count, Conv2DShape shape) = Parse();
        (_input, _output, _dInput) = (Floats(count * shape.InputLength), Floats(count * shape.OutputLength), Floats(count * shape.InputLength));
        (_weight, _dWeight) = (Floats(shape.WeightLength), Floats(shape.WeightLength));
        (_plain, _dPlain) = (Floats(Weights(shape)), Floats(Weights(shape)));
        _weight.Span.Clear();
        TensorLayout.Panels(shape.Filters, shape.IsDepthwise ? 1 : shape.Groups, [Weights(shape) / shape.Filters], [1]).FromPublic(_plain.Span, _weight.Span);
        _transposed = shape.IsDepthwise ? _weight : Floats(shape.TransposedLength);
        Conv2D.Transpose(Part, _weight.Span, _transposed.Span, shape);
    }

    [Benchmark(Baseline = true), BenchmarkCategory("forward")]
    public void Definition()
    {
        (int count, Conv2DShape shape) = Parse();
        ReadOnlySpan<float> input = _input.Span, weight = _plain.Span;
        Span<float> output = _output.Span;
        output.Clear();
        (int taps, int channels, int filters) = PerGroup(shape);
        for (int term = 0; term < count * shape.OutputHeight * shape.OutputWidth * taps; term++)
        {
            (int pixel, int tap) = Math.DivRem(term, taps);
            if (Meets(pixel, tap, shape, out int x))
            {
                for (int f = 0; f < shape.Filters; f++)
                {
                    float sum = 0;
                    for (int c = 0; c < channels; c++)
                    {
                        sum += input[x + (f / filters * channels) + c] * weight[(((f * taps) + tap) * channels) + c];
                    }

                    output[(pixel * shape.Filters) + f] += sum;
                }
            }
        }
    }

    [Benchmark, BenchmarkCategory("forward")]
    public void Forward()
    {
        (int count, Conv2DShape shape) = Parse();
        Conv2D.Forward(Part, count, _input.Span, _weight.Span, default, _output.Span, shape);
    }

    [Benchmark(Baseline = true), BenchmarkCategory("input gradient")]
    public void DefinitionOfInputGradient()
    {
        (int count, Conv2DShape shape) = Parse();
        ReadOnlySpan<float> dOutput = _output.Span, weight = _plain.Span;
        Span<float> dInput = _dInput.Span;
        dInput.Clear();
        (int taps, int channels, int filters) = PerGroup(shape);
        for (int term = 0; term < count * shape.OutputHeight * shape.OutputWidth * taps; term++)
        {
            (int pixel, int tap) = Math.DivRem(term, taps);
            if (Meets(pixel, tap, shape, out int x))
            {
                for (int f = 0; f < shape.Filters; f++)
                {
                    float gradient = dOutput[(pixel * shape.Filters) + f];
                    for (int c = 0; c < channels; c++)
                    {
                        dInput[x + (f / filters * channels) + c] += gradient * weight[(((f * taps) + tap) * channels) + c];
                    }
                }
            }
        }
    }

    [Benchmark, BenchmarkCategory("input gradient")]
    public void BackwardInput()
    {
        (int count, Conv2DShape shape) = Parse();
        Conv2D.BackwardInput(Part, count, _output.Span, _transposed.Span, _dInput.Span, shape);
    }

    [Benchmark(Baseline = true), BenchmarkCategory("weight gradient")]
    public void DefinitionOfWeightGradient()
    {
        (int count, Conv2DShape shape) = Parse();
        ReadOnlySpan<float> input = _input.Span, dOutput = _output.Span;
        Span<float> dWeight = _dPlain.Span;
        (int taps, int channels, int filters) = PerGroup(shape);
        for (int term = 0; term < count * shape.OutputHeight * shape.OutputWidth * taps; term++)
        {
            (int pixel, int tap) = Math.DivRem(term, taps);
            if (Meets(pixel, tap, shape, out int x))
            {
                for (int f = 0; f < shape.Filters; f++)
                {
                    float gradient = dOutput[(pixel * shape.Filters) + f];
                    for (int c = 0; c < channels; c++)
                    {
                        dWeight[(((f * taps) + tap) * channels) + c] += gradient * input[x + (f / filters * channels) + c];
                    }
                }
            }
        }
    }

    [Benchmark, BenchmarkCategory("weight gradient")]
    public void BackwardWeight()
    {
        (int count, Conv2DShape shape) = Parse();
        Conv2D.BackwardWeight(Part, count, _input.Span, _output.Span, _dWeight.Span, shape);
    }

    /// <summary>Where the pixel of the input starts that a pixel of the output reads at a tap, if there is one.</summary>
    private static bool Meets(int pixel, int tap, in Conv2DShape shape, out int input)
    {
        (int row, int column) = Math.DivRem(pixel, shape.OutputWidth);
        (int n, int top) = Math.DivRem(row, shape.OutputHeight);
        int y = (top * shape.StrideY) - shape.PadTop + (tap / shape.KernelWidth), x = (column * shape.StrideX) - shape.PadLeft + (tap % shape.KernelWidth);
        input = ((((n * shape.Height) + y) * shape.Width) + x) * shape.Channels;
        return (uint)y < (uint)shape.Height && (uint)x < (uint)shape.Width;
    }

    private static (int Taps, int Channels, int Filters) PerGroup(in Conv2DShape shape) =>
        (shape.KernelHeight * shape.KernelWidth, shape.Channels / shape.Groups, shape.Filters / shape.Groups);

    /// <summary>Weights lie as [filter][tap][channel of the group].</summary>
    private static int Weights(in Conv2DShape shape) => shape.KernelHeight * shape.KernelWidth * shape.Channels / shape.Groups * shape.Filters;

    private (int Count, Conv2DShape Shape) Parse()
    {
        int groups = Shape.LastIndexOf(' ');
        (int count, Conv2DShape shape) = Convolutions.Read(Shape[..groups]);
        return (count, shape with { Groups = int.Parse(Shape.AsSpan(groups)) });
    }
}
