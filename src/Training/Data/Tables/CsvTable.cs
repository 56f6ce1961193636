using System.Globalization;
using CsvHelper;
using CsvHelper.Configuration;

namespace Espalier.Training;

/// <summary>
/// A table of texts from a CSV file with a line of column names. Cells that are empty or read <c>NA</c>, <c>NaN</c>,
/// <c>null</c> or <c>?</c> are gaps. What a column means is said by a <see cref="TableEncoding"/>.
/// </summary>
public sealed class CsvTable
{
    private static readonly string[] Gaps = ["", "NA", "N/A", "NaN", "null", "?"];

    private readonly string?[][] _rows;
    private readonly int[] _lines;

    private CsvTable(string path, string[] columns, string?[][] rows, int[] lines)
    {
        Path = path;
        Columns = columns;
        _rows = rows;
        _lines = lines;
    }

    /// <summary>Where the table was read from, for messages.</summary>
    public string Path { get; }

    /// <summary>The names of the columns.</summary>
    public IReadOnlyList<string> Columns { get; }

    /// <summary>The number of rows below the names.</summary>
    public int Count => _rows.Length;

    /// <summary>A cell, null where it is a gap.</summary>
    /// <param name="row">The row, from 0.</param>
    /// <param name="column">The name of the column.</param>
    public string? this[int row, string column] => _rows[row][Index(column)];

    /// <summary>Reads a file.</summary>
    /// <param name="path">The file, in UTF-8.</param>
    /// <param name="delimiter">What stands between cells.</param>
    /// <exception cref="InvalidDataException">A line has more or fewer cells than there are columns, a column has no name or a second one has the same, or there is no row. The message names file, line and column.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static CsvTable Read(string path, string delimiter = ",")
    {
        using StreamReader reader = File.OpenText(path);
        return Read(reader, path, delimiter);
    }

    /// <summary>Reads a text.</summary>
    /// <param name="reader">Where the text comes from.</param>
    /// <param name="name">What messages call it.</param>
    /// <param name="delimiter">What stands between cells.</param>
    /// <exception cref="InvalidDataException">As for a file.</exception>
    public static CsvTable Read(TextReader reader, string name, string delimiter = ",")
    {
        ArgumentNullException.ThrowIfNull(reader);
        ArgumentNullException.ThrowIfNull(name);
        using var parser = new CsvParser(reader, new CsvConfiguration(CultureInfo.InvariantCulture) { Delimiter = delimiter, TrimOptions = TrimOptions.Trim, BadDataFound = null }, leaveOpen: true);
        if (!parser.Read())
        {
            throw new InvalidDataException($"{name}: the file is empty; expected a line with the names of the columns.");
        }

        string[] columns = parser.Record!;
        CheckNames(name, columns);
        var rows = new List<string?[]>();
        var lines = new List<int>();
        while (parser.Read())
        {
            string[] record = parser.Record!;
            if (record.Length != columns.Length)
            {
                string place = record.Length < columns.Length ? $"column '{columns[record.Length]}' is missing" : $"cell {columns.Length + 1}, '{record[columns.Length]}', belongs to no column";
                throw new InvalidDataException($"{name}, line {parser.RawRow}: {record.Length} cells; expected {columns.Length}, one per column: {place}.");
            }

            rows.Add(Array.ConvertAll(record, cell => Array.Exists(Gaps, gap => gap.Equals(cell, StringComparison.OrdinalIgnoreCase)) ? null : cell));
            lines.Add(parser.RawRow);
        }

        return rows.Count > 0
            ? new CsvTable(name, columns, [.. rows], [.. lines])
            : throw new InvalidDataException($"{name}: there are no rows below the names of the columns.");
    }

    /// <summary>A cell as a number; NaN where it is a gap.</summary>
    /// <param name="row">The row, from 0.</param>
    /// <param name="column">The name of the column.</param>
    /// <exception cref="InvalidDataException">The cell holds something else; the message names file, line and column.</exception>
    public float Number(int row, string column)
    {
        string? cell = this[row, column];
        return cell is null ? float.NaN
            : float.TryParse(cell, NumberStyles.Float, CultureInfo.InvariantCulture, out float number) && float.IsFinite(number) ? number
            : throw Refused(row, column, $"'{cell}' is no number");
    }

    /// <summary>Some of the rows.</summary>
    /// <param name="rows">Which, in this order; at least one.</param>
    public CsvTable Select(params int[] rows) => rows.Length > 0
        ? new CsvTable(Path, [.. Columns], Array.ConvertAll(rows, row => _rows[row]), Array.ConvertAll(rows, row => _lines[row]))
        : throw new ArgumentException("No rows were asked for; expected at least one.", nameof(rows));

    internal InvalidDataException Refused(int row, string column, string problem) => new($"{Path}, line {_lines[row]}, column '{column}': {problem}.");

    internal int Index(string column)
    {
        int index = Array.IndexOf([.. Columns], column);
        return index >= 0 ? index : throw new ArgumentException($"{Path} has no column '{column}'; its columns are {string.Join(", ", Columns)}.", nameof(column));
    }

    private static void CheckNames(string name, string[] columns)
    {
        for (int i = 0; i < columns.Length; i++)
        {
            if (columns[i].Length == 0 || Array.IndexOf(columns, columns[i]) < i)
            {
                throw new InvalidDataException($"{name}, line 1: column {i + 1} is called '{columns[i]}'; expected a name that no other column has.");
            }
        }
    }
}
