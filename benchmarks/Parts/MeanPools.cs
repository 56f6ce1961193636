using BenchmarkDotNet.Attributes;
using Espalier.Kernels;

namespace Espalier.Parts;

/// <summary>Average pooling: with windows of one size, with windows that cover the image evenly, and with one over all of it.</summary>
public class MeanPools : KernelBenchmark
{
    private Memory<float> _input, _output, _dOutput, _dInput;

    /// <summary>batch · channels×height×width, and window / stride or height×width of the output: 1×1 is the mean of the image.</summary>
    [ParamsSource(nameof(Shapes))]
    public string Shape { get; set; } = "";

    /// <summary>Windows that tile and that overlap, evenly spread ones, whole images; channels that do not fill vectors.</summary>
    public static IEnumerable<string> Shapes => ["100 30x24x24 2/2", "64 128x16x16 2/2", "16 64x55x55 3/2", "16 256x13x13 6x6", "64 512x7x7 1x1", "100 30x12x12 1x1"];

    /// <inheritdoc/>
    public override Work WorkOf(string method)
    {
        (int count, AdaptivePool2DShape shape, int window, int stride) = Parse();
        double rows = 0, columns = 0;
        for (int y = 0; y < shape.OutputHeight; y++)
        {
            (int top, int bottom) = Reach(y, shape.Height, shape.OutputHeight, window, stride);
            rows += bottom - top;
        }

        for (int x = 0; x < shape.OutputWidth; x++)
        {
            (int left, int right) = Reach(x, shape.Width, shape.OutputWidth, window, stride);
            columns += right - left;
        }

        // Each value of a window is added once, and each output divided.
        double outputs = (double)shape.OutputHeight * shape.OutputWidth;
        return new Work(count * shape.Channels * ((rows * columns) + outputs), 4 * count * shape.Channels * (((double)shape.Height * shape.Width) + outputs));
    }

    [GlobalSetup]
    public void Setup()
    {
        (int count, AdaptivePool2DShape shape, _, _) = Parse();
        int inputs = count * shape.Channels * shape.Height * shape.Width, outputs = count * shape.Channels * shape.OutputHeight * shape.OutputWidth;
        (_input, _output, _dOutput, _dInput) = (Floats(inputs), Floats(outputs), Floats(outputs), Floats(inputs));
    }

    [Benchmark(Baseline = true), BenchmarkCategory("forward")]
    public void Definition()
    {
        (int count, AdaptivePool2DShape shape, int window, int stride) = Parse();
        ReadOnlySpan<float> input = _input.Span;
        Span<float> output = _output.Span;
        int place = 0;
        for (int row = 0; row < count * shape.OutputHeight; row++)
        {
            (int image, int y) = Math.DivRem(row, shape.OutputHeight);
            (int top, int bottom) = Reach(y, shape.Height, shape.OutputHeight, window, stride);
            for (int x = 0; x < shape.OutputWidth; x++)
            {
                (int left, int right) = Reach(x, shape.Width, shape.OutputWidth, window, stride);
                for (int c = 0; c < shape.Channels; c++)
                {
                    float sum = 0;
                    for (int i = top; i < bottom; i++)
                    {
                        for (int j = left; j < right; j++)
                        {
                            sum += input[(((((image * shape.Height) + i) * shape.Width) + j) * shape.Channels) + c];
                        }
                    }

                    output[place++] = sum / ((bottom - top) * (right - left));
                }
            }
        }
    }

    [Benchmark, BenchmarkCategory("forward")]
    public void Forward()
    {
        (int count, AdaptivePool2DShape shape, int window, int stride) = Parse();
        if (window > 0)
        {
            AveragePool2D.Forward(Part, count, _input.Span, _output.Span, Windows(shape, window, stride), countIncludePad: false);
        }
        else if (shape.OutputHeight * shape.OutputWidth > 1)
        {
            AdaptiveAveragePool2D.Forward(Part, count, _input.Span, _output.Span, shape);
        }
        else
        {
            GlobalAveragePool2D.Forward(Part, count, _input.Span, _output.Span, shape.Channels, shape.Height * shape.Width);
        }
    }

    [Benchmark(Baseline = true), BenchmarkCategory("backward")]
    public void DefinitionOfBackward()
    {
        (int count, AdaptivePool2DShape shape, int window, int stride) = Parse();
        ReadOnlySpan<float> dOutput = _dOutput.Span;
        Span<float> dInput = _dInput.Span;
        dInput.Clear();
        int place = 0;
        for (int row = 0; row < count * shape.OutputHeight; row++)
        {
            (int image, int y) = Math.DivRem(row, shape.OutputHeight);
            (int top, int bottom) = Reach(y, shape.Height, shape.OutputHeight, window, stride);
            for (int x = 0; x < shape.OutputWidth; x++)
            {
                (int left, int right) = Reach(x, shape.Width, shape.OutputWidth, window, stride);
                for (int c = 0; c < shape.Channels; c++)
                {
                    float share = dOutput[place++] / ((bottom - top) * (right - left));
                    for (int i = top; i < bottom; i++)
                    {
                        for (int j = left; j < right; j++)
                        {
                            dInput[(((((image * shape.Height) + i) * shape.Width) + j) * shape.Channels) + c] += share;
                        }
                    }
                }
            }
        }
    }

    [Benchmark, BenchmarkCategory("backward")]
    public void Backward()
    {
        (int count, AdaptivePool2DShape shape, int window, int stride) = Parse();
        if (window > 0)
        {
            AveragePool2D.Backward(Part, count, _dOutput.Span, _dInput.Span, Windows(shape, window, stride), countIncludePad: false);
        }
        else if (shape.OutputHeight * shape.OutputWidth > 1)
        {
            AdaptiveAveragePool2D.Backward(Part, count, _dOutput.Span, _dInput.Span, shape);
        }
        else
        {
            GlobalAveragePool2D.Backward(Part, count, _dOutput.Span, _dInput.Span, shape.Channels, shape.Height * shape.Width);
        }
    }

    /// <summary>The rows or columns of a window: the first, and the one after the last. No window: as many as cover the image evenly.</summary>
    private static (int Start, int End) Reach(int index, int inputs, int outputs, int window, int stride) =>
        window > 0 ? (index * stride, (index * stride) + window) : (index * inputs / outputs, (((index + 1) * inputs) + outputs - 1) / outputs);

    private static Pool2DShape Windows(AdaptivePool2DShape shape, int window, int stride) =>
        new(shape.Channels, shape.Height, shape.Width, window, window, stride, stride, 0, 0, shape.OutputHeight, shape.OutputWidth);

    private (int Count, AdaptivePool2DShape Shape, int Window, int Stride) Parse()
    {
        int[] n = Array.ConvertAll(Shape.Split(' ', 'x', '/'), int.Parse);
        return Shape.Contains('/')
            ? (n[0], new AdaptivePool2DShape(n[1], n[2], n[3], ((n[2] - n[4]) / n[5]) + 1, ((n[3] - n[4]) / n[5]) + 1), n[4], n[5])
            : (n[0], new AdaptivePool2DShape(n[1], n[2], n[3], n[4], n[5]), 0, 0);
    }
}
