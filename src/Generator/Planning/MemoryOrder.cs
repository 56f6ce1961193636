using System.Collections.Generic;
using System.Linq;
using Espalier.Generator.Graph;
using Espalier.Generator.LayerKinds;
using Espalier.Generator.Parsing;

namespace Espalier.Generator.Planning;

/// <summary>
/// Memory holds images channels last. Most layers do not care; where one does, and at the output, this pass inserts the
/// conversion to the order in which people read images.
/// </summary>
internal static class MemoryOrder
{
    public static void Run(NetworkGraph graph)
    {
        foreach (LayerNode node in graph.Layers.ToArray())
        {
            bool canKeep = node.Kind.AbsorbsOrder
                || (node.Kind.KeepsOrder && node.Inputs.All(input => Equals(input.FlattenedFrom, node.Input.FlattenedFrom)));
            if (!canKeep)
            {
                foreach (Value input in node.Inputs.Where(input => input.FlattenedFrom is not null).Distinct().ToArray())
                {
                    Insert(graph, input, node);
                }
            }
        }

        foreach (NetworkOutput output in graph.Outputs)
        {
            if (output.Value.FlattenedFrom is not null || output.Value.Shape!.IsReordered)
            {
                Insert(graph, output.Value, reader: null);
            }
        }
    }

    private static void Insert(NetworkGraph graph, Value value, LayerNode? reader)
    {
        var spec = new LayerSpec("ToPlanar", []);
        var node = new LayerNode(-1, spec, new ToPlanarKind(isImageOutput: reader is null && value.Shape!.IsImage), value.Name + "Planar");
        node.Output.Shape = value.Shape;
        graph.Insert(node, value, reader);
    }
}
