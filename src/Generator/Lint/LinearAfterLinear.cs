using System.Collections.Generic;
using System.Linq;
using Espalier.Generator.Diagnostics;
using Espalier.Generator.Graph;
using Espalier.Generator.LayerKinds;
using Espalier.Generator.Support;

namespace Espalier.Generator.Lint;

/// <summary>Two linear layers with nothing between, where one would do with as few parameters.</summary>
internal sealed class LinearAfterLinear : LintRule
{
    public override void Check(NetworkGraph graph, ICollection<Problem> problems)
    {
        foreach (LayerNode first in graph.Layers.Where(node => node.Kind.IsLinear && node.IsTrained))
        {
            if (graph.OnlyReader(first) is { Kind.IsLinear: true, IsTrained: true } second && InOne(first, second) is { } one)
            {
                long two = Weights(first) + Weights(second);
                if (one <= two)
                {
                    problems.Add(Problems.At(
                        LintDescriptors.LinearAfterLinear, second.Index, [first.Index], first.Name, second.Name, Invariant.Thousands(one), Invariant.Thousands(two)).With([.. Between(second), .. LintRemedies.Removal(first)]));
                }
            }
        }
    }

    private static Remedy[] Between(LayerNode second) => second.Spec.From is null
        ? [new Remedy("Insert [ReLU] between them", Change.InsertAbove, second.Index, "ReLU")]
        : [];

    /// <summary>
    /// Weights of the one layer that computes the same; null where there is none of that kind. Layers that cost less than that
    /// are a factorisation, and may well be meant: a bottleneck, a depthwise convolution with a pointwise one.
    /// </summary>
    private static long? InOne(LayerNode first, LayerNode second)
    {
        Reach one = first.Kind.Reach(first), two = second.Kind.Reach(second);
        if (two == Reach.All)
        {
            return (long)first.Input.Shape!.Length * second.Output.Shape!.Length;
        }

        // A layer that enlarges makes other patches of every pixel, and one that sees all has no pixels for the next.
        if (one == Reach.All || one.StepY < 1 || one.StepX < 1 || two.StepY < 1 || two.StepX < 1)
        {
            return null;
        }

        long height = one.Extent.Y + ((two.Extent.Y - 1) * (long)one.StepY), width = one.Extent.X + ((two.Extent.X - 1) * (long)one.StepX);
        return height * width * first.Input.Shape!.Channels * second.Output.Shape!.Channels;
    }

    private static long Weights(LayerNode node) => node.Parameters.Where(parameter => parameter.Role == ParameterRole.Weight).Sum(parameter => parameter.Count);
}
