using Xunit;

namespace Espalier.Runtime.Tests.Checks;

/// <summary>Differences give a derivative where there is one, and none across a kink.</summary>
public sealed class DifferencesTests
{
    private const double Agreement = 2.5e-3;

    private static readonly double[] Steps = [3e-2, 1e-2, 3e-3, 1e-3, 3e-4];

    [Fact]
    public void A_kink_is_stepped_over_or_known_however_far_it_lies()
    {
        int known = 0;
        for (int i = 0; i <= 20_000; i++)
        {
            // From 0 to a tenth, most of them near: |x − kink| at 0, whose slope there is −1.
            double kink = .1 * Math.Pow(i / 20_000.0, 3);
            double? derivative = Differences.Of(0, Steps, 1e-9, x => Math.Abs(x - kink)).Derivative(Agreement);
            known += derivative is null ? 1 : 0;
            if (derivative is double found)
            {
                Assert.True(Math.Abs(found + 1) < 4 * Agreement, $"{found} beside a kink at {kink}");
                Assert.True(i > 0);
            }

            Assert.True(derivative is not null || kink < 2.01e-3, $"The steps of 1e-3 and less do not reach {kink}.");
        }

        Assert.InRange(known, 1000, 6000);
    }

    [Fact]
    public void Smooth_functions_have_derivatives_everywhere()
    {
        for (double x = -3; x <= 3; x += .01)
        {
            Check(Math.Exp, Math.Exp(x), x);
            Check(at => Math.Sin(4 * at), 4 * Math.Cos(4 * x), x);
            Check(at => Math.Tanh(5 * at), 5 / Math.Pow(Math.Cosh(5 * x), 2), x);
            Check(at => at * at * at * at, 4 * x * x * x, x);
        }

        static void Check(Func<double, double> function, double derivative, double x)
        {
            double scale = Math.Max(1, Math.Abs(derivative));
            double? found = Differences.Of(x, Steps, 1e-9, function).Derivative(Agreement * scale);
            Assert.NotNull(found);
            Assert.Equal(derivative, found.Value, Agreement * scale);
        }
    }

    [Fact]
    public void Rounding_is_no_kink()
    {
        // A slope that drowns in the rounding of floats around 1000.
        for (int i = 0; i < 1000; i++)
        {
            Assert.NotNull(Differences.Of(i * .01, Steps, 1000 * 2.4e-7, x => (float)(1000 + (1e-3 * x))).Derivative(1e-6));
        }
    }
}
