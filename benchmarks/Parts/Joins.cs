using BenchmarkDotNet.Attributes;
using Espalier.Kernels;

namespace Espalier.Parts;

/// <summary>Where two values meet: sums, products, channels side by side, and the shortcut that pads with zeros.</summary>
public class Joins : KernelBenchmark
{
    private Memory<float> _left, _right, _output, _dOutput, _dInput, _joined, _dJoined, _dRight, _factors, _dFactors, _padded, _dPadded;

    /// <summary>batch · channels×height×width, of each side.</summary>
    [Params("1 32x32x32", "64 64x16x16", "100 30x12x12")]
    public string Shape { get; set; } = "";

    private (int Count, int Channels, int Pixels) Sizes
    {
        get
        {
            int[] n = Array.ConvertAll(Shape.Split(' ', 'x'), int.Parse);
            return (n[0], n[1], n[2] * n[3]);
        }
    }

    /// <summary>Every second row and column, twice the channels.</summary>
    private ZeroPadShape Pad
    {
        get
        {
            int[] n = Array.ConvertAll(Shape.Split(' ', 'x'), int.Parse);
            return new ZeroPadShape(n[1], n[2], n[3], 2 * n[1], n[1] / 2, 2, 2);
        }
    }

    private StripShape LeftStrips => new(Sizes.Pixels, Sizes.Channels, 2 * Sizes.Channels, 0, 2 * Sizes.Channels * Sizes.Pixels);

    private StripShape RightStrips => LeftStrips with { Offset = Sizes.Channels };

    /// <inheritdoc/>
    public override Work WorkOf(string method)
    {
        (int count, int channels, int pixels) = Sizes;
        double length = (double)count * channels * pixels, factors = (double)count * channels, taken = count * Pad.OutputLength / 2.0;
        (double operations, double floats) = method switch
        {
            nameof(AddDefinition) or nameof(AddForward) => (length, 3 * length),
            nameof(AddDefinitionOfBackward) or nameof(AddBackward) => (length, 2 * length),
            nameof(ChannelsDefinition) or nameof(ChannelsForward) => (length, (2 * length) + factors),
            nameof(ChannelsDefinitionOfBackward) or nameof(ChannelsBackward) => (3 * length, (3 * length) + (2 * factors)),
            nameof(ConcatDefinition) or nameof(ConcatForward) or nameof(ConcatDefinitionOfBackward) or nameof(ConcatBackward) => (0, 4 * length),

            // Only the pixels and channels that are taken are read.
            nameof(PadDefinition) or nameof(PadForward) => (0, 3 * taken),
            nameof(PadDefinitionOfBackward) or nameof(PadBackward) => (0, taken + length),
            _ => (length, 3 * length),
        };
        return new Work(operations, 4 * floats);
    }

    [GlobalSetup]
    public void Setup()
    {
        (int count, int channels, int pixels) = Sizes;
        int length = count * channels * pixels, padded = count * Pad.OutputLength;
        (_left, _right, _output, _dOutput, _dInput, _dRight) = (Floats(length), Floats(length), Floats(length), Floats(length), Floats(length), Floats(length));
        (_joined, _dJoined, _padded, _dPadded) = (Floats(2 * length), Floats(2 * length), Floats(padded), Floats(padded));
        (_factors, _dFactors) = (Floats(count * channels), Floats(count * channels));
    }

    [Benchmark(Baseline = true), BenchmarkCategory("add")]
    public void AddDefinition()
    {
        ReadOnlySpan<float> left = _left.Span, right = _right.Span;
        Span<float> output = _output.Span;
        for (int i = 0; i < output.Length; i++)
        {
            output[i] = left[i] + right[i];
        }
    }

    [Benchmark, BenchmarkCategory("add")]
    public void AddForward() => Add.Forward(Part, 1, _left.Span, _right.Span, _output.Span, _output.Length);

