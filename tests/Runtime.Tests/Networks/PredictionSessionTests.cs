using Xunit;

namespace Espalier.Runtime.Tests.Networks;

public sealed class PredictionSessionTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Threads_give_the_bits_of_one(int threads)
    {
        var net = new ScalarNet(seed: 2);
        using PredictionSession session = net.StartPrediction(50, threads);
        foreach (int samples in new[] { 1, 4, 5, 37, 50 })
        {
            float[] input = Data.Floats(samples * 3, samples);
            var expected = new float[samples * 2];
            var actual = new float[samples * 2];
            net.Predict(input, expected);
            session.Predict(input, actual);
            Assert.Equal(Data.Bits(expected), Data.Bits(actual));
        }
    }

    [Theory]
    [InlineData(9, 2, new[] { 2, 2, 2, 3 })]
    [InlineData(8, 2, new[] { 4, 4 })]
    [InlineData(13, 3, new[] { 2, 2, 2, 2, 2, 3 })]
    [InlineData(10, 1, new[] { 3, 3, 4 })]
    [InlineData(2, 3, new[] { 1, 1 })]
    public void Workers_have_as_many_blocks_as_each_other_and_blocks_nearly_as_many_samples(int samples, int threads, int[] expected)
    {
        var blocks = new System.Collections.Concurrent.ConcurrentBag<int>();
        var net = new ScalarNet { Block = blocks.Add };
        using PredictionSession session = net.StartPrediction(20, threads);
        session.Predict(new float[samples * 3], new float[samples * 2]);
        Assert.Equal(expected, blocks.Order());
    }

    [Fact]
    public void It_follows_swaps_and_writes()
    {
        var net = new ScalarNet();
        using PredictionSession session = net.StartPrediction(9, 2);
        var other = new NetworkParameters(ScalarNet.Layout);
        other[2].CopyFrom([3, 4]);
        net.Swap(other);
        var output = new float[18];
        session.Predict(new float[27], output);
        Assert.Equal([3f, 4f], output[..2]);
        other[2][0] = 5;
        session.Predict(new float[27], output);
        Assert.Equal([5f, 4f], output[^2..]);
    }

    [Fact]
    public void Calls_allocate_nothing()
    {
        var net = new ScalarNet();
        using PredictionSession session = net.StartPrediction(40, 2);
        float[] input = Data.Floats(40 * 3);
        var output = new float[40 * 2];
        Assert.Equal(0, Allocations.OfCaller(() => session.Predict(input, output)));
    }

    [Fact]
    public void Limits_are_named()
    {
        var net = new ScalarNet();
        Assert.Contains("batchSize is 0", Assert.Throws<ArgumentOutOfRangeException>(() => net.StartPrediction(0, 1)).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => net.StartPrediction(1, 0));
        using PredictionSession session = net.StartPrediction(2, 1);
        Assert.Contains("input holds 3 samples; this session takes at most 2", Assert.Throws<ArgumentException>(() => session.Predict(new float[9], new float[6])).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Failures_of_workers_reach_the_caller()
    {
        var net = new ScalarNet { Failure = new FormatException("planned") };
        using PredictionSession session = net.StartPrediction(20, 3);
        for (int i = 0; i < 3; i++)
        {
            Assert.Throws<FormatException>(() => session.Predict(new float[60], new float[40]));
        }
    }

    [Fact]
    public void Dispose_ends_it()
    {
        PredictionSession session = new ScalarNet().StartPrediction(4, 2);
        session.Dispose();
        session.Dispose();
        Assert.Throws<ObjectDisposedException>(() => session.Predict(new float[3], new float[2]));
    }
}
