using Espalier.Runtime.Tests.Networks;
using Xunit;

namespace Espalier.Runtime.Tests.Initialization;

public sealed class InitialValuesTests
{
    private const int Outputs = 120;
    private const int Inputs = 250;

    [Theory]
    [InlineData(Initializer.KaimingNormal, 0.0894427, false)]
    [InlineData(Initializer.KaimingUniform, 0.0894427, true)]
    [InlineData(Initializer.XavierNormal, 0.0735215, false)]
    [InlineData(Initializer.XavierUniform, 0.0735215, true)]
    [InlineData(Initializer.LeCunNormal, 0.0632456, false)]
    [InlineData(Initializer.LeCunUniform, 0.0632456, true)]
    [InlineData(Initializer.PyTorch, 0.0365148, true)]
    public void Moments_are_those_of_the_papers(Initializer initializer, double deviation, bool bounded)
    {
        float[] values = Draw(initializer, seed: 1);
        double mean = values.Average();
        double spread = Math.Sqrt(values.Average(value => (value - mean) * (value - mean)));
        Assert.InRange(mean, -deviation * 0.03, deviation * 0.03);
        Assert.InRange(spread / deviation, 0.98, 1.02);
        float most = values.Max(MathF.Abs);
        double bound = deviation * Math.Sqrt(3);
        Assert.True(bounded ? most <= bound * 1.000001 && most > bound * 0.99 : most > bound * 1.5, $"{most} against {bound}");
    }

    [Theory]
    [InlineData(Initializer.KaimingNormal, 0.1290994)]
    [InlineData(Initializer.KaimingUniform, 0.1290994)]
    [InlineData(Initializer.LeCunNormal, 0.0912871)]
    [InlineData(Initializer.LeCunUniform, 0.0912871)]
    public void The_fan_out_takes_the_place_of_the_fan_in(Initializer initializer, double deviation)
    {
        float[] inward = Draw(initializer, seed: 1), outward = Draw(initializer, seed: 1, byFanOut: true);
        Assert.InRange(Math.Sqrt(outward.Average(value => (double)value * value)) / deviation, 0.98, 1.02);
        double ratio = Math.Sqrt((double)Inputs / Outputs);
        Assert.All(inward.Zip(outward), pair => Assert.Equal(pair.First * ratio, pair.Second, 1e-6));
    }

    [Theory]
    [InlineData(Initializer.KaimingNormal)]
    [InlineData(Initializer.KaimingUniform)]
    [InlineData(Initializer.XavierNormal)]
    [InlineData(Initializer.XavierUniform)]
    [InlineData(Initializer.LeCunNormal)]
    [InlineData(Initializer.LeCunUniform)]
    [InlineData(Initializer.Orthogonal)]
    public void A_factor_multiplies(Initializer initializer)
        => Assert.All(Draw(initializer, 3).Zip(Draw(initializer, 3, scale: 0.5f)), pair => Assert.Equal(pair.First * 0.5, pair.Second, 1e-8));

    [Theory]
    [InlineData(Initializer.Normal, 0.25, 4)]
    [InlineData(Initializer.TruncatedNormal, 0.219906, 2)]
    [InlineData(Initializer.Uniform, 0.144338, 1)]
    public void Moments_are_those_that_were_asked_for(Initializer initializer, double deviation, double furthest)
    {
        float[] values = Draw(initializer, seed: 2, scale: 0.25f, value: 3);
        double mean = values.Average();
        Assert.Equal(3, mean, 0.005);
        Assert.InRange(Math.Sqrt(values.Average(value => (value - mean) * (value - mean))) / deviation, 0.98, 1.02);
        double most = values.Max(value => Math.Abs(value - 3.0)) / 0.25;
        Assert.InRange(most, furthest * 0.9, furthest * 1.2);
        if (initializer != Initializer.Normal)
        {
            Assert.True(most <= furthest + 1e-6, $"{most} deviations");
        }
    }

    [Fact]
    public void Truncated_numbers_have_the_shape_of_the_normal_curve_between_the_bounds()
    {
        float[] values = Draw(Initializer.TruncatedNormal, seed: 5, scale: 1);
        double total = 2 * 0.4772499;
        Assert.Equal(0.6826895 / total, values.Count(value => Math.Abs(value) < 1) / (double)values.Length, 0.01);
        Assert.Equal(0.1498823 / total, values.Count(value => value is > 0.5f and < 1) / (double)values.Length, 0.01);
    }

    [Theory]
    [InlineData(1, 7)]
    [InlineData(9, 9)]
    [InlineData(40, 70)]
    [InlineData(70, 40)]
    [InlineData(130, 6)]
    public void Orthogonal_matrices_are_orthogonal(int rows, int columns)
    {
        TensorLayout layout = TensorLayout.Panels(rows, 1, [columns], [1]);
        float[] values = Draw(Initializer.Orthogonal, 4, layout, shape: [rows, columns], scale: 2);
        bool isTall = rows > columns;
        int count = Math.Min(rows, columns), length = Math.Max(rows, columns);
        for (int a = 0; a < count; a++)
        {
            for (int b = 0; b <= a; b++)
            {
                double dot = 0;
                for (int i = 0; i < length; i++)
                {
                    dot += (double)At(a, i) * At(b, i);
                }

                Assert.Equal(a == b ? 4 : 0, dot, 1e-5);
            }
        }

        float At(int vector, int position) => isTall ? values[(position * columns) + vector] : values[(vector * columns) + position];
    }