    /// <summary>The gradient of a sum is added to what other readers of a side left.</summary>
    [Benchmark(Baseline = true), BenchmarkCategory("add gradient")]
    public void AddDefinitionOfBackward()
    {
        ReadOnlySpan<float> dOutput = _dOutput.Span;
        Span<float> dInput = _dInput.Span;
        for (int i = 0; i < dInput.Length; i++)
        {
            dInput[i] += dOutput[i];
        }
    }

    [Benchmark, BenchmarkCategory("add gradient")]
    public void AddBackward() => Elementwise.Accumulate(Part, 1, _dOutput.Span, _dInput.Span, _dInput.Length);

    [Benchmark(Baseline = true), BenchmarkCategory("multiply")]
    public void MultiplyDefinition()
    {
        ReadOnlySpan<float> left = _left.Span, right = _right.Span;
        Span<float> output = _output.Span;
        for (int i = 0; i < output.Length; i++)
        {
            output[i] = left[i] * right[i];
        }
    }

    [Benchmark, BenchmarkCategory("multiply")]
    public void MultiplyForward() => Multiply.Forward(Part, 1, _left.Span, _right.Span, _output.Span, _output.Length);

    [Benchmark(Baseline = true), BenchmarkCategory("multiply gradient")]
    public void MultiplyDefinitionOfBackward()
    {
        ReadOnlySpan<float> right = _right.Span, dOutput = _dOutput.Span;
        Span<float> dInput = _dInput.Span;
        for (int i = 0; i < dInput.Length; i++)
        {
            dInput[i] = dOutput[i] * right[i];
        }
    }

    [Benchmark, BenchmarkCategory("multiply gradient")]
    public void MultiplyBackward() => Multiply.Backward(Part, 1, _right.Span, _dOutput.Span, _dInput.Span, _dInput.Length);

    [Benchmark(Baseline = true), BenchmarkCategory("multiply channels")]
    public void ChannelsDefinition()
    {
        (int count, int channels, int pixels) = Sizes;
        for (int pixel = 0; pixel < count * pixels; pixel++)
        {
            ReadOnlySpan<float> x = _left.Span.Slice(pixel * channels, channels), factors = _factors.Span.Slice(pixel / pixels * channels, channels);
            Span<float> y = _output.Span.Slice(pixel * channels, channels);
            for (int c = 0; c < x.Length; c++)
            {
                y[c] = x[c] * factors[c];
            }
        }
    }

    [Benchmark, BenchmarkCategory("multiply channels")]
    public void ChannelsForward()
    {
        (int count, int channels, int pixels) = Sizes;
        Multiply.ForwardByChannel(Part, count, _left.Span, _factors.Span, _output.Span, channels, pixels);
    }

    [Benchmark(Baseline = true), BenchmarkCategory("multiply channels gradients")]
    public void ChannelsDefinitionOfBackward()
    {
        (int count, int channels, int pixels) = Sizes;
        _dFactors.Span.Clear();
        for (int pixel = 0; pixel < count * pixels; pixel++)
        {
            ReadOnlySpan<float> x = _left.Span.Slice(pixel * channels, channels), factors = _factors.Span.Slice(pixel / pixels * channels, channels);
            ReadOnlySpan<float> dy = _dOutput.Span.Slice(pixel * channels, channels);
            Span<float> dx = _dInput.Span.Slice(pixel * channels, channels), dFactors = _dFactors.Span.Slice(pixel / pixels * channels, channels);
            for (int c = 0; c < x.Length; c++)
            {
                dx[c] = dy[c] * factors[c];
                dFactors[c] += dy[c] * x[c];
            }
        }
    }

    [Benchmark, BenchmarkCategory("multiply channels gradients")]
    public void ChannelsBackward()
    {
        (int count, int channels, int pixels) = Sizes;
        Multiply.BackwardByChannel(Part, count, _factors.Span, _dOutput.Span, _dInput.Span, channels, pixels);
        Multiply.BackwardFactors(Part, count, _left.Span, _dOutput.Span, _dFactors.Span, channels, pixels);
    }

