using System.Collections.Generic;
using Espalier.Generator.Diagnostics;
using Espalier.Generator.Graph;

namespace Espalier.Generator.Lint;

/// <summary>What stands right above and below a layer, past lines that compute nothing: names, [Flatten], [Identity].</summary>
internal static class Neighbours
{
    /// <summary>The layer that computes the value.</summary>
    public static LayerNode Source(this Value value)
    {
        LayerNode node = value.Producer;
        while (node.Inputs.Count > 0 && node.ComputesNothing())
        {
            node = node.Input.Producer;
        }

        return node;
    }

    /// <summary>The layer that reads this one, where it is the only one and prediction does not give the value; else null.</summary>
    public static LayerNode? OnlyReader(this NetworkGraph graph, LayerNode node)
    {
        while (node.Output.Consumers.Count == 1 && !graph.IsOutput(node.Output))
        {
            node = node.Output.Consumers[0];
            if (!node.ComputesNothing())
            {
                return node;
            }
        }

        return null;
    }

    private static bool ComputesNothing(this LayerNode node) =>
        node.Kind.IsIdentity(node, training: true) && node.Kind.IsIdentity(node, training: false);
}
