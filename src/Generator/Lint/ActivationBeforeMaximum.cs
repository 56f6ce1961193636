using System.Collections.Generic;
using System.Linq;
using Espalier.Generator.Diagnostics;
using Espalier.Generator.Graph;
using Espalier.Generator.LayerKinds;
using Espalier.Generator.Planning;
using Espalier.Generator.Support;

namespace Espalier.Generator.Lint;

/// <summary>An activation that runs over all values of which a max-pool then keeps a few, although the other way round gives the same.</summary>
internal sealed class ActivationBeforeMaximum : LintRule
{
    public override void Check(NetworkGraph graph, ICollection<Problem> problems)
    {
        HashSet<LayerNode>? free = null;
        foreach (LayerNode node in graph.Layers.Where(node => node.Kind.Activation != ActivationFamily.None && node.Kind.IsMonotone(node)))
        {
            if (graph.OnlyReader(node) is not { Kind.TakesGreatest: true } pool || pool.Output.Shape!.Length >= node.Output.Shape!.Length)
            {
                continue;
            }

            // At the end of the kernel above it costs next to nothing.
            free ??= [.. Fusion.Run(graph, training: false).Select(group => group.Epilogue).OfType<LayerNode>()];
            if (!free.Contains(node))
            {
                problems.Add(Problems.At(
                    LintDescriptors.ActivationBeforeMaximum,
                    node.Index,
                    [pool.Index],
                    node.Name, Invariant.Thousands(node.Output.Shape.Length), pool.Name, Invariant.Thousands(pool.Output.Shape.Length)).With(graph.Swap(node, pool)));
            }
        }
    }
}
