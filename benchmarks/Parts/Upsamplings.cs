using BenchmarkDotNet.Attributes;
using Espalier.Kernels;

namespace Espalier.Parts;

/// <summary>Larger images, by repeated pixels and by bilinear interpolation whose edges meet.</summary>
public class Upsamplings : KernelBenchmark
{
    private Memory<float> _input, _output, _dInput;

    /// <summary>batch · channels×height×width, scale.</summary>
    [ParamsSource(nameof(Shapes))]
    public string Shape { get; set; } = "";

    /// <summary>Many channels, more of a larger image, and channels that do not fill vectors.</summary>
    public static IEnumerable<string> Shapes => ["16 64x8x8 2", "8 32x32x32 2", "16 3x20x20 3"];

    /// <inheritdoc/>
    public override Work WorkOf(string method)
    {
        (int count, Upsample2DShape shape) = Parse();

        // An interpolated value is made of four.
        double flops = method.StartsWith("Bilinear", StringComparison.Ordinal) ? 8.0 * count * shape.OutputLength : 0;
        return new Work(flops, 4.0 * count * ((double)shape.InputLength + shape.OutputLength));
    }

    [GlobalSetup]
    public void Setup()
    {
        (int count, Upsample2DShape shape) = Parse();
        (_input, _output, _dInput) = (Floats(count * shape.InputLength), Floats(count * shape.OutputLength), Floats(count * shape.InputLength));
    }

    [Benchmark(Baseline = true), BenchmarkCategory("nearest")]
    public void NearestDefinition()
    {
        (int count, Upsample2DShape shape) = Parse();
        ReadOnlySpan<float> input = _input.Span;
        Span<float> output = _output.Span;
        int i = 0;
        for (int row = 0; row < count * shape.OutputHeight; row++)
        {
            for (int x = 0; x < shape.OutputWidth; x++)
            {
                for (int c = 0; c < shape.Channels; c++)
                {
                    output[i++] = input[(((row / shape.ScaleY * shape.Width) + (x / shape.ScaleX)) * shape.Channels) + c];
                }
            }
        }
    }

    [Benchmark, BenchmarkCategory("nearest")]
    public void NearestForward()
    {
        (int count, Upsample2DShape shape) = Parse();
        UpsampleNearest2D.Forward(Part, count, _input.Span, _output.Span, shape);
    }

    [Benchmark(Baseline = true), BenchmarkCategory("nearest gradient")]
    public void NearestDefinitionOfBackward()
    {
        (int count, Upsample2DShape shape) = Parse();
        ReadOnlySpan<float> dOutput = _output.Span;
        Span<float> dInput = _dInput.Span;
        dInput.Clear();
        int i = 0;
        for (int row = 0; row < count * shape.OutputHeight; row++)
        {
            for (int x = 0; x < shape.OutputWidth; x++)
            {
                for (int c = 0; c < shape.Channels; c++)
                {
                    dInput[(((row / shape.ScaleY * shape.Width) + (x / shape.ScaleX)) * shape.Channels) + c] += dOutput[i++];
                }
            }
        }
    }

    [Benchmark, BenchmarkCategory("nearest gradient")]
    public void NearestBackward()
    {
        (int count, Upsample2DShape shape) = Parse();
        UpsampleNearest2D.Backward(Part, count, _output.Span, _dInput.Span, shape);
    }

    [Benchmark(Baseline = true), BenchmarkCategory("bilinear")]
    public void BilinearDefinition()
    {
        (int count, Upsample2DShape shape) = Parse();
        ReadOnlySpan<float> input = _input.Span;
        Span<float> output = _output.Span;
        int i = 0;
        for (int row = 0; row < count * shape.OutputHeight; row++)
        {
            for (int column = 0; column < shape.OutputWidth; column++)
            {
                Corners at = new(row, column, shape);
                for (int c = 0; c < shape.Channels; c++)
                {
                    output[i++] = ((1 - at.Down) * (((1 - at.Right) * input[at.TopLeft + c]) + (at.Right * input[at.TopRight + c])))
                        + (at.Down * (((1 - at.Right) * input[at.BottomLeft + c]) + (at.Right * input[at.BottomRight + c])));
                }
            }
        }
    }

    [Benchmark, BenchmarkCategory("bilinear")]
    public void BilinearForward()
    {
        (int count, Upsample2DShape shape) = Parse();
        UpsampleBilinear2D.Forward(Part, count, _input.Span, _output.Span, shape, alignCorners: false);
    }

    [Benchmark(Baseline = true), BenchmarkCategory("bilinear gradient")]
    public void BilinearDefinitionOfBackward()
    {
        (int count, Upsample2DShape shape) = Parse();
        ReadOnlySpan<float> dOutput = _output.Span;
        Span<float> dInput = _dInput.Span;
        dInput.Clear();
        int i = 0;
        for (int row = 0; row < count * shape.OutputHeight; row++)
        {
            for (int column = 0; column < shape.OutputWidth; column++)
            {
                Corners at = new(row, column, shape);
                for (int c = 0; c < shape.Channels; c++)
                {
                    float gradient = dOutput[i++];
                    dInput[at.TopLeft + c] += (1 - at.Down) * (1 - at.Right) * gradient;
                    dInput[at.TopRight + c] += (1 - at.Down) * at.Right * gradient;
                    dInput[at.BottomLeft + c] += at.Down * (1 - at.Right) * gradient;
                    dInput[at.BottomRight + c] += at.Down * at.Right * gradient;
                }
            }
        }
    }

    [Benchmark, BenchmarkCategory("bilinear gradient")]
    public void BilinearBackward()
    {
        (int count, Upsample2DShape shape) = Parse();
        UpsampleBilinear2D.Backward(Part, count, _output.Span, _dInput.Span, shape, alignCorners: false);
    }

    private (int Count, Upsample2DShape Shape) Parse()
    {
        int[] n = Array.ConvertAll(Shape.Split(' ', 'x'), int.Parse);
        return (n[0], new Upsample2DShape(n[1], n[2], n[3], n[4], n[4]));
    }

    /// <summary>The four pixels around a place, and how far it lies from the first to the others; row counts the rows of output of all samples.</summary>
    private readonly struct Corners
    {
        public readonly int TopLeft, TopRight, BottomLeft, BottomRight;
        public readonly float Down, Right;

        public Corners(int row, int column, in Upsample2DShape shape)
        {
            (int n, int y) = Math.DivRem(row, shape.OutputHeight);
            (int top, int bottom, Down) = Between(y, shape.ScaleY, shape.Height);
            (int left, int right, Right) = Between(column, shape.ScaleX, shape.Width);
            (top, bottom) = ((n * shape.Height) + top, (n * shape.Height) + bottom);
            (TopLeft, TopRight) = (((top * shape.Width) + left) * shape.Channels, ((top * shape.Width) + right) * shape.Channels);
            (BottomLeft, BottomRight) = (((bottom * shape.Width) + left) * shape.Channels, ((bottom * shape.Width) + right) * shape.Channels);
        }

        private static (int First, int Second, float Weight) Between(int place, int scale, int length)
        {
            float at = Math.Clamp(((place + 0.5f) / scale) - 0.5f, 0, length - 1);
            return ((int)at, Math.Min((int)at + 1, length - 1), at - (int)at);
        }
    }
}
