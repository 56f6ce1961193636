using System.Text;

namespace Espalier.Diagrams;

/// <summary>A diagram as Mermaid text (mermaid.js.org, "flowchart").</summary>
internal static class MermaidText
{
    public static string Write(NetworkDiagram diagram)
    {
        var text = new StringBuilder("---\ntitle: ").Append(diagram.Name).Append("\n---\nflowchart TD\n");
        ReadOnlySpan<DiagramNode> nodes = diagram.Nodes;
        for (int i = 0; i < nodes.Length; i++)
        {
            (string open, string close) = nodes[i].Role is DiagramRole.Input or DiagramRole.Output or DiagramRole.Loss ? ("([", "])") : ("[", "]");
            text.Append("    n").Append(i).Append(open).Append('"').AppendJoin("<br/>", nodes[i].Lines.Select(Escaped)).Append('"').Append(close);
            text.Append(":::").Append(Class(nodes[i].Role)).Append('\n');
        }

        for (int i = 0; i < nodes.Length; i++)
        {
            foreach (int input in nodes[i].Inputs)
            {
                text.Append("    n").Append(input).Append(" --> n").Append(i).Append('\n');
            }
        }

        foreach (DiagramRole role in Enum.GetValues<DiagramRole>())
        {
            (string fill, string stroke) = DiagramColours.Of(role);
            text.Append("    classDef ").Append(Class(role)).Append(" fill:").Append(fill).Append(",stroke:").Append(stroke).Append(",color:").Append(DiagramColours.Text).Append('\n');
        }

        return text.ToString();
    }

    private static string Class(DiagramRole role) => role switch
    {
        DiagramRole.Input => "input",
        DiagramRole.Weights => "weights",
        DiagramRole.Norm => "norm",
        DiagramRole.Activation => "activation",
        DiagramRole.Pooling => "pooling",
        DiagramRole.Join => "join",
        DiagramRole.Loss => "loss",
        DiagramRole.Output => "output",
        _ => "other",
    };

    // Mermaid's own entities: a quotation mark would end the label.
    private static string Escaped(string text) => text.Replace("&", "&amp;", StringComparison.Ordinal).Replace("<", "&lt;", StringComparison.Ordinal)
        .Replace(">", "&gt;", StringComparison.Ordinal).Replace("\"", "#quot;", StringComparison.Ordinal);
}
