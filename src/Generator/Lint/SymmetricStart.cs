using System.Collections.Generic;
using System.Linq;
using Espalier.Generator.Diagnostics;
using Espalier.Generator.Graph;
using Espalier.Generator.Support;

namespace Espalier.Generator.Lint;

/// <summary>A hidden layer whose weights all start alike.</summary>
internal sealed class SymmetricStart : LintRule
{
    public override void Check(NetworkGraph graph, ICollection<Problem> problems)
    {
        foreach (LayerNode node in graph.Layers.Where(node => node.Kind.IsLinear && node.IsTrained && node.Output.Shape!.Channels > 1))
        {
            Parameter? weight = node.Parameters.FirstOrDefault(parameter => parameter is { FollowsInit: true, Initializer: "Zeros" or "Constant" });
            if (weight is not null && IsHidden(graph, node))
            {
                string value = Invariant.Text((float)(weight.Initializer == "Constant" ? weight.InitialValue : 0));
                problems.Add(Problems.At(
                    LintDescriptors.SymmetricStart, node.Index, [], node.Name, value, Invariant.Thousands(node.Output.Shape!.Channels), LintText.Outputs(node)).With(
                        node.Spec.Init.Kind is null ? [] : [Remedy.RemoveOption(node.Index, "Init")]));
            }
        }
    }

    // Whether a layer that learns reads it, with no join before: behind a join, a start at zero is the identity, and meant.
    private static bool IsHidden(NetworkGraph graph, LayerNode node)
    {
        for (LayerNode? reader = graph.OnlyReader(node); reader is { Kind.JoinsSeveral: false }; reader = graph.OnlyReader(reader))
        {
            if (reader.Kind.IsLinear)
            {
                return true;
            }
        }

        return false;
    }
}
