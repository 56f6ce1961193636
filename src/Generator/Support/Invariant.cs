using System;
using System.Globalization;

namespace Espalier.Generator.Support;

/// <summary>
/// Numbers as text, the same on every machine: invariant culture, and the fewest digits that read back as the same
/// number. (The default format is not the same on .NET Framework, where Visual Studio runs generators.)
/// </summary>
internal static class Invariant
{
    public static string Text(float value)
    {
        for (int digits = 6; digits < 9; digits++)
        {
            string text = value.ToString("G" + Text(digits), CultureInfo.InvariantCulture);
            if (float.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out float back) && back == value)
            {
                return text;
            }
        }

        return value.ToString("G9", CultureInfo.InvariantCulture);
    }

    public static string Text(double value)
    {
        for (int digits = 15; digits < 17; digits++)
        {
            string text = value.ToString("G" + Text(digits), CultureInfo.InvariantCulture);
            if (double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double back) && back == value)
            {
                return text;
            }
        }

        return value.ToString("G17", CultureInfo.InvariantCulture);
    }

    public static string Text(long value) => value.ToString(CultureInfo.InvariantCulture);

    /// <summary>A number for people: "16 777 216".</summary>
    public static string Thousands(long number) => number.ToString("#,0", CultureInfo.InvariantCulture).Replace(',', ' ');

    /// <summary>The value as text: numbers as above, everything else by its own invariant format.</summary>
    public static string Text<T>(T value) => value switch
    {
        null => "",
        string text => text,
        float number => Text(number),
        double number => Text(number),
        IFormattable formattable => formattable.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString() ?? "",
    };
}
