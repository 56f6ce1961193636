using Espalier.EndToEnd.Tests.Cases;
using Espalier.EndToEnd.Tests.Support;

namespace Espalier.EndToEnd.Tests.Streams;

/// <summary>A stream gives the numbers of the sequence form, step by step, in blocks, after resets, copies and swaps.</summary>
public sealed class StreamTests
{
    // Sums run in another order than in the sequence form.
    private const double Tolerance = 2e-6;

    /// <summary>Every network of the cases and of this namespace that streams.</summary>
    public static TheoryData<string> Networks => new(Types().Select(type => type.FullName!));

    internal static IEnumerable<Type> Types() => typeof(StreamTests).Assembly.GetTypes()
        .Where(type => type.IsAssignableTo(typeof(IStreamingNetwork)) && type.Namespace is "Espalier.EndToEnd.Tests.Streams" or "Espalier.EndToEnd.Tests.Cases")
        .OrderBy(type => type.FullName, StringComparer.Ordinal);

    [Theory]
    [MemberData(nameof(Networks))]
    public void A_stream_equals_the_sequence(string type)
    {
        (IStreamingNetwork network, float[] input, float[] expected) = Make(type);
        IStream stream = network.StartStream();
        int steps = input.Length / stream.InputLength;
        float[] actual = new float[steps * stream.OutputLength];
        for (int step = 0; step < steps; step++)
        {
            Assert.Equal(step, stream.Steps);
            stream.Step(Row(input, step, stream.InputLength), Row(actual, step, stream.OutputLength));
        }

        Check(expected, actual, stream, type);
    }

    [Theory]
    [MemberData(nameof(Networks))]
    public void Blocks_of_any_length_equal_steps_to_the_bit(string type)
    {
        (IStreamingNetwork network, float[] input, _) = Make(type);
        IStream stream = network.StartStream();
        float[] expected = Run(stream, input), actual = new float[expected.Length];
        int steps = input.Length / stream.InputLength;
        stream.Reset();
        for (int step = 0, block = 0; step < steps; step += block, block = (block * 2) + 1)
        {
            int length = Math.Min(block, steps - step);
            stream.Process(
                input.AsSpan(step * stream.InputLength, length * stream.InputLength),
                actual.AsSpan(step * stream.OutputLength, length * stream.OutputLength));
            Assert.Equal(step + length, stream.Steps);
        }

        Close.Same(expected, actual, type);
    }

    [Theory]
    [MemberData(nameof(Networks))]
    public void A_saved_state_goes_on_to_the_bit(string type)
    {
        (IStreamingNetwork network, float[] input, _) = Make(type);
        IStream stream = network.StartStream(), other = network.StartStream();
        float[] expected = Run(stream, input), state = new float[stream.StateLength];
        int half = input.Length / stream.InputLength / 2;
        stream.Reset();
        Run(stream, input.AsSpan(0, half * stream.InputLength));
        stream.SaveState(state);
        Run(other, input);
        other.RestoreState(state);
        Assert.Equal(half, other.Steps);
        Close.Same(expected.AsSpan(half * stream.OutputLength), Run(other, input.AsSpan(half * stream.InputLength)), type);
    }

    [Theory]
    [MemberData(nameof(Networks))]
    public void At_rest_zeros_give_the_same_again_and_again(string type)
    {
        (IStreamingNetwork network, _, _) = Make(type);
        IStream stream = network.StartStream();
        float[] zeros = new float[stream.InputLength * 400];
        if (stream.MostSteps is not null)
        {
            // Positions tell each step from the others.
            AssertRefused<InvalidOperationException>(stream, () => stream.Reset(toRest: true), "has no state of rest");
            return;
        }

        stream.Reset(toRest: true);
        Assert.Equal(0, stream.Steps);
        float[] outputs = Run(stream, zeros), long_ = outputs[..stream.OutputLength];
        for (int step = 1; step < 400; step++)
        {
            Close.Equal(long_, Row(outputs, step, stream.OutputLength), $"{type}, step {step}", 1e-5, 1e-6);
        }

        // What was settled once is only copied, and gives the same bits.
        stream.Reset(toRest: true);
        Close.Same(outputs, Run(stream, zeros), type);
    }

    [Fact]
    public void A_copy_goes_its_own_way()
    {
        (IStreamingNetwork network, float[] input, _) = Make(typeof(WaveNet).FullName!);
        var net = (WaveNet)network;
        WaveNet.Stream one = net.StartStream(), two = net.StartStream();
        Run(one, input.AsSpan(0, 20));
        two.CopyFrom(one);
        float[] expected = Run(one, input.AsSpan(20)), actual = Run(two, input.AsSpan(20));
        Close.Same(expected, actual, "copy");
        Assert.Equal(one.Steps, two.Steps);
        Assert.Throws<ArgumentNullException>(() => two.CopyFrom(null!));
    }

