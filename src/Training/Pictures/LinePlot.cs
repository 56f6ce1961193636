using System.Globalization;
using System.Text;

namespace Espalier.Training;

/// <summary>How a series is drawn.</summary>
public enum SeriesStyle
{
    /// <summary>A line.</summary>
    Line,

    /// <summary>A thin pale line, for raw values behind a smooth one; it may leave the plot above and below.</summary>
    Faint,

    /// <summary>A line with a dot at each value.</summary>
    Dots,

    /// <summary>A dot at each value, no line.</summary>
    Points,
}

/// <summary>Lines over an axis, as a picture in SVG that stands alone: axes, round marks, labels, legend.</summary>
public sealed class LinePlot
{
    // Okabe and Ito's colours, which the colour-blind can tell apart, and two more.
    private static readonly string[] Colours = ["#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9", "#999999", "#000000", "#c8b400", "#8c564b"];

    private const double Left = 72;
    private const double Right = 20;
    private const double Top = 44;
    private const double Bottom = 56;
    private const double LegendRow = 20;

    // A letter of 12 pixels is about this wide.
    private const double Letter = 6.6;

    // A digit in the widest of the fonts that stand in for Helvetica.
    private const double WideDigit = 7.7;

    private readonly List<Series> _series = [];

    /// <summary>What stands above the plot.</summary>
    public string Title { get; init; } = "";

    /// <summary>What the horizontal axis shows.</summary>
    public string XLabel { get; init; } = "";

    /// <summary>What the vertical axis shows.</summary>
    public string YLabel { get; init; } = "";

    /// <summary>Whether the vertical axis is logarithmic; values of 0 and below are then left out.</summary>
    public bool LogY { get; init; }

    /// <summary>Whether the horizontal axis is logarithmic; places must then be above 0.</summary>
    public bool LogX { get; init; }

    /// <summary>Columns of the picture.</summary>
    public int Width { get; init; } = 760;

    /// <summary>Rows of the picture.</summary>
    public int Height { get; init; } = 440;

    /// <summary>Adds a series. Values that are not finite interrupt its line.</summary>
    /// <param name="name">Its name in the legend; empty to leave it out.</param>
    /// <param name="x">Where the values stand; finite.</param>
    /// <param name="y">The values, as many.</param>
    /// <param name="style">How it is drawn.</param>
    /// <param name="colour">The number of its colour, to share one with another series; unset, the next.</param>
    /// <exception cref="ArgumentException">The lengths differ, or a place is not finite.</exception>
    public void Add(string name, ReadOnlySpan<double> x, ReadOnlySpan<double> y, SeriesStyle style = SeriesStyle.Line, int? colour = null)
    {
        ArgumentNullException.ThrowIfNull(name);
        if (x.Length != y.Length)
        {
            throw new ArgumentException($"The series '{name}' has {x.Length} places and {y.Length} values; expected as many of each.", nameof(y));
        }

        foreach (double place in x)
        {
            if (!double.IsFinite(place) || (LogX && place <= 0))
            {
                throw new ArgumentException(string.Create(CultureInfo.InvariantCulture, $"The series '{name}' has a value at {place}; expected finite places{(LogX ? " above 0" : "")}."), nameof(x));
            }
        }

        _series.Add(new Series(name, x.ToArray(), y.ToArray(), style, Colours[(colour ?? _series.Count) % Colours.Length]));
    }

    /// <summary>Writes the picture to a file.</summary>
    /// <param name="path">The file; one that is there is replaced.</param>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public void SaveSvg(string path) => File.WriteAllText(path, ToSvg());

    /// <summary>The picture.</summary>
    public string ToSvg()
    {
        (AxisTicks xAxis, AxisTicks yAxis) = Axes();
        var svg = new StringBuilder();
        Append(svg, $"<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{Width}\" height=\"{Height}\" viewBox=\"0 0 {Width} {Height}\" font-family=\"Helvetica, Arial, sans-serif\" font-size=\"12\">\n");
        Append(svg, $"<rect width=\"{Width}\" height=\"{Height}\" fill=\"#ffffff\"/>\n");
        Append(svg, $"<text x=\"{Left}\" y=\"26\" font-size=\"16\" fill=\"#222222\">{Escape(Title)}</text>\n");
        DrawAxes(svg, xAxis, yAxis);
        Append(svg, $"<clipPath id=\"plot\"><rect x=\"{Left}\" y=\"{Top - 4}\" width=\"{Width - Left - Right + 4}\" height=\"{Height - Top - Bottom + 8}\"/></clipPath>\n<g clip-path=\"url(#plot)\" fill=\"none\" stroke-linejoin=\"round\">\n");
        foreach (Series series in _series)
        {
            DrawSeries(svg, series, xAxis, yAxis);
        }

        svg.Append("</g>\n");
        DrawLegend(svg, xAxis, yAxis);
        return svg.Append("</svg>\n").ToString();
    }

