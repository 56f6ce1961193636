using System.Globalization;
using System.Text;

namespace Espalier.Diagrams;

/// <summary>A diagram as an SVG document.</summary>
internal static class SvgDrawing
{
    private const double Margin = 24, TitleHeight = 34, LineHeight = 17;

    public static string Draw(NetworkDiagram diagram, DiagramLayout layout)
    {
        double titleWidth = 11 * diagram.Name.Length;
        double width = Math.Max(layout.Width, titleWidth) + (2 * Margin), height = layout.Height + TitleHeight + (2 * Margin);
        double left = Margin + (Math.Max(0, titleWidth - layout.Width) / 2), top = Margin + TitleHeight;
        var svg = new StringBuilder();
        Line(svg, $"""<svg xmlns="http://www.w3.org/2000/svg" width="{width:0}" height="{height:0}" viewBox="0 0 {width:0} {height:0}" font-family="system-ui, 'Segoe UI', 'DejaVu Sans', sans-serif" font-size="13" text-anchor="middle">""");
        Line(svg, $"""<rect width="100%" height="100%" rx="10" fill="#ffffff"/>""");
        Line(svg, $"""<defs><marker id="tip" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="8" markerHeight="8" orient="auto"><path d="M0 0.5 L7.5 4 L0 7.5 z" fill="{DiagramColours.Line}"/></marker></defs>""");
        Line(svg, $"""<text x="{width / 2:0.#}" y="{Margin + 14:0.#}" font-size="18" font-weight="600" fill="{DiagramColours.Text}">{Escaped(diagram.Name)}</text>""");
        Line(svg, $"""<g transform="translate({left:0.#} {top:0.#})">""");
        Line(svg, $"""<g fill="none" stroke="{DiagramColours.Line}" stroke-width="1.4">""");
        foreach (DiagramLayout.Vertex[] way in layout.Lines)
        {
            Line(svg, $"""<path d="{Path(way)}" marker-end="url(#tip)"/>""");
        }

        Line(svg, $"</g>");
        foreach (DiagramLayout.Vertex box in layout.Boxes)
        {
            Draw(svg, box);
        }

        Line(svg, $"</g>");
        Line(svg, $"</svg>");
        return svg.ToString();
    }

    private static void Draw(StringBuilder svg, DiagramLayout.Vertex box)
    {
        DiagramNode node = box.Node!;
        (string fill, string stroke) = DiagramColours.Of(node.Role);
        double corner = node.Role is DiagramRole.Input or DiagramRole.Output or DiagramRole.Loss ? Math.Min(box.Height / 2, 18) : 6;
        Line(svg, $"""<rect x="{box.X - (box.Width / 2):0.#}" y="{box.Y - (box.Height / 2):0.#}" width="{box.Width:0.#}" height="{box.Height:0.#}" rx="{corner:0.#}" fill="{fill}" stroke="{stroke}"/>""");
        string[] lines = [.. node.Lines];
        double y = box.Y - ((lines.Length - 1) * LineHeight / 2) + 4.5;
        for (int i = 0; i < lines.Length; i++, y += LineHeight)
        {
            string style = i == 0 ? """ font-weight="600" """ : """ font-size="12" """;
            Line(svg, $"""<text x="{box.X:0.#}" y="{y:0.#}"{style.TrimEnd()} fill="{DiagramColours.Text}">{Escaped(lines[i])}</text>""");
        }
    }

    /// <summary>From the lower edge of the first box to the upper edge of the last, upright at both and past each rank between.</summary>
    private static string Path(DiagramLayout.Vertex[] way)
    {
        var path = new StringBuilder();
        double x = way[0].X, y = way[0].Y + (way[0].Height / 2);
        path.Append(CultureInfo.InvariantCulture, $"M{x:0.#} {y:0.#}");
        foreach (DiagramLayout.Vertex next in way[1..])
        {
            double toX = next.X, toY = next.Y - (next.Height / 2), half = (y + toY) / 2;
            if (Math.Abs(toX - x) < 0.5)
            {
                path.Append(CultureInfo.InvariantCulture, $" L{toX:0.#} {toY:0.#}");
            }
            else
            {
                path.Append(CultureInfo.InvariantCulture, $" C{x:0.#} {half:0.#} {toX:0.#} {half:0.#} {toX:0.#} {toY:0.#}");
            }

            (x, y) = (toX, toY);
            if (next.Node is null)
            {
                y = next.Y + (next.Height / 2);
                path.Append(CultureInfo.InvariantCulture, $" L{x:0.#} {y:0.#}");
            }
        }

        return path.ToString();
    }

    private static void Line(StringBuilder svg, FormattableString text) => svg.Append(text.ToString(CultureInfo.InvariantCulture)).Append('\n');

    private static string Escaped(string text) => text.Replace("&", "&amp;", StringComparison.Ordinal).Replace("<", "&lt;", StringComparison.Ordinal).Replace(">", "&gt;", StringComparison.Ordinal);
}
