using System.Collections.Generic;
using System.Linq;
using Espalier.Generator.Diagnostics;
using Espalier.Generator.Graph;
using Espalier.Generator.LayerKinds;
using Espalier.Generator.Shapes;
using Espalier.Generator.Support;

namespace Espalier.Generator.Lint;

/// <summary>
/// Windows over values that see the whole input already (Richter, Schöning, Wiedenroth and Krumnack 2021, "Should You Go
/// Deeper? Optimizing Convolutional Neural Network Architectures without Training"). The shortest way counts, so that
/// layers with a shortcut around them are not meant.
/// </summary>
internal sealed class NothingNewToSee : LintRule
{
    public override void Check(NetworkGraph graph, ICollection<Problem> problems)
    {
        if (graph.Inputs.Count != 1 || graph.Inputs[0].Output.Shape is not { IsImage: true } image)
        {
            return;
        }

        IReadOnlyDictionary<LayerNode, ReceptiveField> fields = ReceptiveField.Of(graph, byShortestWay: true);
        LayerNode[] idle =
        [
            .. graph.Layers.Where(node => node.Kind.IsLinear && IsWindow(node.Kind.Reach(node)) && fields[node.Input.Producer] is var seen && seen.Covers(image)),
        ];
        if (idle.Length > 0)
        {
            LayerNode first = idle[0];
            string others = idle.Length switch
            {
                1 => "",
                2 => ", as does 1 more below",
                _ => $", as do {Invariant.Thousands(idle.Length - 1)} more below",
            };
            problems.Add(Problems.At(
                LintDescriptors.NothingNewToSee,
                first.Index,
                [.. idle.Skip(1).Select(node => node.Index)],
                first.Name, fields[first.Input.Producer].Size(), image.ToString(), first.Kind.Detail(first), others));
        }
    }

    private static bool IsWindow(Reach reach) => reach != Reach.All && (reach.Extent.Y > 1 || reach.Extent.X > 1);
}