    private bool IsShown(double value) => double.IsFinite(value) && (!LogY || value > 0);

    private (AxisTicks X, AxisTicks Y) Axes()
    {
        // Pale lines do not stretch the vertical axis: their outliers would flatten all else.
        bool strong = _series.Exists(series => series.Style != SeriesStyle.Faint);
        double[] values = [.. _series.Where(series => !strong || series.Style != SeriesStyle.Faint).SelectMany(series => series.Y).Where(IsShown)];
        double[] places = [.. _series.SelectMany(series => series.X)];
        (double low, double high) = values.Length == 0 ? (LogY ? .1 : 0, 1) : (values.Min(), values.Max());
        (double first, double last) = places.Length == 0 ? (LogX ? .1 : 0, 1) : (places.Min(), places.Max());
        return (LogX ? AxisTicks.Logarithmic(first, last) : AxisTicks.Linear(first, last, 8, tight: true), LogY ? AxisTicks.Logarithmic(low, high) : AxisTicks.Linear(low, high, 6, tight: false));
    }

    private double X(AxisTicks axis, double value) => Left + (axis.Place(value) * (Width - Left - Right));

    private double Y(AxisTicks axis, double value) => Height - Bottom - (axis.Place(value) * (Height - Top - Bottom));

    private void DrawAxes(StringBuilder svg, AxisTicks xAxis, AxisTicks yAxis)
    {
        double bottom = Height - Bottom;
        double right = Width - Right;
        svg.Append("<g stroke=\"#e4e4e4\">\n");
        foreach (double mark in yAxis.Marks)
        {
            Append(svg, $"<path d=\"M{Left} {Y(yAxis, mark):0.##}H{right}\"/>\n");
        }

        foreach (double mark in xAxis.Marks)
        {
            Append(svg, $"<path d=\"M{X(xAxis, mark):0.##} {Top}V{bottom}\"/>\n");
        }

        Append(svg, $"</g>\n<path d=\"M{Left} {Top}V{bottom}H{right}\" fill=\"none\" stroke=\"#444444\"/>\n<g fill=\"#444444\">\n");
        for (int i = 0; i < yAxis.Marks.Length; i++)
        {
            Append(svg, $"<text x=\"{Left - 8}\" y=\"{Y(yAxis, yAxis.Marks[i]) + 4:0.##}\" text-anchor=\"end\">{yAxis.Labels[i]}</text>\n");
        }

        for (int i = 0; i < xAxis.Marks.Length; i++)
        {
            // A long label of a mark at the right end stays within the picture.
            double x = Math.Min(X(xAxis, xAxis.Marks[i]), Width - (xAxis.Labels[i].Length * WideDigit / 2));
            Append(svg, $"<text x=\"{x:0.##}\" y=\"{bottom + 18}\" text-anchor=\"middle\">{xAxis.Labels[i]}</text>\n");
        }

        double middle = (Top + bottom) / 2;
        Append(svg, $"<text x=\"{(Left + right) / 2}\" y=\"{Height - 14}\" text-anchor=\"middle\" font-size=\"13\">{Escape(XLabel)}</text>\n");
        Append(svg, $"<text x=\"18\" y=\"{middle}\" text-anchor=\"middle\" font-size=\"13\" transform=\"rotate(-90 18 {middle})\">{Escape(YLabel)}</text>\n</g>\n");
    }

    private void DrawSeries(StringBuilder svg, Series series, AxisTicks xAxis, AxisTicks yAxis)
    {
        (string width, string opacity) = series.Style == SeriesStyle.Faint ? ("1", "0.35") : ("2", "1");
        Append(svg, $"<path stroke=\"{series.Colour}\" stroke-width=\"{width}\" stroke-opacity=\"{opacity}\" d=\"");
        bool drawing = false;
        for (int i = 0; series.Style != SeriesStyle.Points && i < series.X.Length; i++)
        {
            bool shown = IsShown(series.Y[i]);
            if (shown)
            {
                Append(svg, $"{(drawing ? 'L' : 'M')}{X(xAxis, series.X[i]):0.##} {Y(yAxis, series.Y[i]):0.##}");
            }

            drawing = shown;
        }

        svg.Append("\"/>\n");
        for (int i = 0; series.Style is SeriesStyle.Dots or SeriesStyle.Points && i < series.X.Length; i++)
        {
            if (IsShown(series.Y[i]))
            {
                Append(svg, $"<circle cx=\"{X(xAxis, series.X[i]):0.##}\" cy=\"{Y(yAxis, series.Y[i]):0.##}\" r=\"3.5\" fill=\"{series.Colour}\" stroke=\"#ffffff\"/>\n");
            }
        }
    }

