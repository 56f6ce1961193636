using Espalier.EndToEnd.Tests.Support;

namespace Espalier.EndToEnd.Tests.Streams;

/// <summary>Streams of several inputs and outputs, by their names and packed.</summary>
[Collection(nameof(Alone))]
public sealed class SeveralStreamTests
{
    private const int Steps = 14;

    private readonly VoiceNet _network;
    private readonly int[] _words = new Data(3).Labels(Steps, 9);
    private readonly float[] _pitch = new Data(4).Normals(Steps * 3);
    private readonly float[] _trunk = new float[Steps * 8], _next = new float[Steps * 9], _mood = new float[Steps * 2];

    public SeveralStreamTests() => _network = (VoiceNet)Support.Networks.Load(typeof(VoiceNet), new Data(11).Weights(new VoiceNet(1)));

    [Fact]
    public void Steps_equal_the_sequence()
    {
        VoiceNet.Stream stream = _network.StartStream();
        for (int step = 0; step < Steps; step++)
        {
            stream.Step(_words[step], Row(_pitch, step, 3), Row(_trunk, step, 8), Row(_next, step, 9), Row(_mood, step, 2));
        }

        Assert.Equal(Steps, stream.Steps);
        float[] trunk = new float[Steps * 8], next = new float[Steps * 9], mood = new float[2];
        _network.Predict(_words, _pitch, [Steps], trunk, next, mood);
        Close.Equal(trunk, _trunk, "trunk", 2e-6, 2e-6);
        Close.Equal(next, _next, "next", 2e-6, 2e-6);

        // What comes after the last step is what the stream gives at each.
        Close.Equal(mood, Row(_mood, Steps - 1, 2), "mood", 2e-6, 2e-6);
        _network.Predict(_words, _pitch, [5], trunk, next, mood);
        Close.Equal(mood, Row(_mood, 4, 2), "mood after five steps", 2e-6, 2e-6);
    }

    [Fact]
    public void Blocks_and_packed_steps_equal_steps_to_the_bit()
    {
        VoiceNet.Stream stream = _network.StartStream();
        Steps_equal_the_sequence();
        float[] trunk = new float[Steps * 8], next = new float[Steps * 9], mood = new float[Steps * 2];
        stream.Process(_words.AsSpan(0, 5), _pitch.AsSpan(0, 15), trunk.AsSpan(0, 40), next.AsSpan(0, 45), mood.AsSpan(0, 10));
        stream.Process(_words.AsSpan(5), _pitch.AsSpan(15), trunk.AsSpan(40), next.AsSpan(45), mood.AsSpan(10));
        float[] packed = new float[Steps * 19], inputs = [.. _words.Select(word => (float)word), .. _pitch];
        IStream any = ((IStreamingNetwork)_network).StartStream();
        Assert.Equal((4, 19), (any.InputLength, any.OutputLength));
        any.Process(inputs, packed);
        Close.Same(_trunk, trunk, "trunk");
        Close.Same(_next, next, "next");
        Close.Same(_mood, mood, "mood");
        Close.Same([.. _trunk, .. _next, .. _mood], packed, "packed");

        any.Reset();
        float[] output = new float[19];
        for (int step = 0; step < Steps; step++)
        {
            any.Step([_words[step], .. Row(_pitch, step, 3)], output);
            Close.Same([.. Row(_trunk, step, 8), .. Row(_next, step, 9), .. Row(_mood, step, 2)], output, $"step {step}");
        }
    }