    /// <summary>By Gram-Schmidt in plain loops: the diagonal of R is positive, which fixes the signs as PyTorch does.</summary>
    [Fact]
    public void Orthogonal_matrices_come_from_the_normal_numbers_of_the_same_seed()
    {
        TensorLayout layout = TensorLayout.Panels(3, 1, [5], [1]);
        float[] normal = Draw(Initializer.Normal, 4, layout, shape: [3, 5]);
        float[] values = Draw(Initializer.Orthogonal, 4, layout, shape: [3, 5]);
        double[][] rows = [.. Enumerable.Range(0, 3).Select(row => normal[(row * 5)..((row + 1) * 5)].Select(x => (double)x).ToArray())];
        for (int v = 0; v < 3; v++)
        {
            for (int before = 0; before < v; before++)
            {
                double common = rows[v].Zip(rows[before], (x, y) => x * y).Sum();
                rows[v] = [.. rows[v].Zip(rows[before], (x, y) => x - (common * y))];
            }

            double norm = Math.Sqrt(rows[v].Sum(x => x * x));
            rows[v] = [.. rows[v].Select(x => x / norm)];
        }

        Support.Kernel.Close([.. rows.SelectMany(row => row)], values, 1e-6, "Q");
    }

    [Fact]
    public void Constants_are_constant()
    {
        Assert.All(Draw(Initializer.Zeros, 1), value => Assert.Equal(0, value));
        Assert.All(Draw(Initializer.Ones, 1), value => Assert.Equal(1, value));
        Assert.All(Draw(Initializer.Constant, 1, value: -0.5f), value => Assert.Equal(-0.5f, value));
    }

    public static TheoryData<Initializer> All => [.. Enum.GetValues<Initializer>()];

    [Theory]
    [MemberData(nameof(All))]
    public void Layouts_change_no_value_and_padding_stays_zero(Initializer initializer)
    {
        float[] plain = Draw(initializer, 6, TensorLayout.Vector(18 * 20), shape: [18, 20], value: 1);
        foreach (TensorLayout layout in new[] { TensorLayout.Panels(18, 1, [20], [1]), TensorLayout.Panels(18, 3, [5, 4], [1, 5]) })
        {
            Assert.Equal(plain, Draw(initializer, 6, layout, shape: [18, 20], value: 1));
            var tensor = new TensorInfo("weight", [18, 20], 0, layout, initializer, fanIn: 20, fanOut: 18, initialValue: 1);
            float[] block = [.. new NetworkParameters(new NetworkDescription("N", "f", [1], [1], [tensor], layout.Length, layout.Length), 6).Values];
            var places = Enumerable.Range(0, 18 * 20).Select(layout.Offset).ToHashSet();
            Assert.All(Enumerable.Range(0, block.Length).Where(place => !places.Contains(place)), place => Assert.Equal(0, block[place]));
        }
    }

    [Fact]
    public void The_seed_and_the_place_fix_the_bits_and_nothing_else_does()
    {
        float[] values = Draw(Initializer.KaimingNormal, 7);
        Assert.Equal(values, Draw(Initializer.KaimingNormal, 7));
        Assert.NotEqual(values, Draw(Initializer.KaimingNormal, 8));
        Assert.NotEqual(values, Draw(Initializer.KaimingNormal, -7));
        Assert.Equal(values, Draw(Initializer.KaimingNormal, 7, TensorLayout.Vector(Outputs * Inputs)));
        Assert.NotEqual(values, Draw(Initializer.KaimingNormal, 7, first: true));
        Assert.InRange(values.Distinct().Count(), values.Length - 100, values.Length);
    }

    [Fact]
    public void What_fills_up_the_panels_stays_zero()
    {
        var parameters = new NetworkParameters(ScalarNet.Describe(5, 18), seed: 4);
        int weights = parameters.Values[..(5 * 32)].ToArray().Count(value => value != 0);
        Assert.Equal(5 * 18, weights);
    }

    private static float[] Draw(
        Initializer initializer, int seed, TensorLayout? layout = null, bool first = false, int[]? shape = null, float value = 0, float scale = 1, bool byFanOut = false)
    {
        layout ??= TensorLayout.Panels(Outputs, 1, [Inputs], [1]);
        var other = new TensorInfo("first", [1], 0, TensorLayout.Vector(1), Initializer.Ones);
        var tensor = new TensorInfo(
            "weight", shape ?? [Outputs, Inputs], 16, layout, initializer, fanIn: Inputs, fanOut: Outputs, initialValue: value, initialScale: scale, byFanOut: byFanOut);
        int length = 16 + layout.Length;
        var description = new NetworkDescription("N", "f", [1], [1], first ? [tensor, other] : [other, tensor], length, length);
        return new NetworkParameters(description, seed)["weight"].ToArray();
    }
}
