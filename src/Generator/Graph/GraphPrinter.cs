using System.Globalization;
using System.Linq;
using System.Text;

namespace Espalier.Generator.Graph;

/// <summary>A graph as text, one node a line: for tests, debugging, and the fingerprint of an architecture.</summary>
internal static class GraphPrinter
{
    public static string Print(NetworkGraph graph)
    {
        var text = new StringBuilder();
        foreach (LayerNode node in graph.Nodes)
        {
            text.Append(node.Name).Append(" = ").Append(node.Spec.Kind);
            text.Append('(').Append(string.Join(", ", node.Inputs.Select(input => input.Name))).Append(')');
            text.Append(" → ").Append(node.Output.Shape?.ToString() ?? "?");
            foreach (Parameter parameter in node.Parameters)
            {
                text.Append("  ").Append(parameter.Name).Append(" [");
                text.Append(string.Join(", ", parameter.Shape.Select(size => size.ToString(CultureInfo.InvariantCulture)))).Append(']');
            }

            if (node.TiedTo is { } tied)
            {
                text.Append("  tied to ").Append(tied.Name);
            }

            text.Append('\n');
        }

        return text.Append("output ").Append(string.Join(", ", graph.Outputs.Select(output => output.Value.Name))).Append('\n').ToString();
    }
}