    [Fact]
    public void A_step_may_take_the_place_of_its_inputs_where_they_are_packed()
    {
        var network = new CrossNet(2);
        CrossNet.Stream stream = network.StartStream();
        float[] one = new float[1], two = new float[2], both = [0.5f, -1, 2];
        stream.Step([0.5f, -1], [2f], one, two);
        stream.Reset();
        ((IStream)stream).Step(both, both);
        Close.Same([.. one, .. two], both, "in place");
        Assert.Equal(6, stream.MostSteps);
        AssertRefused<ArgumentException>(stream, () => ((IStream)stream).Process(both, both), "outputs overlaps inputs; it needs memory of its own.");
        AssertRefused<InvalidOperationException>(stream, () => stream.Process(new float[12], new float[6], new float[6], new float[12]), "it has made 1, and 6 more would be too many");
        Assert.Contains("no state of rest", Assert.Throws<InvalidOperationException>(() => stream.Reset(toRest: true)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void At_rest_nothing_moves()
    {
        VoiceNet.Stream stream = _network.StartStream();
        stream.Reset(toRest: true);
        stream.Process(new int[Steps], new float[Steps * 3], _trunk, _next, _mood);
        for (int step = 1; step < Steps; step++)
        {
            Close.Equal(Row(_trunk, 0, 8), Row(_trunk, step, 8), $"step {step}", 1e-5, 1e-6);
        }
    }

    [Fact]
    public void Nothing_is_allocated()
    {
        VoiceNet.Stream stream = _network.StartStream();
        float[] inputs = new float[Steps * 4], outputs = new float[Steps * 19];
        AllocationTests.AssertNothing(() =>
        {
            stream.Step(1, _pitch.AsSpan(0, 3), _trunk.AsSpan(0, 8), _next.AsSpan(0, 9), _mood.AsSpan(0, 2));
            stream.Process(_words, _pitch, _trunk, _next, _mood);
            stream.Step(inputs.AsSpan(0, 4), outputs.AsSpan(0, 19));
            stream.Process(inputs, outputs);
            stream.Reset();
        });
    }

    [Fact]
    public void What_does_not_fit_is_refused_and_changes_nothing()
    {
        VoiceNet.Stream stream = _network.StartStream();
        float[] three = new float[3], eight = new float[8], nine = new float[9], two = new float[2];
        Refused(() => stream.Step(9, three, eight, nine, two), "word holds 9 at step 0; expected a token from 0 to 8: the vocabulary has 9.");
        Refused(() => stream.Step(1, new float[2], eight, nine, two), "steps_ has 2 entries; VoiceNet takes 3 a step, 3 in 1.");
        Refused(() => stream.Step(1, three, new float[16], nine, two), "trunk has 16 entries; VoiceNet gives 8 a step, 8 in 1.");
        Refused(() => stream.Process(new int[2], new float[6], new float[16], new float[18], new float[3]), "mood has 3 entries; VoiceNet gives 2 a step, 4 in 2.");
        Refused(() => stream.Process([0, -1], new float[6], new float[16], new float[18], new float[4]), "word holds -1 at step 1");
        Refused(() => stream.Step(1, nine.AsSpan(0, 3), eight, nine, two), "next overlaps steps_; it needs memory of its own.");
        Refused(() => stream.Step(1, three, nine.AsSpan(0, 8), nine, two), "trunk overlaps next; it needs memory of its own.");
        Refused(() => stream.Step(new float[3], new float[19]), "input has 3 floats; a step of VoiceNet takes 4.");
        Refused(() => stream.Step([0.5f, 0, 0, 0], new float[19]), "input holds 0.5 at step 0");
        Refused(() => stream.Process([1, 10, 0, 0, 0, 0, 0, 0], new float[38]), "inputs holds 10 at step 1");
        Refused(() => stream.Process(new float[8], new float[39]), "outputs has 39 floats; 2 steps of VoiceNet give 19 each, 38 together.");
        CrossNet.Stream cross = new CrossNet(1).StartStream();
        AssertRefused<ArgumentException>(cross, () => cross.Step(new float[4], new float[2], new float[2], new float[4]), "left has 4 floats; a step of CrossNet takes 2.");
        AssertRefused<ArgumentException>(cross, () => cross.Process(new float[3], new float[2], new float[2], new float[4]), "left has 3 floats; CrossNet takes 2 a step, so that the length must be a multiple of it.");

        void Refused(Action action, string message) => AssertRefused<ArgumentException>(stream, action, message);
    }

    private static void AssertRefused<TException>(IStream stream, Action action, string message)
        where TException : Exception
    {
        float[] before = new float[stream.StateLength], after = new float[stream.StateLength];
        stream.SaveState(before);
        Assert.Contains(message, Assert.ThrowsAny<TException>(action).Message, StringComparison.Ordinal);
        stream.SaveState(after);
        Close.Same(before, after, "the state");
    }

    private static Span<float> Row(float[] values, int step, int length) => values.AsSpan(step * length, length);
}
