using Espalier.Training.Baselines;

namespace Espalier.Training.Tests.Baselines;

[Collection(Alone.Name)]
public sealed class BaselineTests
{
    [Theory]
    [InlineData(Distance.L1, 1)]
    [InlineData(Distance.L2, 3)]
    [InlineData(Distance.L1, 19)]
    [InlineData(Distance.L2, 32)]
    [InlineData(Distance.L2, 37)]
    [InlineData(Distance.L1, 1500)]
    [InlineData(Distance.L2, 1500)]
    public void The_nearest_are_those_of_the_definition(Distance distance, int length)
    {
        // Long samples, so that not all of them are in one stretch; and queries that do not fill the last block.
        int asked = length > 1000 ? 101 : 7;
        FeatureDataset training = Draw(60, length, 1);
        FeatureDataset queries = Draw(asked, length, 2);
        int[][] found = new NearestNeighbours(training, distance).Find(queries, 5);
        for (int q = 0; q < asked; q++)
        {
            int[] expected = [.. Enumerable.Range(0, 60).OrderBy(row => Enumerable.Range(0, length).Sum(i =>
            {
                double difference = (double)queries.Features[(q * length) + i] - training.Features[(row * length) + i];
                return distance == Distance.L1 ? Math.Abs(difference) : difference * difference;
            })).Take(5)];
            Assert.Equal(expected, found[q]);
        }
    }

    [Fact]
    public void Distances_are_never_held_all_at_once()
    {
        // The distances of 10,000 to 50,000 samples would be 2 GB. What is taken beside the answer depends on neither number.
        FeatureDataset queries = Draw(10_000, 4, 2), training = Draw(50_000, 4, 1);
        var among = new NearestNeighbours(training);
        var amongFew = new NearestNeighbours(training.First(5));
        long few = Least(amongFew, rounds: 50), many = Least(among, rounds: 3);
        Assert.True(Math.Abs(many - few) < 64 << 10, $"{few} bytes among 5 samples, {many} among 50,000.");

        // What runs the tests allocates up to 780 kB at once, now and then: it only adds to what a search takes.
        long Least(NearestNeighbours neighbours, int rounds)
        {
            neighbours.Find(queries.First(100), 5);
            return Enumerable.Range(0, rounds).Min(_ => Once(neighbours));
        }

        long Once(NearestNeighbours neighbours)
        {
            long before = GC.GetTotalAllocatedBytes(precise: true);
            int[][] nearest = neighbours.Find(queries, 5);
            long taken = GC.GetTotalAllocatedBytes(precise: true) - before;
            Assert.All(nearest, row => Assert.Equal(5, row.Length));
            return taken;
        }
    }

    [Fact]
    public void The_majority_decides_and_of_equals_the_nearest()
    {
        var training = new FeatureDataset([1], [0, 1, 2, 3, 10], [0, 1, 1, 2, 2], 3);
        var neighbours = new NearestNeighbours(training);
        var query = new FeatureDataset([1], [-1], [0], 3);
        Assert.Equal([0, 0, 1, 1, 1], Enumerable.Range(1, 5).Select(k => neighbours.Classify(query, k)[0]));
        Assert.Throws<ArgumentOutOfRangeException>(() => neighbours.Find(query, 6));
        Assert.Throws<ArgumentException>(() => neighbours.Find(Draw(1, 2, 1), 1));
    }

    [Fact]
    public void The_normal_equations_find_the_line()
    {
        FeatureDataset x = Draw(50, 3, 4);
        float[] targets = [.. Enumerable.Range(0, 50).SelectMany(i => new[]
        {
            (2 * x.Features[3 * i]) - x.Features[(3 * i) + 2] + 5,
            x.Features[(3 * i) + 1],
        })];
        LinearRegression line = LinearRegression.Fit(new FeatureDataset([3], x.Features.ToArray(), targets, 2));
        double[] expected = [2, 0, -1, 0, 1, 0];
        Assert.All(line.Weights.Cast<double>().Zip(expected), pair => Assert.Equal(pair.Second, pair.First, 1e-5));
        Assert.Equal(5, line.Biases[0], 1e-5);
        float[] output = new float[2];
        line.Predict([1, 2, 3], output);
        Assert.Equal([4f, 2f], output, (a, b) => Math.Abs(a - b) < 1e-4);
    }

    [Fact]
    public void A_ridge_shrinks_weights_and_decides_between_equals()
    {
        var twice = new FeatureDataset([2], [1, 1, 2, 2, 3, 3], [1f, 2, 3]);
        Assert.Contains("ridge", Assert.Throws<ArgumentException>(() => LinearRegression.Fit(twice)).Message);
        LinearRegression line = LinearRegression.Fit(twice, ridge: 1e-6);
        Assert.Equal(.5, line.Weights[0, 0], 1e-5);
        Assert.Equal(.5, line.Weights[0, 1], 1e-5);
        Assert.True(LinearRegression.Fit(twice, ridge: 1).Weights[0, 0] < .5);
    }

    [Fact]
    public void A_perceptron_learns_and_and_or_but_not_xor()
    {
        float[] corners = [0, 0, 0, 1, 1, 0, 1, 1];
        Perceptron and = Perceptron.Fit(new FeatureDataset([2], corners, [0, 0, 0, 1], 2));
        Perceptron or = Perceptron.Fit(new FeatureDataset([2], corners, [0, 1, 1, 1], 2));
        Perceptron xor = Perceptron.Fit(new FeatureDataset([2], corners, [0, 1, 1, 0], 2));
        Assert.Equal((0, 0), (and.Mistakes[^1], or.Mistakes[^1]));
        Assert.Equal((1, 0), (and.Classify([1, 1]), and.Classify([1, 0])));
        Assert.Equal(100, xor.Mistakes.Count);
        Assert.True(xor.Mistakes[^1] > 0);
        Assert.Throws<ArgumentException>(() => Perceptron.Fit(Clusters.Draw(3, 1)));
    }

    private static FeatureDataset Draw(int count, int length, int seed)
    {
        var random = new SeededRandom(seed);
        float[] features = new float[count * length];
        foreach (ref float feature in features.AsSpan())
        {
            feature = random.NextNormal();
        }

        return new FeatureDataset([length], features, new int[count], 1);
    }
}
