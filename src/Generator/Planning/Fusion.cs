using System.Collections.Generic;
using System.Linq;
using Espalier.Generator.Graph;

namespace Espalier.Generator.Planning;

/// <summary>Layers that run as one kernel.</summary>
internal sealed class FusedGroup(LayerNode head)
{
    public LayerNode Head { get; } = head;

    /// <summary>The batch norm that prediction takes into the weights of the head.</summary>
    public LayerNode? Scale { get; set; }

    /// <summary>The activation that ends the kernel.</summary>
    public LayerNode? Epilogue { get; set; }

    /// <summary>The max pooling that the kernel does while it has the values at hand.</summary>
    public LayerNode? Pool { get; set; }

    /// <summary>The layer below that works on the rows of the head's weight, so that the head itself has nothing to do.</summary>
    public LayerNode? RowsOf { get; set; }

    /// <summary>Why the layer below runs apart; empty where there is nothing to say.</summary>
    public string Reason { get; set; } = "";

    /// <summary>Why the kernel is the one that it is.</summary>
    public List<string> Notes { get; } = [];

    public IEnumerable<LayerNode> Members => new[] { Head, Scale, Epilogue, Pool }.OfType<LayerNode>();

    public LayerNode Last => Members.Last();
}

/// <summary>
/// Joins a layer with the batch norm, the activation and the max pooling below it, where nobody else reads what lies
/// between. In training the batch norm needs the values that it normalises, and stays apart; so does pooling where the
/// gradient of the input of the layer above needs a gradient for every value between. Where tokens pick from a few rows, the
/// layer below may take the rows rather than what is picked.
/// </summary>
internal static class Fusion
{
    public static List<FusedGroup> Run(NetworkGraph graph, bool training)
    {
        var groups = new List<FusedGroup>();
        var taken = new HashSet<LayerNode>();
        foreach (LayerNode node in graph.Layers)
        {
            if (!taken.Add(node))
            {
                continue;
            }

            var group = new FusedGroup(node);
            groups.Add(group);
            if (Below(graph, group, out LayerNode? below) && node.Kind.PicksRows(node) && below!.Kind.WorksOnRows && below.Input == node.Output)
            {
                group.RowsOf = below;
                group.Reason = below.Name + " works on its rows: a few samples have more steps than there are rows";
                continue;
            }

            if (!training && Below(graph, group, out below) && node.Kind.FoldsScale && below!.Kind.IsScale)
            {
                group.Scale = below;
                taken.Add(below);
            }

            if (Below(graph, group, out below)
                && below!.Kind.Epilogue is { } epilogue
                && node.Kind.HasEpilogue(epilogue)
                && !(training && group.Last.Kind.BackwardReadsOutput))
            {
                group.Epilogue = below;
                taken.Add(below);
            }

            if (Below(graph, group, out below) && below!.Kind.TilesMaxima(below))
            {
                string? apart = node.Kind.ApartFromPool(node, below, graph.Spec.Winograd)
                    ?? (training && node.Inputs.Any(IsTrained) ? "the gradient of the input of " + node.Name + " needs every value" : null);
                if (apart is null)
                {
                    group.Pool = below;
                    taken.Add(below);
                }
                else if (apart.Length > 0)
                {
                    group.Reason = below.Name + " apart: " + apart;
                }
            }
        }

        return groups;
    }

    private static bool IsTrained(Value value) =>
        value.Producer.Kind.PassesGradient && (value.Producer.IsTrained || value.Producer.Inputs.Any(IsTrained));

    private static bool Below(NetworkGraph graph, FusedGroup group, out LayerNode? below)
    {
        Value output = group.Last.Output;
        List<LayerNode> readers = output.Consumers;
        below = readers.Count == 1 && !graph.Losses.Contains(readers[0]) ? readers[0] : null;
        if (below is null && readers.FirstOrDefault(reader => reader.Kind.IsScale || reader.Kind.Epilogue is not null) is { } wanted)
        {
            string others = string.Join(", ", readers.Where(reader => reader != wanted).Select(reader => reader.Name));
            group.Reason = wanted.Name + " apart: " + others + " reads " + output.Name + " too";
        }

        if (graph.IsOutput(output) || below is null)
        {
            below = null;
            return false;
        }

        return true;
    }
}
