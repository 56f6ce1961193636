using System.Diagnostics;

namespace Espalier.SideBySide;

/// <summary>Times short work: the median of many samples, each of enough calls for the clock.</summary>
internal static class Stopwatches
{
    private static readonly double SecondsPerTick = 1.0 / Stopwatch.Frequency;

    /// <summary>The median time of a call.</summary>
    /// <param name="work">The call; it has run before.</param>
    /// <param name="seconds">How long to measure.</param>
    /// <returns>Microseconds.</returns>
    public static double Median(Action work, double seconds) => Median(Samples(work, seconds)) * 1e6;

    /// <summary>The least time of a call: what it takes while nobody else is at work.</summary>
    /// <param name="work">The call; it has run before.</param>
    /// <param name="seconds">How long to measure.</param>
    /// <returns>Microseconds.</returns>
    public static double Least(Action work, double seconds) => Samples(work, seconds).Min() * 1e6;

    public static double Median(double[] values)
    {
        double[] sorted = [.. values.Order()];
        return sorted[sorted.Length / 2];
    }

    private static double[] Samples(Action work, double seconds)
    {
        work();
        double one = Time(work, 1);
        int calls = Math.Max(1, (int)(1e-3 / Math.Max(one, 1e-8)));
        int samples = Math.Clamp((int)(seconds / (one * calls)), 7, 501);
        double[] times = new double[samples];
        for (int i = 0; i < samples; i++)
        {
            times[i] = Time(work, calls) / calls;
        }

        return times;
    }

    private static double Time(Action work, int calls)
    {
        long start = Stopwatch.GetTimestamp();
        for (int i = 0; i < calls; i++)
        {
            work();
        }

        return (Stopwatch.GetTimestamp() - start) * SecondsPerTick;
    }
}