    [Benchmark(Baseline = true), BenchmarkCategory("concat")]
    public void ConcatDefinition()
    {
        (int count, int channels, int pixels) = Sizes;
        for (int pixel = 0; pixel < count * pixels; pixel++)
        {
            ReadOnlySpan<float> left = _left.Span.Slice(pixel * channels, channels), right = _right.Span.Slice(pixel * channels, channels);
            Span<float> y = _joined.Span.Slice(2 * pixel * channels, 2 * channels);
            for (int c = 0; c < left.Length; c++)
            {
                y[c] = left[c];
                y[channels + c] = right[c];
            }
        }
    }

    [Benchmark, BenchmarkCategory("concat")]
    public void ConcatForward()
    {
        Strips.Put(Part, Sizes.Count, _left.Span, _joined.Span, LeftStrips);
        Strips.Put(Part, Sizes.Count, _right.Span, _joined.Span, RightStrips);
    }

    [Benchmark(Baseline = true), BenchmarkCategory("concat gradients")]
    public void ConcatDefinitionOfBackward()
    {
        (int count, int channels, int pixels) = Sizes;
        for (int pixel = 0; pixel < count * pixels; pixel++)
        {
            Span<float> left = _dInput.Span.Slice(pixel * channels, channels), right = _dRight.Span.Slice(pixel * channels, channels);
            ReadOnlySpan<float> dy = _dJoined.Span.Slice(2 * pixel * channels, 2 * channels);
            for (int c = 0; c < left.Length; c++)
            {
                left[c] = dy[c];
                right[c] = dy[channels + c];
            }
        }
    }

    [Benchmark, BenchmarkCategory("concat gradients")]
    public void ConcatBackward()
    {
        Strips.Take(Part, Sizes.Count, _dJoined.Span, _dInput.Span, LeftStrips);
        Strips.Take(Part, Sizes.Count, _dJoined.Span, _dRight.Span, RightStrips);
    }

    [Benchmark(Baseline = true), BenchmarkCategory("zero pad")]
    public void PadDefinition()
    {
        ZeroPadShape pad = Pad;
        for (int pixel = 0; pixel < _padded.Length / pad.OutputChannels; pixel++)
        {
            ReadOnlySpan<float> from = _left.Span.Slice(Taken(pad, pixel), pad.Channels);
            Span<float> to = _padded.Span.Slice(pixel * pad.OutputChannels, pad.OutputChannels);
            for (int c = 0; c < to.Length; c++)
            {
                to[c] = c >= pad.Before && c < pad.Before + from.Length ? from[c - pad.Before] : 0;
            }
        }
    }

    [Benchmark, BenchmarkCategory("zero pad")]
    public void PadForward() => ZeroPadShortcut.Forward(Part, Sizes.Count, _left.Span, _padded.Span, Pad);

    [Benchmark(Baseline = true), BenchmarkCategory("zero pad gradient")]
    public void PadDefinitionOfBackward()
    {
        ZeroPadShape pad = Pad;
        ReadOnlySpan<float> dOutput = _dPadded.Span;
        Span<float> dInput = _dInput.Span;
        dInput.Clear();
        for (int pixel = 0; pixel < dOutput.Length / pad.OutputChannels; pixel++)
        {
            ReadOnlySpan<float> from = dOutput.Slice((pixel * pad.OutputChannels) + pad.Before, pad.Channels);
            Span<float> to = dInput.Slice(Taken(pad, pixel), pad.Channels);
            for (int c = 0; c < from.Length; c++)
            {
                to[c] = from[c];
            }
        }
    }

    [Benchmark, BenchmarkCategory("zero pad gradient")]
    public void PadBackward() => ZeroPadShortcut.Backward(Part, Sizes.Count, _dPadded.Span, _dInput.Span, Pad);

    /// <summary>The place of the first channel of the pixel of the input that a pixel of the output shows.</summary>
    private static int Taken(in ZeroPadShape pad, int pixel)
    {
        (int row, int x) = Math.DivRem(pixel, pad.OutputWidth);
        (int image, int y) = Math.DivRem(row, pad.OutputHeight);
        return ((((image * pad.Height) + (y * pad.StrideY)) * pad.Width) + (x * pad.StrideX)) * pad.Channels;
    }
}
