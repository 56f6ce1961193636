namespace Espalier.Training.Tests.Fitting;

public sealed class LossTraceTests
{
    [Fact]
    public void A_short_run_is_kept_step_by_step()
    {
        LossTrace trace = Trace(4096);
        Assert.Equal(1, trace.Stride);
        Assert.Equal(Enumerable.Range(0, 4096).Select(i => (float)i), trace.Means.ToArray());
    }

    [Theory]
    [InlineData(4097, 2, 2048)]
    [InlineData(4098, 2, 2049)]
    [InlineData(8192, 2, 4096)]
    [InlineData(10_000, 4, 2500)]
    [InlineData(100_000, 32, 3125)]
    public void A_long_run_is_kept_as_means_of_equal_stretches(int steps, int stride, int count)
    {
        LossTrace trace = Trace(steps);
        Assert.Equal(stride, trace.Stride);
        Assert.Equal(count, trace.Means.Length);
        for (int i = 0; i < count; i++)
        {
            Assert.Equal((i * stride) + ((stride - 1) / 2f), trace.Means[i]);
        }
    }

    private static LossTrace Trace(int steps)
    {
        var trace = new LossTrace();
        for (int i = 0; i < steps; i++)
        {
            trace.Add(i);
        }

        return trace;
    }
}
