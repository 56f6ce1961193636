using System.Globalization;

namespace Espalier.Training;

/// <summary>An axis with round numbers at its marks: multiples of 1, 2 or 5 times a power of ten, or on a logarithmic axis powers of ten.</summary>
internal sealed class AxisTicks
{
    private readonly bool _logarithmic;
    private readonly double _low;
    private readonly double _high;

    private AxisTicks(bool logarithmic, double low, double high, double[] marks, string[] labels)
    {
        _logarithmic = logarithmic;
        _low = low;
        _high = high;
        Marks = marks;
        Labels = labels;
    }

    /// <summary>Where the marks stand, ascending.</summary>
    internal double[] Marks { get; }

    /// <summary>What is written at them.</summary>
    internal string[] Labels { get; }

    /// <summary>A linear axis over at least the given range; its ends are marks unless <paramref name="tight"/>.</summary>
    internal static AxisTicks Linear(double low, double high, int wanted, bool tight)
    {
        if (high - low <= Math.Abs(high) * 1e-9)
        {
            // One value alone: some room around it.
            double room = high == 0 ? 1 : Math.Abs(high) * .1;
            (low, high) = (low - room, high + room);
        }

        double step = RoundStep((high - low) / wanted);
        long first = (long)(tight ? Math.Ceiling((low / step) - 1e-9) : Math.Floor((low / step) + 1e-9));
        long last = (long)(tight ? Math.Floor((high / step) + 1e-9) : Math.Ceiling((high / step) - 1e-9));
        int decimals = Math.Clamp(-(int)Math.Floor(Math.Log10(step) + 1e-9), 0, 12);
        double[] marks = new double[last - first + 1];
        string[] labels = new string[marks.Length];
        bool plain = Math.Max(Math.Abs(low), Math.Abs(high)) is < 1e7 and >= 1e-5;
        for (int i = 0; i < marks.Length; i++)
        {
            marks[i] = (first + i) * step;
            labels[i] = plain ? marks[i].ToString("F" + decimals.ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture) : Short(marks[i]);
        }

        return tight ? new AxisTicks(false, low, high, marks, labels) : new AxisTicks(false, marks[0], marks[^1], marks, labels);
    }

    /// <summary>A logarithmic axis over at least the given range, whose ends are above 0.</summary>
    internal static AxisTicks Logarithmic(double low, double high)
    {
        double decades = Math.Log10(high / low);
        int[] digits = decades < 3 ? [1, 2, 5] : [1];
        int stride = Math.Max(1, (int)Math.Ceiling(decades / 8));
        var all = new List<double>();
        for (int power = (int)Math.Floor(Math.Log10(low)) - 1; power <= Math.Ceiling(Math.Log10(high)) + 1; power++)
        {
            if (power % stride == 0)
            {
                all.AddRange(digits.Select(digit => digit * Math.Pow(10, power)));
            }
        }

        int first = Math.Max(0, all.FindLastIndex(mark => mark <= low * 1.0001));
        int last = all.FindIndex(mark => mark >= high * .9999);
        double[] marks = [.. all[first..((last < 0 ? all.Count - 1 : last) + 1)]];
        if (marks.Length < 2)
        {
            marks = [marks[0] / 10, marks[0] * 10];
        }

        return new AxisTicks(true, marks[0], marks[^1], marks, Array.ConvertAll(marks, Short));
    }

    /// <summary>Where a value lies along the axis: 0 at its beginning, 1 at its end.</summary>
    internal double Place(double value) => _logarithmic
        ? Math.Log(Math.Max(value, double.Epsilon) / _low) / Math.Log(_high / _low)
        : (value - _low) / (_high - _low);

    private static double RoundStep(double step)
    {
        double power = Math.Pow(10, Math.Floor(Math.Log10(step)));
        double digit = step / power;
        return power * (digit <= 1.0000001 ? 1 : digit <= 2.0000001 ? 2 : digit <= 5.0000001 ? 5 : 10);
    }

    private static string Short(double value) => value.ToString("G6", CultureInfo.InvariantCulture);
}
