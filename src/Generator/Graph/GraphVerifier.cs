using System;
using System.Collections.Generic;

namespace Espalier.Generator.Graph;

/// <summary>
/// What holds between any two passes: nodes stand in an order of computation, edges are the same seen from both ends,
/// and every value has a reader or is the output.
/// </summary>
internal static class GraphVerifier
{
    /// <exception cref="InvalidOperationException">A pass left the graph inconsistent; the message says how.</exception>
    public static void Verify(NetworkGraph graph)
    {
        var seen = new HashSet<LayerNode>();
        foreach (LayerNode node in graph.Nodes)
        {
            foreach (Value input in node.Inputs)
            {
                Require(seen.Contains(input.Producer), node, "reads " + input.Name + ", which stands below it");
                Require(input.Consumers.Contains(node), node, "is no reader of " + input.Name + " in the other direction");
            }

            foreach (LayerNode reader in node.Output.Consumers)
            {
                Require(reader.Inputs.Contains(node.Output), node, "counts " + reader.Name + " as a reader, which reads something else");
                Require(graph.Nodes.Contains(reader), node, "is read by " + reader.Name + ", which is not in the graph");
            }

            Require(node.Output.Producer == node, node, "does not produce its own output");
            Require(seen.Add(node), node, "stands twice");
            Require(node.Kind is LayerKinds.SourceKind == (node.Inputs.Count == 0), node, "has no input");
        }

        Require(graph.Outputs.Count > 0, graph.Nodes[0], "leads to no output");
        foreach (NetworkOutput output in graph.Outputs)
        {
            Require(seen.Contains(output.Value.Producer), output.Value.Producer, "is an output and not in the graph");
        }
    }

    private static void Require(bool condition, LayerNode node, string what)
    {
        if (!condition)
        {
            throw new InvalidOperationException("Graph: " + node.Name + " " + what + ".");
        }
    }
}
