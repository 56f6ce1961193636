using BenchmarkDotNet.Attributes;
using Espalier.Kernels;

namespace Espalier.Parts;

/// <summary>Dropout of elements and of whole channels. The definitions draw the kernels' numbers, one for each mask.</summary>
public class Dropouts : KernelBenchmark
{
    private const float Probability = 0.25f;
    private const ulong Key = 1;

    private Memory<float> _input, _output, _dOutput, _dInput;

    /// <summary>batch, channels, pixels.</summary>
    [Params("1 64 256", "64 128 64", "100 30 144")]
    public string Shape { get; set; } = "";

    private (int Count, int Channels, int Pixels) Sizes
    {
        get
        {
            int[] n = Array.ConvertAll(Shape.Split(' '), int.Parse);
            return (n[0], n[1], n[2]);
        }
    }

    /// <inheritdoc/>
    public override Work WorkOf(string method)
    {
        (int count, int channels, int pixels) = Sizes;
        double length = (double)count * channels * pixels;

        // The integers that the numbers are drawn with do not count.
        return new Work(length, 8 * length);
    }

    [GlobalSetup]
    public void Setup()
    {
        (int count, int channels, int pixels) = Sizes;
        int length = count * channels * pixels;
        (_input, _output, _dOutput, _dInput) = (Floats(length), Floats(length), Floats(length), Floats(length));
    }

    [Benchmark(Baseline = true), BenchmarkCategory("elements")]
    public void ElementsDefinition() => MaskElements(_input.Span, _output.Span);

    [Benchmark, BenchmarkCategory("elements")]
    public void ElementsForward() => Dropout.Forward(Part, 1, _input.Span, _output.Span, _input.Length, Probability, Key);

    [Benchmark(Baseline = true), BenchmarkCategory("elements gradient")]
    public void ElementsDefinitionOfBackward() => MaskElements(_dOutput.Span, _dInput.Span);

    [Benchmark, BenchmarkCategory("elements gradient")]
    public void ElementsBackward() => Dropout.Backward(Part, 1, _dOutput.Span, _dInput.Span, _dOutput.Length, Probability, Key);

    [Benchmark(Baseline = true), BenchmarkCategory("channels")]
    public void ChannelsDefinition() => MaskChannels(_input.Span, _output.Span);

    [Benchmark, BenchmarkCategory("channels")]
    public void ChannelsForward()
    {
        (int count, int channels, int pixels) = Sizes;
        Dropout2D.Forward(Part, count, _input.Span, _output.Span, channels, pixels, Probability, Key);
    }

    [Benchmark(Baseline = true), BenchmarkCategory("channels gradient")]
    public void ChannelsDefinitionOfBackward() => MaskChannels(_dOutput.Span, _dInput.Span);

    [Benchmark, BenchmarkCategory("channels gradient")]
    public void ChannelsBackward()
    {
        (int count, int channels, int pixels) = Sizes;
        Dropout2D.Backward(Part, count, _dOutput.Span, _dInput.Span, channels, pixels, Probability, Key);
    }

    private static void MaskElements(ReadOnlySpan<float> from, Span<float> to)
    {
        for (int i = 0; i < from.Length; i++)
        {
            to[i] = Factor(i) * from[i];
        }
    }

    private void MaskChannels(ReadOnlySpan<float> from, Span<float> to)
    {
        (int count, int channels, int pixels) = Sizes;
        for (int sample = 0; sample < count; sample++)
        {
            for (int c = 0; c < channels; c++)
            {
                float factor = Factor((sample * (channels + (channels & 1))) + c);
                for (int i = (sample * pixels * channels) + c; i < (sample + 1) * pixels * channels; i += channels)
                {
                    to[i] = factor * from[i];
                }
            }
        }
    }

    /// <summary>0, or what keeps the mean. A draw gives the numbers of two masks: its lower and its upper half.</summary>
    private static float Factor(int mask)
    {
        uint bits = (uint)(CounterRandom.Bits(Key, (ulong)(mask / 2)) >> (32 * (mask % 2)));
        return (bits >> 9) * (1f / (1 << 23)) < Probability ? 0 : 1 / (1 - Probability);
    }
}
