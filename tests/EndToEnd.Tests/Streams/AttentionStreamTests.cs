using Espalier.EndToEnd.Tests.Support;

namespace Espalier.EndToEnd.Tests.Streams;

/// <summary>How streams of attention and positions end, and how they go on without end.</summary>
public sealed class AttentionStreamTests
{
    [Fact]
    public void A_stream_of_positions_ends_with_them()
    {
        (IStreamingNetwork network, float[] input, float[] expected) = StreamTests.Make(typeof(GptNet).FullName!);
        var stream = (GptNet.Stream)network.StartStream();
        Assert.Equal(19, stream.MostSteps);
        float[] first = StreamTests.Run(stream, input), scores = new float[11], state = new float[stream.StateLength], after = new float[stream.StateLength];
        stream.SaveState(state);
        Refused(() => stream.Step(0, scores), "A stream of GptNet makes at most 19 steps, for which it has positions; it has made 19, and 1 more would be too many. Reset() begins anew.");
        Refused(() => stream.Step([0f], scores), "it has made 19, and 1 more");
        Refused(() => stream.Process(new int[2], new float[22]), "it has made 19, and 2 more");
        Refused(() => stream.Process(new float[3], new float[33]), "it has made 19, and 3 more");
        stream.Process(ReadOnlySpan<int>.Empty, []);

        // A block that would reach beyond the end is refused as a whole.
        stream.Reset();
        StreamTests.Run(stream, input.AsSpan(0, 10));
        stream.SaveState(state);
        Refused(() => stream.Process(new int[10], new float[110]), "it has made 10, and 10 more");

        // And begins anew like a new one.
        stream.Reset();
        Close.Same(first, StreamTests.Run(stream, input), "after the end");
        Close.Equal(expected, first, "the sequence", 2e-6, 2e-6);

        void Refused(Action action, string message)
        {
            Assert.Contains(message, Assert.Throws<InvalidOperationException>(action).Message, StringComparison.Ordinal);
            stream.SaveState(after);
            Close.Same(state, after, "the state");
        }
    }

    [Fact]
    public void A_state_at_the_end_stays_at_the_end()
    {
        (IStreamingNetwork network, float[] input, _) = StreamTests.Make(typeof(WavesNet).FullName!);
        IStream stream = network.StartStream(), other = network.StartStream();
        StreamTests.Run(stream, input);
        float[] state = new float[stream.StateLength];
        stream.SaveState(state);
        other.RestoreState(state);
        Assert.Equal(37, other.Steps);
        Assert.Throws<InvalidOperationException>(() => other.Step(new float[3], new float[2]));
    }

    [Fact]
    public void Attention_without_positions_goes_on_over_the_last_steps()
    {
        (IStreamingNetwork network, _, _) = StreamTests.Make(typeof(WindowNet).FullName!);
        IStream stream = network.StartStream();
        Assert.Null(stream.MostSteps);
        const int Steps = 20, Features = 8, All = 100;
        float[] input = new Data(7).Normals(All * Features), actual = StreamTests.Run(stream, input);
        for (int last = Steps - 1; last < All; last++)
        {
            float[] window = ((Network)network).Predict(input.AsSpan((last - Steps + 1) * Features, Steps * Features));
            Close.Equal(window.AsSpan((Steps - 1) * Features), actual.AsSpan(last * Features, Features), $"step {last}", 2e-6, 2e-6);
        }
    }

    [Fact]
    public void At_rest_attention_has_looked_at_zeros_all_along()
    {
        (IStreamingNetwork network, _, _) = StreamTests.Make(typeof(WindowNet).FullName!);
        IStream rested = network.StartStream(), ran = network.StartStream();
        StreamTests.Run(ran, new float[40 * 8]);
        rested.Reset(toRest: true);
        float[] next = new Data(9).Normals(8 * 50);
        Close.Equal(StreamTests.Run(ran, next), StreamTests.Run(rested, next), "after zeros", 2e-6, 2e-6);
    }

    [Fact]
    public void A_swap_finds_the_keys_of_the_parameters_before()
    {
        var one = new WindowNet(1);
        var two = new WindowNet(2);
        WindowNet.Stream stream = one.StartStream(), other = two.StartStream();
        float[] state = new float[stream.StateLength], input = new Data(4).Normals(8 * 9), next = new Data(5).Normals(8 * 9);
        StreamTests.Run(stream, input);
        stream.SaveState(state);
        other.RestoreState(state);
        one.Swap(two.Parameters);
        Close.Same(StreamTests.Run(other, next), StreamTests.Run(stream, next), "after the swap");
    }

    [Fact]
    public void A_place_for_a_single_step_is_enough()
    {
        OnePlaceNet.Stream stream = new OnePlaceNet(1).StartStream();
        float[] output = new float[3];
        stream.Step([1, 2, 3], output);
        Assert.Throws<InvalidOperationException>(() => stream.Step([1, 2, 3], output));
    }

    [Fact]
    public void A_GPT_is_trained_and_streamed()
    {
        // Each token is the one two steps earlier: only attention to the right place can know it.
        var network = new GptNet(3);
        const int Batch = 32, Steps = 19;
        using GptNet.Session training = network.StartTraining(new Adam(5e-3f), Batch, seed: 1);
        var data = new Data(2);
        int[] tokens = new int[Batch * (Steps + 1)], inputs = new int[Batch * Steps], labels = new int[Batch * Steps];
        for (int step = 0; step < 250; step++)
        {
            for (int row = 0; row < Batch; row++)
            {
                for (int i = 0; i <= Steps; i++)
                {
                    int at = (row * (Steps + 1)) + i;
                    tokens[at] = i < 2 ? data.Below(11) : tokens[at - 2];
                }

                tokens.AsSpan(row * (Steps + 1), Steps).CopyTo(inputs.AsSpan(row * Steps));
                tokens.AsSpan((row * (Steps + 1)) + 1, Steps).CopyTo(labels.AsSpan(row * Steps));
            }

            training.Step(inputs, labels);
        }

        // The stream writes on what begins with two tokens.
        GptNet.Stream stream = network.StartStream();
        float[] scores = new float[11], expected = new float[Steps * 11];
        List<int> written = [7, 2];
        for (int i = 0; i < Steps; i++)
        {
            stream.Step(written[i], scores);
            if (i >= 1)
            {
                written.Add(scores.IndexOf(scores.Max()));
            }
        }

        Assert.Equal(Enumerable.Range(0, Steps + 1).Select(i => i % 2 == 0 ? 7 : 2), written);
        network.Predict([.. written.Take(Steps)], expected);
        Close.Equal(expected.AsSpan((Steps - 1) * 11), scores, "the last step", 1e-5, 1e-5);
    }
}