    [Fact]
    public void Tokens_come_as_numbers()
    {
        LettersNet network = new(1);
        LettersNet.Stream stream = network.StartStream();
        int[] tokens = new Data(3).Labels(12, 9);
        float[] expected = new float[12 * 9], actual = new float[12 * 9], block = new float[12 * 9];
        network.Predict(tokens, expected);
        for (int step = 0; step < 12; step++)
        {
            stream.Step(tokens[step], Row(actual, step, 9));
        }

        stream.Reset();
        stream.Process(tokens, block);
        Close.Equal(expected, actual, "tokens", Tolerance, 2e-6);
        Close.Same(actual, block, "a block of tokens");
        AssertRefused(stream, () => stream.Step(9, new float[9]), "tokens holds 9 at step 0; expected a token from 0 to 8: the vocabulary has 9.");
        AssertRefused(stream, () => stream.Process(new int[] { 1, -1 }, new float[18]), "tokens holds -1 at step 1; expected a token from 0 to 8: the vocabulary has 9.");
        AssertRefused(stream, () => stream.Process(new float[] { 1, 2.5f }, new float[18]), "inputs holds 2.5 at step 1; expected a token from 0 to 8: the vocabulary has 9.");
        AssertRefused(stream, () => stream.Step(new float[] { float.NaN }, new float[9]), "input holds NaN at step 0; expected a token from 0 to 8: the vocabulary has 9.");
        AssertRefused(stream, () => stream.Step(1, new float[8]), "outputs has 8 floats; 1 steps of LettersNet give 9 each, 9 together.");
    }

    [Fact]
    public void A_buffer_in_place_gives_the_same()
    {
        var network = new FilterNet(3);
        FilterNet.Stream stream = network.StartStream();
        float[] buffer = new Data(4).Normals(40), expected = Run(stream, buffer);
        stream.Reset();
        stream.Step(buffer.AsSpan(0, 1), buffer.AsSpan(0, 1));
        stream.Process(buffer.AsSpan(1), buffer.AsSpan(1));
        Close.Same(expected, buffer, "in place");
    }

    [Fact]
    public void A_swap_takes_effect_at_the_next_call()
    {
        var network = new FilterNet(1);
        var other = new FilterNet(2);
        FilterNet.Stream stream = network.StartStream(), ofOther = other.StartStream();
        float[] input = new Data(4).Normals(10);
        Run(stream, input);
        Run(ofOther, input);
        network.Swap(other.Parameters);
        Close.Same(Run(ofOther, input), Run(stream, input), "after the swap, the state is that of the same inputs");
    }

    [Fact]
    public void A_net_without_a_sequence_at_its_end_says_which_layer_is_in_the_way()
    {
        Assert.False(typeof(PooledNet).IsAssignableTo(typeof(IStreamingNetwork)));
        Assert.Null(typeof(Samples.MixedNet).GetMethod("StartStream"));
    }

    [Theory]
    [InlineData(0, 1, "input has 0 floats; a step of FilterNet takes 1.")]
    [InlineData(2, 1, "input has 2 floats; a step of FilterNet takes 1.")]
    [InlineData(1, 3, "output has 3 floats; a step of FilterNet gives 1.")]
    public void A_step_of_wrong_lengths_is_refused(int inputs, int outputs, string message)
    {
        FilterNet.Stream stream = new FilterNet(1).StartStream();
        AssertRefused(stream, () => stream.Step(new float[inputs], new float[outputs]), message);
    }

    [Fact]
    public void A_block_of_wrong_lengths_is_refused()
    {
        FilterNet.Stream stream = new FilterNet(1).StartStream();
        AssertRefused(stream, () => stream.Process(new float[7], new float[6]), "outputs has 6 floats; 7 steps of FilterNet give 1 each, 7 together.");
        float[] both = new float[9];
        AssertRefused(stream, () => stream.Process(both.AsSpan(0, 8), both.AsSpan(1, 8)), "outputs overlaps inputs in part; it needs memory of its own, or the same.");

        RingsNet.Stream rings = new RingsNet(1).StartStream();
        AssertRefused(rings, () => rings.Process(new float[7], new float[100]), "inputs has 7 floats; RingsNet takes 3 a step, so that the length must be a multiple of it.");
        float[] row = new float[60];
        AssertRefused(rings, () => rings.Step(row.AsSpan(0, 3), row.AsSpan(0, 50)), "output overlaps input in part; it needs memory of its own.");
    }

