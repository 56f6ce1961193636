using System.Globalization;
using System.Text;

namespace Espalier.Training.Searching;

/// <summary>What a search found.</summary>
public sealed class SearchResult
{
    private readonly SearchSpace _space;

    internal SearchResult(SearchSpace space, IEnumerable<Trial> trials)
    {
        _space = space;
        Trials = [.. trials.OrderByDescending(trial => trial.Score).ThenBy(trial => trial.Number)];
    }

    /// <summary>All trials, the best first.</summary>
    public IReadOnlyList<Trial> Trials { get; }

    /// <summary>The trial with the greatest score.</summary>
    public Trial Best => Trials[0];

    /// <summary>The best trials as a table.</summary>
    /// <param name="rows">How many, at most.</param>
    public string ToTable(int rows = 10)
    {
        string[][] cells = [.. Trials.Take(rows).Select(trial => (string[])[
            trial.Number.ToString(CultureInfo.InvariantCulture),
            .. Enumerable.Range(0, _space.Dimensions.Count).Select(trial.Text),
            trial.Failure ?? trial.Score.ToString("F4", CultureInfo.InvariantCulture),
            trial.Time.TotalSeconds.ToString("F1", CultureInfo.InvariantCulture)])];
        string[] heads = ["trial", .. _space.Dimensions.Select(dimension => dimension.Name), "score", "seconds"];
        int[] widths = [.. heads.Select((head, column) => cells.Select(row => row[column].Length).Append(head.Length).Max())];
        var text = new StringBuilder();
        foreach (string[] row in cells.Prepend(heads))
        {
            text.AppendJoin("  ", row.Select((cell, column) => cell.PadLeft(widths[column]))).Append('\n');
        }

        return text.ToString();
    }

    /// <summary>The scores over one of the ranges, a point per trial.</summary>
    /// <param name="name">The range.</param>
    /// <exception cref="ArgumentException">There is no such range.</exception>
    public LinePlot Plot(string name)
    {
        SearchSpace.Dimension dimension = _space.Dimensions.FirstOrDefault(candidate => candidate.Name == name)
            ?? throw new ArgumentException($"The space has no '{name}'.", nameof(name));
        var plot = new LinePlot { Title = $"Score over {name}", XLabel = name, YLabel = "score", LogX = dimension.IsLogarithmic };
        Trial[] scored = [.. Trials.Where(trial => trial.Failure is null)];
        plot.Add("", [.. scored.Select(trial => trial.Value(name))], [.. scored.Select(trial => trial.Score)], SeriesStyle.Points);
        return plot;
    }

    /// <summary>The best settings as C# declarations.</summary>
    public string BestAsCode()
    {
        var code = new StringBuilder();
        code.Append(CultureInfo.InvariantCulture, $"// score {Best.Score:F4}, the best of {Trials.Count} trials\n");
        for (int i = 0; i < _space.Dimensions.Count; i++)
        {
            SearchSpace.Dimension dimension = _space.Dimensions[i];
            string label = Best.Text(i);
            string value = dimension.Choices.Length == 0 ? string.Create(CultureInfo.InvariantCulture, $"float {dimension.Name} = {Best[dimension.Name]:R}f")
                : int.TryParse(label, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _) ? $"int {dimension.Name} = {label}"
                : $"string {dimension.Name} = \"{label}\"";
            code.Append(CultureInfo.InvariantCulture, $"const {value};\n");
        }

        return code.ToString();
    }
}
