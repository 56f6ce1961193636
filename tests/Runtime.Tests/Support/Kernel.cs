using Espalier.Runtime.Tests.Tiles;
using Xunit;

namespace Espalier.Runtime.Tests.Support;

/// <summary>Runs a kernel over guarded memory, cut between one and several workers, and asks for the same bits.</summary>
internal static class Kernel
{
    /// <summary>The lengths whose tails differ at every width, and some of many vectors.</summary>
    public static IEnumerable<int> Lengths => Enumerable.Range(1, 70).Concat([127, 256, 1000, 1023]);

    /// <summary>Runs the kernel; it writes into memory that holds <paramref name="initial"/>.</summary>
    public static float[] Run(ReadOnlySpan<float> initial, Action<Part, GuardedMemory> kernel)
    {
        float[]? first = null;
        foreach (int workers in Check.Splits)
        {
            using GuardedMemory output = new(initial);
            Check.Team(workers, part => kernel(part, output));
            float[] result = output.Span.ToArray();
            first ??= result;
            Check.SameBits(first, result, $"{workers} workers");
        }

        return first!;
    }

    /// <summary>Runs the kernel; it overwrites memory that holds NaN.</summary>
    public static float[] Run(int length, Action<Part, GuardedMemory> kernel)
    {
        float[] garbage = new float[length];
        Array.Fill(garbage, float.NaN);
        return Run(garbage, kernel);
    }

    /// <summary>Asserts that the numbers agree, relative to their size where that is above 1.</summary>
    public static void Close(ReadOnlySpan<double> expected, ReadOnlySpan<float> actual, double tolerance, string what)
    {
        Assert.Equal(expected.Length, actual.Length);
        for (int i = 0; i < expected.Length; i++)
        {
            if (double.IsNaN(expected[i]) ? float.IsNaN(actual[i]) : expected[i] == actual[i])
            {
                continue;
            }

            double error = Math.Abs(expected[i] - actual[i]);
            if (!(error <= tolerance * Math.Max(1, Math.Abs(expected[i]))))
            {
                Assert.Fail($"{what}: element {i} of {expected.Length} is {actual[i]}, expected {expected[i]}");
            }
        }
    }

    /// <summary>The derivative of <paramref name="loss"/> by each of the numbers, by central differences.</summary>
    public static double[] Gradient(double[] at, Func<double[], double> loss)
    {
        const double Step = 1e-5;
        double[] x = [.. at];
        double[] gradient = new double[at.Length];
        for (int i = 0; i < x.Length; i++)
        {
            x[i] = at[i] + Step;
            double above = loss(x);
            x[i] = at[i] - Step;
            double below = loss(x);
            x[i] = at[i];
            gradient[i] = (above - below) / (2 * Step);
        }

        return gradient;
    }

    public static double[] Double(ReadOnlySpan<float> values)
    {
        double[] doubles = new double[values.Length];
        for (int i = 0; i < doubles.Length; i++)
        {
            doubles[i] = values[i];
        }

        return doubles;
    }

    public static double Dot(ReadOnlySpan<float> weights, ReadOnlySpan<double> values)
    {
        double sum = 0;
        for (int i = 0; i < values.Length; i++)
        {
            sum += weights[i] * values[i];
        }

        return sum;
    }
}