    private void DrawLegend(StringBuilder svg, AxisTicks xAxis, AxisTicks yAxis)
    {
        Series[] named = [.. _series.Where(series => series.Name.Length > 0)];
        if (named.Length == 0)
        {
            return;
        }

        double width = 48 + (Letter * named.Max(series => series.Name.Length));
        double height = (LegendRow * named.Length) + 8;
        (double left, double top) = LegendPlace(width, height, xAxis, yAxis);
        Append(svg, $"<rect x=\"{left:0.##}\" y=\"{top:0.##}\" width=\"{width:0.##}\" height=\"{height}\" rx=\"3\" fill=\"#ffffff\" fill-opacity=\"0.85\" stroke=\"#cccccc\"/>\n");
        for (int i = 0; i < named.Length; i++)
        {
            double y = top + 14 + (LegendRow * i);
            string opacity = named[i].Style == SeriesStyle.Faint ? "0.35" : "1";
            string length = named[i].Style == SeriesStyle.Points ? "0" : "24";
            Append(svg, $"<path d=\"M{left + 8:0.##} {y}h{length}\" stroke=\"{named[i].Colour}\" stroke-width=\"2\" stroke-opacity=\"{opacity}\"/>\n");
            if (named[i].Style is SeriesStyle.Dots or SeriesStyle.Points)
            {
                Append(svg, $"<circle cx=\"{left + 20:0.##}\" cy=\"{y}\" r=\"3.5\" fill=\"{named[i].Colour}\" stroke=\"#ffffff\"/>\n");
            }

            Append(svg, $"<text x=\"{left + 38:0.##}\" y=\"{y + 4}\" fill=\"#222222\">{Escape(named[i].Name)}</text>\n");
        }
    }

    // The corner, or the middle of a side, where the legend hides the least of the lines, the upper right corner first.
    private (double Left, double Top) LegendPlace(double width, double height, AxisTicks xAxis, AxisTicks yAxis)
    {
        (double left, double right) = (Left + 8, Width - Right - width - 8);
        (double top, double bottom) = (Top + 8, Height - Bottom - height - 8);
        (double middle, double centre) = ((left + right) / 2, (top + bottom) / 2);
        (double Left, double Top)[] places = [(right, top), (right, bottom), (left, top), (left, bottom), (middle, top), (middle, bottom), (right, centre), (left, centre)];
        (double X, double Y)[] drawn = [.. _series.SelectMany(series => Drawn(series, xAxis, yAxis))];
        const double Margin = 6;
        return places.MinBy(place => drawn.Count(dot =>
            dot.X > place.Left - Margin && dot.X < place.Left + width + Margin && dot.Y > place.Top - Margin && dot.Y < place.Top + height + Margin));
    }

    // Where a series is drawn: its values, and dots on the lines between them.
    private IEnumerable<(double X, double Y)> Drawn(Series series, AxisTicks xAxis, AxisTicks yAxis)
    {
        const double Apart = 6;
        (double X, double Y)? before = null;
        for (int i = 0; i < series.X.Length; i++)
        {
            if (!IsShown(series.Y[i]))
            {
                before = null;
                continue;
            }

            var dot = (X: X(xAxis, series.X[i]), Y: Y(yAxis, series.Y[i]));
            yield return dot;
            if (before is { } from && series.Style != SeriesStyle.Points)
            {
                int steps = (int)Math.Min(1000, Math.Sqrt(Math.Pow(dot.X - from.X, 2) + Math.Pow(dot.Y - from.Y, 2)) / Apart);
                for (int step = 1; step < steps; step++)
                {
                    yield return (from.X + ((dot.X - from.X) * step / steps), from.Y + ((dot.Y - from.Y) * step / steps));
                }
            }

            before = dot;
        }
    }

    private static void Append(StringBuilder svg, FormattableString text) => svg.Append(text.ToString(CultureInfo.InvariantCulture));

    // Characters that XML 1.0 cannot hold at all are left out.
    internal static string Escape(string text)
    {
        var safe = new StringBuilder(text.Length);
        foreach (Rune rune in text.EnumerateRunes())
        {
            _ = rune.Value switch
            {
                '<' => safe.Append("&lt;"),
                '>' => safe.Append("&gt;"),
                '&' => safe.Append("&amp;"),
                '"' => safe.Append("&quot;"),
                < 0x20 and not ('\t' or '\n' or '\r') or 0xFFFE or 0xFFFF => safe,
                _ => safe.Append(rune.ToString()),
            };
        }

        return safe.ToString();
    }

    private sealed record Series(string Name, double[] X, double[] Y, SeriesStyle Style, string Colour);
}
