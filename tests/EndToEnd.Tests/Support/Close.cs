using System.Globalization;

namespace Espalier.EndToEnd.Tests.Support;

/// <summary>
/// Closeness of arrays: every difference must be within a fraction of the larger of its own expected value and the
/// array's scale, the root of the mean of squares. Rounding errors of sums are relative to what was summed, not to what
/// is left of it.
/// </summary>
public static class Close
{
    /// <summary>Outputs and gradients of small networks in float against exact ones.</summary>
    public const double Tight = 1e-5;

    /// <summary>After many steps, of which each builds on the rounding of the one before.</summary>
    public const double Trained = 2e-4;

    /// <summary>
    /// What a gradient may differ by whatever its size: a rounding of the largest gradient around; more where it is
    /// zero but for cancellation, as of a bias before a batch norm, since what cancels may have been large.
    /// </summary>
    public static double GradientFloor(IReadOnlyCollection<double> gradient, double largest) =>
        1e-7 + largest * (gradient.Count > 0 && gradient.Max(Math.Abs) < 1e-6 * largest ? 1e-4 : 1e-6);

    public static void Equal(ReadOnlySpan<float> expected, ReadOnlySpan<float> actual, string what, double tolerance = Tight, double floor = 1e-7)
    {
        double[] exact = new double[expected.Length];
        for (int i = 0; i < exact.Length; i++)
        {
            exact[i] = expected[i];
        }

        Equal(exact, actual, what, tolerance, floor);
    }

    public static void Equal(ReadOnlySpan<double> expected, ReadOnlySpan<float> actual, string what, double tolerance = Tight, double floor = 1e-7)
    {
        Assert.True(expected.Length == actual.Length, $"{what}: {actual.Length} values, {expected.Length} expected.");
        double squares = 0;
        foreach (double value in expected)
        {
            squares += value * value;
        }

        double scale = Math.Sqrt(squares / Math.Max(1, expected.Length));
        int worst = -1;
        double excess = 1;
        int wrong = 0;
        for (int i = 0; i < expected.Length; i++)
        {
            double allowed = floor + tolerance * Math.Max(scale, Math.Abs(expected[i]));
            double ratio = Math.Abs(expected[i] - actual[i]) / allowed;
            wrong += ratio <= 1 ? 0 : 1;
            if (!(ratio <= excess))
            {
                (worst, excess) = (i, ratio);
            }
        }

        Assert.True(worst < 0, string.Create(CultureInfo.InvariantCulture,
            $"{what}: {wrong} of {expected.Length} values differ; worst at {worst}: {(worst < 0 ? 0 : actual[worst]):G9}, expected {(worst < 0 ? 0 : expected[worst]):G9} (scale {scale:G3}, {excess:G3} times the tolerance).\n{First(expected, actual)}"));
    }

    /// <summary>The same bits.</summary>
    public static void Same(ReadOnlySpan<float> expected, ReadOnlySpan<float> actual, string what)
    {
        Assert.True(expected.Length == actual.Length, $"{what}: {actual.Length} values, {expected.Length} expected.");
        for (int i = 0; i < expected.Length; i++)
        {
            if (BitConverter.SingleToInt32Bits(expected[i]) != BitConverter.SingleToInt32Bits(actual[i]))
            {
                Assert.Fail(string.Create(CultureInfo.InvariantCulture, $"{what}: value {i} is {actual[i]:G9}, not {expected[i]:G9}."));
            }
        }
    }

    private static string First(ReadOnlySpan<double> expected, ReadOnlySpan<float> actual)
    {
        int length = Math.Min(12, expected.Length);
        string Numbers(IEnumerable<double> values) => string.Join(' ', values.Select(value => value.ToString("G5", CultureInfo.InvariantCulture)));
        double[] found = new double[length];
        for (int i = 0; i < length; i++)
        {
            found[i] = actual[i];
        }

        return $"expected {Numbers(expected[..length].ToArray())} …\nfound    {Numbers(found)} …";
    }
}
