using System.Collections.Generic;
using System.Linq;
using Espalier.Generator.Diagnostics;
using Espalier.Generator.Graph;

namespace Espalier.Generator.Lint;

/// <summary>Says where a network that is to be trained has something to learn above a layer that passes no gradient.</summary>
internal sealed class GradientThroughNothing : LintRule
{
    public override void Check(NetworkGraph graph, ICollection<Problem> problems)
    {
        if (graph.Losses.Count == 0)
        {
            return;
        }

        foreach (LayerNode node in graph.Layers.Where(node => !node.Kind.PassesGradient))
        {
            LayerNode[] learners = [.. Above(node).Where(learner => learner.IsTrained)];
            if (learners.Length > 0)
            {
                string names = string.Join(", ", learners.Select(learner => learner.Name));
                problems.Add(Problems.At(
                    LintDescriptors.NoGradientThrough, node.Index, [.. learners.Select(learner => learner.Index)], node.Name, names, learners.Length == 1 ? "learns" : "learn").With(
                        Remedy.Use(node.Index, "Sigmoid", "Use [Sigmoid]"), Remedy.Use(node.Index, "HardSigmoid", "Use [HardSigmoid]")));
            }
        }

        IEnumerable<LayerNode> Above(LayerNode node)
        {
            var seen = new HashSet<LayerNode>();
            Visit(node);
            return graph.Nodes.Where(seen.Contains);

            void Visit(LayerNode below)
            {
                foreach (Value input in below.Inputs)
                {
                    if (seen.Add(input.Producer))
                    {
                        Visit(input.Producer);
                    }
                }
            }
        }
    }
}
