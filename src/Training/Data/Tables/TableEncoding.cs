using System.Text.Json;

namespace Espalier.Training;

/// <summary>What a gap in a column of numbers becomes.</summary>
public enum GapFill
{
    /// <summary>The mean of the column in the training table.</summary>
    Mean,

    /// <summary>The median of the column in the training table.</summary>
    Median,
}

/// <summary>
/// How a table becomes numbers: columns of numbers as they are, their gaps filled; columns of categories as one number
/// per category, 1 for the cell's and 0 for all others, and one more for a gap. Fitted on the training table, saved
/// with the model, and the same for every table after it.
/// </summary>
/// <example><code>
/// TableEncoding encoding = TableEncoding.Fit(table, numbers: ["NumRooms"], categories: ["Alley"], target: "Price");
/// FeatureDataset houses = encoding.Encode(table);
/// </code></example>
public sealed class TableEncoding
{
    private readonly Numbers[] _numbers;
    private readonly Categories[] _categories;

    private TableEncoding(Numbers[] numbers, Categories[] categories, string? target)
    {
        _numbers = numbers;
        _categories = categories;
        Target = target;
    }

    /// <summary>The column that is to be predicted; null where there is none.</summary>
    public string? Target { get; }

    /// <summary>What each number of a sample is: <c>NumRooms</c>, <c>Alley_Pave</c>, <c>Alley_missing</c>.</summary>
    public string[] FeatureNames =>
        [.. _numbers.Select(column => column.Name), .. _categories.SelectMany(column => column.Values.Append("missing").Select(value => $"{column.Name}_{value}"))];

    /// <summary>Looks at a training table.</summary>
    /// <param name="table">The training table alone.</param>
    /// <param name="numbers">The columns of numbers that are inputs.</param>
    /// <param name="categories">The columns of categories that are inputs.</param>
    /// <param name="target">The column of numbers that is to be predicted; null for none.</param>
    /// <param name="fill">What a gap in a column of numbers becomes.</param>
    /// <exception cref="ArgumentException">There is no such column, or there are no inputs.</exception>
    /// <exception cref="InvalidDataException">A cell that should be a number is none, or a column of numbers has only gaps.</exception>
    public static TableEncoding Fit(CsvTable table, string[] numbers, string[]? categories = null, string? target = null, GapFill fill = GapFill.Mean)
    {
        ArgumentNullException.ThrowIfNull(table);
        ArgumentNullException.ThrowIfNull(numbers);
        categories ??= [];
        if (numbers.Length + categories.Length == 0)
        {
            throw new ArgumentException("There are no columns to read; expected at least one.", nameof(numbers));
        }

        if (target is not null)
        {
            _ = table.Index(target);
        }

        return new TableEncoding(
            Array.ConvertAll(numbers, column => new Numbers(column, Filler(table, column, fill))),
            Array.ConvertAll(categories, column => new Categories(column, [.. Cells(table, column).OfType<string>().Distinct().Order(StringComparer.Ordinal)])),
            target);
    }

    /// <summary>The samples of a table, with the target column as targets.</summary>
    /// <param name="table">A table with the columns that were fitted.</param>
    /// <exception cref="ArgumentException">A column is missing, or there is no target column: then see <see cref="EncodeRow"/>.</exception>
    /// <exception cref="InvalidDataException">A cell is not what it should be; the message names file, line and column.</exception>
    public FeatureDataset Encode(CsvTable table)
    {
        ArgumentNullException.ThrowIfNull(table);
        if (Target is null)
        {
            throw new InvalidOperationException("No target column was named when the encoding was fitted.");
        }

        int length = FeatureNames.Length;
        float[] features = new float[table.Count * length];
        float[] targets = new float[table.Count];
        for (int row = 0; row < table.Count; row++)
        {
            EncodeRow(table, row, features.AsSpan(row * length, length));
            targets[row] = table.Number(row, Target);
            if (float.IsNaN(targets[row]))
            {
                throw table.Refused(row, Target, "a gap; the target of a sample must be known");
            }
        }

        return new FeatureDataset([length], features, targets);
    }

    /// <summary>Writes one row as numbers.</summary>
    /// <param name="table">A table with the columns that were fitted.</param>
    /// <param name="row">The row, from 0.</param>
    /// <param name="destination">Takes as many numbers as <see cref="FeatureNames"/> has entries.</param>
    /// <exception cref="InvalidDataException">A cell is no number, or a category that the training table did not have.</exception>
    public void EncodeRow(CsvTable table, int row, Span<float> destination)
    {
        ArgumentNullException.ThrowIfNull(table);
        destination.Clear();
        int place = 0;
        foreach (Numbers column in _numbers)
        {
            float number = table.Number(row, column.Name);
            destination[place++] = float.IsNaN(number) ? column.Fill : number;
        }

        foreach (Categories column in _categories)
        {
            string? cell = table[row, column.Name];
            int index = cell is null ? column.Values.Length : Array.IndexOf(column.Values, cell);
            destination[place + index] = index >= 0
                ? 1
                : throw table.Refused(row, column.Name, $"'{cell}' is a category that the training table did not have; it had {string.Join(", ", column.Values)}");
            place += column.Values.Length + 1;
        }
    }

    /// <summary>Saves what was fitted; the file is whole or, where saving fails, what it was before.</summary>
    /// <param name="path">The file, in JSON.</param>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public void Save(string path) => AtomicFile.Write(path, stream => JsonSerializer.Serialize(stream, new Content(_numbers, _categories, Target)));

    /// <summary>Reads what <see cref="Save"/> wrote.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="InvalidDataException">The file is damaged, or holds something else.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static TableEncoding Load(string path)
    {
        try
        {
            using FileStream stream = File.OpenRead(path);
            Content? content = JsonSerializer.Deserialize<Content>(stream);
            return content is { Numbers: not null, Categories: not null }
                ? new TableEncoding(content.Numbers, content.Categories, content.Target)
                : throw new InvalidDataException($"{path}: the file is no encoding of a table.");
        }
        catch (JsonException damage)
        {
            throw new InvalidDataException($"{path}: the file is no encoding of a table: {damage.Message}", damage);
        }
    }

    private static float Filler(CsvTable table, string column, GapFill fill)
    {
        float[] known = [.. Enumerable.Range(0, table.Count).Select(row => table.Number(row, column)).Where(number => !float.IsNaN(number)).Order()];
        if (known.Length == 0)
        {
            throw new InvalidDataException($"{table.Path}, column '{column}': all cells are gaps; there is no {(fill == GapFill.Mean ? "mean" : "median")} to fill them with.");
        }

        return fill == GapFill.Mean
            ? (float)known.Average(number => (double)number)
            : (known[(known.Length - 1) / 2] + known[known.Length / 2]) / 2;
    }

    private static IEnumerable<string?> Cells(CsvTable table, string column)
    {
        for (int row = 0; row < table.Count; row++)
        {
            yield return table[row, column];
        }
    }

    private sealed record Numbers(string Name, float Fill);

    private sealed record Categories(string Name, string[] Values);

    private sealed record Content(Numbers[] Numbers, Categories[] Categories, string? Target);
}
