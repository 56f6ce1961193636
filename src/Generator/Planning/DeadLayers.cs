using System.Collections.Generic;
using System.Linq;
using Espalier.Generator.Diagnostics;
using Espalier.Generator.Graph;

namespace Espalier.Generator.Planning;

/// <summary>Takes out the layers that lead to no output, and says so.</summary>
internal static class DeadLayers
{
    public static void Run(NetworkGraph graph, ICollection<Problem> problems)
    {
        var alive = new HashSet<LayerNode>();
        foreach (NetworkOutput output in graph.Outputs)
        {
            Visit(output.Value.Producer);
        }

        alive.UnionWith(graph.Inputs);
        alive.UnionWith(graph.Losses);
        string outputs = string.Join(", ", graph.Outputs.Select(output => output.Value.Name));

        foreach (LayerNode node in graph.Nodes.Where(node => !alive.Contains(node)).ToArray())
        {
            if (node.Output.Consumers.Count == 0)
            {
                problems.Add(Problems.At(LintDescriptors.NobodyReads, node.Index, [], node.Name, outputs).With(Remedy.Remove(node.Index, node.Name)));
            }

            graph.Nodes.Remove(node);
        }

        foreach (LayerNode node in graph.Nodes)
        {
            node.Output.Consumers.RemoveAll(reader => !alive.Contains(reader));
        }

        void Visit(LayerNode node)
        {
            if (alive.Add(node))
            {
                foreach (Value input in node.Inputs)
                {
                    Visit(input.Producer);
                }
            }
        }
    }
}
