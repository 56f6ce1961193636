using System.Collections.Generic;
using System.Linq;
using Espalier.Generator.Diagnostics;
using Espalier.Generator.LayerKinds;

namespace Espalier.Generator.Graph;

/// <summary>
/// What prediction gives: the lines that say so by [Output] and those that losses read, in source order; without any, the
/// last line.
/// </summary>
internal static class OutputFinder
{
    public static void Run(NetworkGraph graph)
    {
        foreach (LayerNode node in graph.Nodes)
        {
            if (node.Kind is OutputKind)
            {
                graph.Outputs.Add(new NetworkOutput(node.Name, node.Output));
            }
            else if (graph.Losses.Contains(node) && node.Inputs.Count > 0 && !graph.IsOutput(node.Input))
            {
                graph.Outputs.Add(new NetworkOutput(GivenName(node.Input.Producer) ?? GivenName(node), node.Input));
            }
        }

        if (graph.Outputs.Count == 0)
        {
            LayerNode last = graph.Layers.Last();
            graph.Outputs.Add(new NetworkOutput(GivenName(last), last.Output));
        }
    }

    /// <summary>Reports inputs from which no way leads to an output.</summary>
    public static bool AllInputsAreRead(NetworkGraph graph, ICollection<Problem> problems)
    {
        bool all = true;
        foreach (LayerNode input in graph.Inputs.Where(input => input.Output.Consumers.Count == 0 && !graph.IsOutput(input.Output) && input.Kind is not LengthsKind))
        {
            problems.Add(Problems.At(GraphDescriptors.UnreadInput, input.Index, [], input.Name, string.Join(", ", graph.Outputs.Select(output => output.Value.Name))).With(
                Remedy.Remove(input.Index, input.Name)));
            all = false;
        }

        return all;
    }

    /// <summary>Reports pixels where there are several inputs.</summary>
    public static bool PixelsHaveNoNeighbour(NetworkGraph graph, ICollection<Problem> problems)
    {
        LayerNode[] wrong = graph.Inputs.Count == 1 ? [] : graph.Inputs.Where(input => PixelFormat.Of(input.Spec) is not null).ToArray();
        foreach (LayerNode input in wrong)
        {
            problems.Add(Problems.At(LimitDescriptors.PixelsOfSeveralInputs, input.Index, [], input.Name, PixelFormat.Of(input.Spec)!.Name).With(Remedy.RemoveOption(input.Index, "pixels")));
        }

        return wrong.Length == 0;
    }

    private static string? GivenName(LayerNode node) => node.Spec.IsKnown ? node.Kind.OwnName(node.Spec) : node.Spec.Name;
}
