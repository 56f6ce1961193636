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
    [InlineData(Initializer.LeCunUniform, 0.0365148, true)]
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

    [Fact]
    public void Constants_are_constant()
    {
        Assert.All(Draw(Initializer.Zeros, 1), value => Assert.Equal(0, value));
        Assert.All(Draw(Initializer.Ones, 1), value => Assert.Equal(1, value));
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

    private static float[] Draw(Initializer initializer, int seed, TensorLayout? layout = null, bool first = false)
    {
        layout ??= TensorLayout.Panels(Outputs, 1, [Inputs], [1]);
        var other = new TensorInfo("first", [1], 0, TensorLayout.Vector(1), Initializer.Ones);
        var tensor = new TensorInfo("weight", [Outputs, Inputs], 16, layout, initializer, fanIn: Inputs, fanOut: Outputs);
        int length = 16 + layout.Length;
        var description = new NetworkDescription("N", "f", [1], [1], first ? [tensor, other] : [other, tensor], length, length);
        return new NetworkParameters(description, seed)["weight"].ToArray();
    }
}
