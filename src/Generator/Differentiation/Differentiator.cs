using System.Collections.Generic;
using System.Linq;
using System.Threading;
using Espalier.Generator.Graph;
using Espalier.Generator.Planning;

namespace Espalier.Generator.Differentiation;

/// <summary>
/// Writes the backward pass: the layers from the last to the first, each by the rule of its kind. (Reverse-mode
/// differentiation, Linnainmaa 1970.)
/// </summary>
internal static class Differentiator
{
    public static List<StatementGroup> Run(NetworkGraph graph, ProgramPlanner planner, GradientMap gradients, CancellationToken cancellation)
    {
        var groups = new List<StatementGroup>();
        foreach (LayerNode node in graph.Layers.Reverse())
        {
            cancellation.ThrowIfCancellationRequested();
            if (!gradients.Has(node.Output))
            {
                continue;
            }

            var group = new StatementGroup(planner.BackwardTitle(node));
            node.Kind.Backward(new BackwardContext(planner, gradients, node, group.Statements));
            if (group.Statements.Count > 0)
            {
                groups.Add(group);
            }
        }

        return groups;
    }
}
