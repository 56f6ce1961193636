using Xunit;

namespace Espalier.Runtime.Tests.Networks;

public sealed class NetworkTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(9)]
    public void Many_samples_give_what_each_gives_alone(int samples)
    {
        var net = new ScalarNet(seed: 5);
        net.Parameters["dense.bias"].CopyFrom([0.5f, -0.25f]);
        float[] input = Data.Floats(samples * 3);
        var together = new float[samples * 2];
        net.Predict(input, together);
        for (int n = 0; n < samples; n++)
        {
            var alone = new float[2];
            net.Predict(input.AsSpan(n * 3, 3), alone);
            Assert.Equal(alone, together.AsSpan(n * 2, 2).ToArray());
            for (int o = 0; o < 2; o++)
            {
                float expected = o == 0 ? 0.5f : -0.25f;
                for (int k = 0; k < 3; k++)
                {
                    expected += input[n * 3 + k] * net.Parameters[0][o, k];
                }

                Assert.Equal(expected, alone[o], 6);
            }
        }
    }

    [Theory]
    [InlineData(0, 0, "input has 0 floats; ScalarNet takes 3 = 3 a sample")]
    [InlineData(2, 2, "input has 2 floats")]
    [InlineData(4, 2, "input has 4 floats")]
    [InlineData(3, 3, "output has 3 floats; 1 samples of 2 need 2")]
    [InlineData(6, 2, "output has 2 floats; 2 samples of 2 need 4")]
    public void Wrong_lengths_are_refused(int inputLength, int outputLength, string expected)
    {
        var net = new ScalarNet();
        var thrown = Assert.Throws<ArgumentException>(() => net.Predict(new float[inputLength], new float[outputLength]));
        Assert.Contains(expected, thrown.Message, StringComparison.Ordinal);
        using PredictionSession session = net.StartPrediction(4, 1);
        Assert.Throws<ArgumentException>(() => session.Predict(new float[inputLength], new float[outputLength]));
    }

    [Fact]
    public void Overlapping_spans_are_refused()
    {
        var net = new ScalarNet();
        var memory = new float[4];
        Assert.Contains("overlaps", Assert.Throws<ArgumentException>(() => net.Predict(memory.AsSpan(0, 3), memory.AsSpan(2, 2))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Predict_allocates_nothing()
    {
        var net = new ScalarNet();
        float[] input = Data.Floats(9 * 3);
        var output = new float[9 * 2];
        Assert.Equal(0, Allocations.OfCaller(() =>
        {
            net.Predict(input, output);
            net.Predict(input.AsSpan(0, 3), output.AsSpan(0, 2));
        }));
    }

    [Fact]
    public void Prepared_forms_follow_every_write_and_are_made_once()
    {
        int prepared = 0;
        NetworkDescription description = ScalarNet.Describe(3, 2, prepared: () => prepared++);
        var net = new ScalarNet(new NetworkParameters(description));
        var output = new float[2];
        float[] input = [0, 0, 0];
        net.Predict(input, output);
        net.Predict(input, output);
        Assert.Equal(1, prepared);
        net.Parameters[2][1] = 3;
        net.Predict(input, output);
        Assert.Equal([0f, 3f], output);
        net.Parameters[2].CopyFrom([7, 8]);
        net.Predict(input, output);
        Assert.Equal([7f, 8f], output);
        NetworkParameters copy = net.Parameters.Copy();
        copy[2][0] = 1;
        net.Parameters.CopyFrom(copy);
        net.Predict(input, output);
        Assert.Equal([1f, 8f], output);
        Assert.Equal(4, prepared);
        net.Swap(copy);
        Assert.Equal(5, prepared);
        net.Predict(input, output);
        Assert.Equal(5, prepared);
    }

    [Fact]
    public void Networks_share_parameters_and_copies_do_not()
    {
        var first = new ScalarNet(seed: 1);
        var second = new ScalarNet(first.Parameters);
        NetworkParameters copy = first.Parameters.Copy();
        first.Parameters[0][0, 0] = 42;
        Assert.Equal(42, second.Parameters[0][0, 0]);
        Assert.NotEqual(42, copy[0][0, 0]);
        Assert.Equal(first.Parameters[0][1, 2], copy[0][1, 2]);
    }

    [Fact]
    public void Swap_refuses_another_architecture()
    {
        var net = new ScalarNet();
        var other = new NetworkParameters(ScalarNet.Describe(4, 2, "Other"));
        NetworkParameters before = net.Parameters;
        foreach (Action wrong in new Action[] { () => net.Swap(other), () => net.Parameters.CopyFrom(other) })
        {
            var thrown = Assert.Throws<ArgumentException>(wrong);
            Assert.Contains("belong to Other (architecture 4-2); expected ScalarNet (architecture 3-2)", thrown.Message, StringComparison.Ordinal);
        }

        Assert.Same(before, net.Parameters);
        Assert.Throws<ArgumentNullException>(() => net.Swap(null!));
    }

    [Fact]
    public void Memory_is_aligned()
    {
        var net = new AlignmentProbe();
        net.Predict(new float[3], new float[2]);
        Assert.Equal(0, net.Misaligned);
    }

    [Fact]
    public void Hosts_reach_networks_through_the_interface()
    {
        Assert.Equal(6 + 2, Make<ScalarNet>().Description.ParameterCount);

        static INetwork Make<T>()
            where T : INetwork<T>
        {
            Assert.Equal("a table", T.Summary);
            Assert.Equal("ScalarNet", T.Layout.Name);
            return T.Create(3);
        }
    }

    private sealed unsafe class AlignmentProbe() : Network(ScalarNet.Layout, new NetworkParameters(ScalarNet.Layout), 5, 1)
    {
        internal long Misaligned { get; private set; }

        protected override void Forward(NetworkParameters parameters, int count, ReadOnlySpan<float> input, Span<float> output)
        {
            Assert.Equal(5, Arena.Length);
            Assert.Equal(1, Part.Count);
            fixed (float* arena = Arena, scratch = Part.Scratch, values = parameters.Values)
            {
                Misaligned = (((long)arena | (long)scratch) | (long)values) & 63;
            }

            Part.Scratch[^1] = 1;
        }

        protected override Network Replicate() => new AlignmentProbe();
    }
}
