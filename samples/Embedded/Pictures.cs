using System.Text;

namespace Samples.Embedded;

/// <summary>
/// Grey pictures as plain text, so that the repository shows what the network sees: a line <c>digit 7</c>, then 28 lines
/// of 28 characters from <c>.</c> (black, 0) to <c>@</c> (white, 1).
/// </summary>
public static class Pictures
{
    /// <summary>Rows and columns of a picture.</summary>
    public const int Size = 28;

    private const string Ramp = ".:-=+*#%@";

    /// <summary>Reads all pictures: their labels and Size · Size values from 0 to 1.</summary>
    /// <exception cref="InvalidDataException">A line is not of the form above; the message gives its number.</exception>
    public static IEnumerable<(int Label, float[] Pixels)> Read(TextReader text)
    {
        int number = 0;
        while (text.ReadLine() is { } head)
        {
            number++;
            if (!head.StartsWith("digit ", StringComparison.Ordinal) || !int.TryParse(head.AsSpan(6), out int label))
            {
                throw new InvalidDataException($"Line {number} is '{head}', but a picture begins with 'digit' and a number.");
            }

            float[] pixels = new float[Size * Size];
            for (int y = 0; y < Size; y++)
            {
                number++;
                string row = text.ReadLine() ?? "";
                if (row.Length != Size || row.AsSpan().ContainsAnyExcept(Ramp))
                {
                    throw new InvalidDataException($"Line {number} is '{row}', but a row is {Size} characters of '{Ramp}'.");
                }

                for (int x = 0; x < Size; x++)
                {
                    pixels[y * Size + x] = Ramp.IndexOf(row[x]) / (Ramp.Length - 1f);
                }
            }

            yield return (label, pixels);
        }
    }

    /// <summary>Writes one picture in the form that <see cref="Read"/> reads, each value rounded to one of nine greys.</summary>
    public static string Format(int label, ReadOnlySpan<float> pixels)
    {
        StringBuilder text = new($"digit {label}\n");
        for (int y = 0; y < Size; y++)
        {
            foreach (float value in pixels.Slice(y * Size, Size))
            {
                text.Append(Ramp[(int)MathF.Round(Math.Clamp(value, 0, 1) * (Ramp.Length - 1))]);
            }

            text.Append('\n');
        }

        return text.ToString();
    }
}
