using Espalier.Runtime.Tests.Networks;
using Espalier.Runtime.Tests.Support;
using Espalier.Simd;
using Xunit;

namespace Espalier.Runtime.Tests.Optimizers;

/// <summary>The parts of L-BFGS: sums, combinations, the line search, and what they find together.</summary>
public sealed class LbfgsTests
{
    public static TheoryData<int> Lengths => [.. Kernel.Lengths, 4096, 5000];

    [Theory]
    [MemberData(nameof(Lengths))]
    public void Sums_of_products_in_blocks(int length)
    {
        float[] left = Data.Floats(length, 1), right = Data.Floats(length, 2);
        double[] sums = new double[BlockSums.Count(length)];
        BlockSums.Products(left, right, sums);
        for (int block = 0; block < sums.Length; block++)
        {
            (int start, int end) = (block * BlockSums.BlockLength, Math.Min(length, (block + 1) * BlockSums.BlockLength));
            double expected = 0;
            for (int i = start; i < end; i++)
            {
                expected += (double)left[i] * right[i];
            }

            Assert.Equal(expected, sums[block], 1e-5);
        }
    }

    [Theory]
    [MemberData(nameof(Lengths))]
    public void Linear_combinations(int length)
    {
        float[] x = Data.Floats(length, 1), y = Data.Floats(length, 2);
        float[] result = new float[length];
        LinearCombination.Run(result, 0.5, x, -2, y);
        Assert.All(Enumerable.Range(0, length), i => Assert.Equal((0.5 * x[i]) - (2.0 * y[i]), result[i], 1e-6));
        LinearCombination.Run(x, 1, x, 3, y);
        float[] before = Data.Floats(length, 1);
        Assert.All(Enumerable.Range(0, length), i => Assert.Equal(before[i] + (3.0 * y[i]), x[i], 1e-6));
    }

    /// <summary>Moré and Thuente's first function has its minimum at √2; the conditions leave room around it.</summary>
    [Theory]
    [InlineData(1e-3)]
    [InlineData(0.1)]
    [InlineData(10)]
    public void The_search_ends_where_the_conditions_hold(double first)
    {
        var line = new Curve(t => -t / ((t * t) + 2), t => ((t * t) - 2) / (((t * t) + 2) * ((t * t) + 2)));
        LinePoint start = line.At(0, 0);
        LinePoint found = StrongWolfe.Search(line, start, first, 1, 1e-9, out int evaluations);
        Assert.InRange(evaluations, 1, 12);
        Assert.True(found.Loss <= start.Loss + (1e-4 * found.T * start.Slope), "It descends enough.");
        Assert.True(Math.Abs(found.Slope) <= 0.9 * Math.Abs(start.Slope), "It is flat enough.");
    }

    [Fact]
    public void Where_the_loss_cannot_be_computed_the_search_turns_back()
    {
        var line = new Curve(t => t < 1 ? -Math.Log(1 - (t / 1.0)) - (3 * t) : double.PositiveInfinity, t => t < 1 ? (1 / (1 - t)) - 3 : 0);
        LinePoint found = StrongWolfe.Search(line, line.At(0, 0), 50, 1, 1e-9, out _);
        Assert.InRange(found.T, 0.1, 0.99);
        Assert.True(found.Loss < 0, "It descends.");
    }

    [Fact]
    public void Rosenbrocks_valley_is_followed_to_its_end()
    {
        var parameters = new NetworkParameters(ScalarNet.Describe(3, 2));
        parameters["dense.weight"].CopyFrom([-1.2f, 1, -1.2f, 1, -1.2f, 1]);
        using ScalarNet.Session session = new ScalarNet(parameters).StartTraining(new Lbfgs(iterations: 100, history: 10), 1);
        session.Freeze("dense.bias");
        float before = session.Minimize(() =>
        {
            session.Forward(new float[3], [0]);
            session.Backward();
            float[] x = parameters["dense.weight"].ToArray();
            float[] gradients = new float[6];
            double loss = 0;
            for (int i = 0; i < 6; i += 2)
            {
                double bend = x[i + 1] - ((double)x[i] * x[i]), rest = 1 - (double)x[i];
                loss += (100 * bend * bend) + (rest * rest);
                gradients[i] = (float)((-400 * x[i] * bend) - (2 * rest));
                gradients[i + 1] = (float)(200 * bend);
            }

            session.Gradients["dense.weight"].CopyFrom(gradients);
            return (float)loss;
        });
        Assert.Equal(3 * 24.2, before, 1e-3);
        Assert.InRange(session.Loss, 0, 1e-8);
        Assert.All(parameters["dense.weight"].ToArray(), value => Assert.Equal(1, value, 1e-3));
    }

    [Fact]
    public void Bad_settings_are_refused()
    {
        Assert.Equal("iterations", Assert.Throws<ArgumentOutOfRangeException>(() => new Lbfgs(iterations: 0)).ParamName);
        Assert.Equal("history", Assert.Throws<ArgumentOutOfRangeException>(() => new Lbfgs(history: 0)).ParamName);
        Assert.Equal("gradientTolerance", Assert.Throws<ArgumentOutOfRangeException>(() => new Lbfgs(gradientTolerance: -1)).ParamName);
        Assert.Equal("evaluations", Assert.Throws<ArgumentOutOfRangeException>(() => new Lbfgs(evaluations: -1)).ParamName);
        Assert.Equal(25, new Lbfgs().Evaluations);
        Assert.Throws<NotSupportedException>(() => new Lbfgs().Apply(new ParameterUpdate([], [], [], 0, 1)));
    }

    private sealed class Curve(Func<double, double> loss, Func<double, double> slope) : ILine
    {
        public LinePoint At(double t, int gradient) => new(t, loss(t), slope(t), gradient);
    }
}
