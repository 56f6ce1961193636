using System.Collections.Generic;
using System.Linq;
using Espalier.Generator.Diagnostics;
using Espalier.Generator.Graph;
using Espalier.Generator.LayerKinds;
using Espalier.Generator.Support;

namespace Espalier.Generator.Lint;

/// <summary>Sigmoids or hyperbolic tangents one after the other, with nothing that keeps the gradient up.</summary>
internal sealed class SaturatingStack : LintRule
{
    // Three sigmoids leave 1/64 of the gradient; of tangents, which leave all of it near 0, five are deep.
    private const double LeastLeft = 1.0 / 64;
    private const int MostInARow = 4;

    public override void Check(NetworkGraph graph, ICollection<Problem> problems)
    {
        // Upwards from each activation below which something learns, as long as there is one way only.
        var counted = new HashSet<LayerNode>();
        foreach (LayerNode last in graph.Layers.Reverse().Where(node => IsHidden(graph, node)))
        {
            if (!counted.Contains(last))
            {
                Climb(last, counted, problems);
            }
        }
    }

    private static void Climb(LayerNode last, HashSet<LayerNode> counted, ICollection<Problem> problems)
    {
        var stack = new List<LayerNode>();
        LayerNode? learner = null;
        for (LayerNode? node = last; node is not null; node = Above(node))
        {
            if (node.Kind.Activation == ActivationFamily.Saturating)
            {
                counted.Add(node);
                stack.Insert(0, node);
            }

            learner = node.IsTrained ? node : learner;
        }

        double left = stack.Aggregate(1.0, (product, node) => product * node.Kind.LargestSlope);
        if (learner is not null && (stack.Count > MostInARow || left <= LeastLeft))
        {
            string passed = left < 1
                ? $"at most {LintText.Fraction(left)} of the gradient comes back to {learner.Name}"
                : $"each takes some of the gradient, and most where its input is far from 0, on the way back to {learner.Name}";
            problems.Add(Problems.At(
                LintDescriptors.SaturatingStack,
                stack[0].Index,
                [.. stack.Skip(1).Select(node => node.Index)],
                Invariant.Thousands(stack.Count), string.Join(", ", stack.Select(node => node.Name)), passed));
        }
    }

    private static bool IsHidden(NetworkGraph graph, LayerNode node)
    {
        if (node.Kind.Activation != ActivationFamily.Saturating || !node.Kind.PassesGradient)
        {
            return false;
        }

        for (LayerNode? reader = graph.OnlyReader(node); reader is not null; reader = graph.OnlyReader(reader))
        {
            if (reader.Kind.IsLinear)
            {
                return true;
            }
        }

        return false;
    }

    private static LayerNode? Above(LayerNode node)
    {
        LayerNode? above = node.Inputs.Count == 1 && !node.Kind.Normalizes ? node.Input.Producer : null;
        return above is { Output.Consumers.Count: 1, Kind.PassesGradient: true } ? above : null;
    }
}