    [Fact]
    public void A_state_of_another_size_or_network_is_refused()
    {
        FilterNet.Stream stream = new FilterNet(1).StartStream();
        AssertRefused(stream, () => stream.SaveState(new float[3]), $"state has 3 floats; a stream of FilterNet keeps {stream.StateLength}.");
        AssertRefused(stream, () => stream.RestoreState(new float[stream.StateLength + 1]), $"state has {stream.StateLength + 1} floats; a stream of FilterNet keeps {stream.StateLength}.");
        float[] state = new float[stream.StateLength];
        AssertRefused(stream, () => stream.RestoreState(state), "state was not saved by a stream of FilterNet");
        stream.SaveState(state);
        state[1] = -1;
        AssertRefused(stream, () => stream.RestoreState(state), "state was not saved by a stream of FilterNet");
        state[1] = float.NaN;
        AssertRefused(stream, () => stream.RestoreState(state), "state was not saved by a stream of FilterNet");
    }

    [Fact]
    public void A_WaveNet_is_trained_and_streamed()
    {
        // A soft clip behind a filter: what the net hears through its receptive field is enough to imitate it.
        var network = new WaveNet(1);
        const int Batch = 16, Steps = 96;
        using WaveNet.Session training = network.StartTraining(new Adam(4e-3f), Batch);
        var data = new Data(2);
        float first = 0, last = 0;
        float[] inputs = new float[Batch * Steps], targets = new float[Batch * Steps];
        for (int step = 0; step < 150; step++)
        {
            for (int row = 0; row < Batch; row++)
            {
                Imitate(data, inputs.AsSpan(row * Steps, Steps), targets.AsSpan(row * Steps, Steps));
            }

            last = training.Step(inputs, targets);
            first = step == 0 ? last : first;
        }

        Assert.True(last < first / 10, $"The loss went from {first} to {last}.");
        float[] expected = network.Predict(inputs.AsSpan(0, Steps));
        Close.Equal(expected, Run(network.StartStream(), inputs.AsSpan(0, Steps)), "trained WaveNet", 1e-5, 1e-6);
    }

    internal static float[] Run(IStream stream, ReadOnlySpan<float> input)
    {
        float[] output = new float[input.Length / stream.InputLength * stream.OutputLength];
        stream.Process(input, output);
        return output;
    }

    internal static (IStreamingNetwork Network, float[] Input, float[] Expected) Make(string name)
    {
        Type type = typeof(StreamTests).Assembly.GetType(name)!;
        var data = new Data(11);
        Network network = Support.Networks.Load(type, data.Weights(Support.Networks.Create(type, 1)));
        NamedShape shape = network.Description.Inputs[0];
        float[] input = shape.Vocabulary > 0 ? [.. data.Labels(shape.Length, shape.Vocabulary).Select(token => (float)token)] : data.Normals(shape.Length);
        return ((IStreamingNetwork)network, input, network.Predict(input));
    }

    private static void Imitate(Data data, Span<float> input, Span<float> target)
    {
        float held = 0;
        for (int i = 0; i < input.Length; i++)
        {
            float before = i > 0 ? input[i - 1] : 0;
            held = i % 3 == 0 ? data.Uniform(-1, 1) : held;
            input[i] = held;
            target[i] = MathF.Tanh(2 * ((0.7f * held) + (0.3f * before)));
        }
    }

    private static void AssertRefused(IStream stream, Action action, string message) => AssertRefused<ArgumentException>(stream, action, message);

    private static void AssertRefused<TException>(IStream stream, Action action, string message)
        where TException : Exception
    {
        float[] before = new float[stream.StateLength], after = new float[stream.StateLength];
        if (stream.Steps + 3 <= (stream.MostSteps ?? long.MaxValue))
        {
            Run(stream, stream.Description.Inputs[0].Vocabulary > 0 ? [1, 2, 0] : new Data(5).Normals(3 * stream.InputLength));
        }

        stream.SaveState(before);
        TException exception = Assert.ThrowsAny<TException>(action);
        Assert.Contains(message, exception.Message, StringComparison.Ordinal);
        stream.SaveState(after);
        Close.Same(before, after, "the state");
    }

    private static void Check(float[] expected, float[] actual, IStream stream, string type)
    {
        // Where a vector comes out, it is what the sequence gives that ends at the step.
        Close.Equal(expected, actual.AsSpan(actual.Length - expected.Length), type, Tolerance, 2e-6);
        Assert.True(expected.Length == actual.Length || expected.Length == stream.OutputLength);
    }

    private static Span<float> Row(float[] values, int step, int length) => values.AsSpan(step * length, length);
}
