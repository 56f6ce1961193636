using Xunit;

namespace Espalier.Runtime.Tests.Randomness;

public class CounterRandomTests
{
    /// <summary>The first numbers of SplitMix64 with seed 1234567, as published with its reference implementation.</summary>
    [Fact]
    public void The_bits_are_those_of_SplitMix64()
    {
        ulong[] expected = [6457827717110365317, 3203168211198807973, 9817491932198370423, 4593380528125082431, 16408922859458223821];
        Assert.Equal(expected, Enumerable.Range(0, 5).Select(i => CounterRandom.Bits(1234567, (ulong)i)));
    }

    [Fact]
    public void Keys_differ_by_seed_and_purpose()
    {
        HashSet<ulong> keys = [];
        for (ulong seed = 0; seed < 100; seed++)
        {
            for (ulong purpose = 0; purpose < 100; purpose++)
            {
                Assert.True(keys.Add(CounterRandom.Key(seed, purpose)));
            }
        }
    }

    [Fact]
    public void Uniform_numbers_fill_their_range()
    {
        const int Draws = 200_000;
        int[] buckets = new int[20];
        for (int i = 0; i < Draws; i++)
        {
            float x = CounterRandom.Uniform(3, (ulong)i);
            Assert.InRange(x, 0f, 0.99999994f);
            buckets[(int)(x * 20)]++;
        }

        Assert.All(buckets, n => Assert.InRange(n, 9_500, 10_500));
    }

    [Fact]
    public void Normal_numbers_have_the_moments_of_the_normal_distribution()
    {
        const int Draws = 400_000;
        double[] moments = new double[5];
        for (int i = 0; i < Draws; i++)
        {
            double x = CounterRandom.Normal(4, (ulong)i);
            for (int power = 1; power <= 4; power++)
            {
                moments[power] += Math.Pow(x, power) / Draws;
            }
        }

        Assert.InRange(moments[1], -0.01, 0.01);
        Assert.InRange(moments[2], 0.99, 1.01);
        Assert.InRange(moments[3], -0.03, 0.03);
        Assert.InRange(moments[4], 2.93, 3.07);
    }

    [Theory]
    [InlineData(0.5, 0)]
    [InlineData(0.84134474606854293, 1)]
    [InlineData(0.022750131948179195, -2)]
    [InlineData(0.99865010196836990, 3)]
    [InlineData(9.8658764503769814e-10, -6)]
    [InlineData(6.2209605742717841e-16, -8)]
    public void The_normal_quantile_is_the_inverse_of_the_distribution(double probability, double expected) =>
        Assert.Equal(expected, NormalQuantile.Of(probability), 1e-12);

    [Fact]
    public void Below_stays_below_its_bound()
    {
        int[] counts = new int[7];
        for (int i = 0; i < 70_000; i++)
        {
            counts[CounterRandom.Below(5, (ulong)i, 7)]++;
        }

        Assert.All(counts, n => Assert.InRange(n, 9_500, 10_500));
        Assert.Throws<ArgumentOutOfRangeException>(() => CounterRandom.Below(5, 0, 0));
    }

    [Fact]
    public void Every_order_has_the_same_chance()
    {
        Dictionary<string, int> orders = [];
        for (int i = 0; i < 24_000; i++)
        {
            char[] items = ['a', 'b', 'c', 'd'];
            CounterRandom.Shuffle(CounterRandom.Key(6, (ulong)i), items.AsSpan());
            string order = new(items);
            orders[order] = orders.GetValueOrDefault(order) + 1;
        }

        Assert.Equal(24, orders.Count);
        Assert.All(orders.Values, n => Assert.InRange(n, 820, 1_180));
    }
}
