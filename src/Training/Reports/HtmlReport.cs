using System.Globalization;
using System.Text;

namespace Espalier.Training.Reports;

/// <summary>
/// A report in one HTML file that holds its pictures and needs no network: headings, text, tables, plots, pictures.
/// </summary>
/// <example><code>
/// new HtmlReport("Digits")
///     .Heading("Loss").Plot(LossCurve.Of(history, "DigitNet")).Text(GapReport.Explain(history))
///     .Heading("Mistakes").Svg(matrix.ToSvg())
///     .Heading("Filters").Picture(WeightPictures.Filters(net.Conv1.Weight), "the first convolution")
///     .Save("report.html");
/// </code></example>
public sealed class HtmlReport
{
    private const string Style = """
        body { font: 15px/1.5 Helvetica, Arial, sans-serif; color: #222; max-width: 960px; margin: 32px auto; padding: 0 16px; }
        h1 { font-size: 26px; } h2 { font-size: 19px; margin-top: 36px; border-bottom: 1px solid #ddd; }
        pre { background: #f6f6f6; padding: 10px; overflow-x: auto; font-size: 13px; line-height: 1.35; }
        table { border-collapse: collapse; } td, th { padding: 3px 12px; border-bottom: 1px solid #eee; text-align: right; } th { text-align: left; }
        figure { margin: 12px 0; } figcaption { color: #666; font-size: 13px; }
        img { image-rendering: pixelated; max-width: 100%; } svg { max-width: 100%; height: auto; }
        """;

    private readonly StringBuilder _body = new();
    private readonly string _title;
    private int _pictures;

    /// <summary>Begins a report.</summary>
    /// <param name="title">What it is about.</param>
    public HtmlReport(string title)
    {
        ArgumentNullException.ThrowIfNull(title);
        _title = title;
    }

    /// <summary>Begins a section.</summary>
    /// <param name="text">Its heading.</param>
    public HtmlReport Heading(string text) => Add($"<h2>{LinePlot.Escape(text)}</h2>\n");

    /// <summary>Adds a paragraph.</summary>
    /// <param name="text">The text.</param>
    public HtmlReport Text(string text) => Add($"<p>{LinePlot.Escape(text)}</p>\n");

    /// <summary>Adds text in a fixed width, its lines as they are: summaries, tables of results, code.</summary>
    /// <param name="text">The text.</param>
    public HtmlReport Lines(string text) => Add($"<pre>{LinePlot.Escape(text)}</pre>\n");

    /// <summary>Adds a table of names and numbers.</summary>
    /// <param name="rows">The rows.</param>
    public HtmlReport Table(params (string Name, double Value)[] rows)
    {
        ArgumentNullException.ThrowIfNull(rows);
        Add("<table>\n");
        foreach ((string name, double value) in rows)
        {
            Add(string.Create(CultureInfo.InvariantCulture, $"<tr><th>{LinePlot.Escape(name)}</th><td>{value:G6}</td></tr>\n"));
        }

        return Add("</table>\n");
    }

    /// <summary>Adds a plot.</summary>
    /// <param name="plot">The plot.</param>
    public HtmlReport Plot(LinePlot plot)
    {
        ArgumentNullException.ThrowIfNull(plot);
        return Svg(plot.ToSvg());
    }

    /// <summary>Adds a picture in SVG.</summary>
    /// <param name="svg">The picture, as a plot or a confusion matrix gives it.</param>
    public HtmlReport Svg(string svg)
    {
        ArgumentNullException.ThrowIfNull(svg);

        // Names within one page must differ.
        string own = $"plot{++_pictures}";
        return Add($"<figure>{svg.Replace("id=\"plot\"", $"id=\"{own}\"", StringComparison.Ordinal).Replace("url(#plot)", $"url(#{own})", StringComparison.Ordinal)}</figure>\n");
    }

    /// <summary>Adds a picture of pixels.</summary>
    /// <param name="picture">The picture.</param>
    /// <param name="caption">What stands below it.</param>
    public HtmlReport Picture(Picture picture, string caption = "")
    {
        ArgumentNullException.ThrowIfNull(picture);
        using var png = new MemoryStream();
        picture.SavePng(png);
        return Add($"<figure><img alt=\"{LinePlot.Escape(caption)}\" src=\"data:image/png;base64,{Convert.ToBase64String(png.ToArray())}\"><figcaption>{LinePlot.Escape(caption)}</figcaption></figure>\n");
    }

    /// <summary>The page.</summary>
    public string ToHtml() => $"<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<title>{LinePlot.Escape(_title)}</title>\n<style>\n{Style}\n</style>\n</head>\n<body>\n<h1>{LinePlot.Escape(_title)}</h1>\n{_body}</body>\n</html>\n";

    /// <summary>Writes the page; the file is whole or, where writing fails, what it was before. Its folder is made where it is missing.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="IOException">The folder or the file cannot be written; the message names the file and why.</exception>
    public void Save(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        string full = Path.GetFullPath(path);
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(full)!);
            AtomicFile.Write(full, stream => stream.Write(Encoding.UTF8.GetBytes(ToHtml())));
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new IOException($"The report cannot be written to {full}: {failure.Message}", failure);
        }
    }

    private HtmlReport Add(string html)
    {
        _body.Append(html);
        return this;
    }
}
