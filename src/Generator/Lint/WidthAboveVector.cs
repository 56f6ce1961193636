using System.Collections.Generic;
using System.Linq;
using Espalier.Generator.Diagnostics;
using Espalier.Generator.Graph;
using Espalier.Generator.Support;

namespace Espalier.Generator.Lint;

/// <summary>One or two outputs more than vectors hold, in a layer whose width is free.</summary>
internal sealed class WidthAboveVector : LintRule
{
    private const int Lanes = 16, MostAbove = 2;

    // Below this share of empty lanes it is not worth a word.
    private const double LeastWaste = 0.1;

    public override void Check(NetworkGraph graph, ICollection<Problem> problems)
    {
        foreach (LayerNode node in graph.Layers.Where(node => node.Kind.IsLinear && !IsGiven(graph, node)))
        {
            // Groups have panels of their own, and a transposed convolution lies in panels of its inputs.
            int outputs = node.Output.Shape!.Channels;
            if (node.Parameters.FirstOrDefault(parameter => parameter.Role == ParameterRole.Weight) is not { Panels: { Groups: 1 } panels } weight
                || panels.Outputs != outputs || (node.Spec.Has("groups") && node.Spec.Int("groups") != 1))
            {
                continue;
            }

            int above = outputs % Lanes, below = outputs - above, next = below + Lanes;
            if (below > 0 && above is > 0 and <= MostAbove && (double)(next - outputs) / outputs >= LeastWaste)
            {
                problems.Add(Problems.At(
                    LintDescriptors.WidthAboveVector,
                    node.Index,
                    [],
                    node.Name, Invariant.Thousands(outputs), LintText.Outputs(node), Invariant.Thousands(below), Invariant.Thousands(next),
                    LintText.Percent((double)weight.StoredLength / weight.Count - 1)).With(
                        new[] { below, next }.Select(width => new Remedy("Use " + LintText.Outputs(node) + ": " + Invariant.Text(width), Change.SetOption, node.Index, LintText.Outputs(node), Invariant.Text(width)))));
            }
        }
    }

    // What prediction gives, and what is joined with other lines, has the width that it must have.
    private static bool IsGiven(NetworkGraph graph, LayerNode node)
    {
        for (LayerNode? reader = graph.OnlyReader(node); reader is { Kind.JoinsSeveral: false }; reader = graph.OnlyReader(reader))
        {
            if (reader.Kind.IsLinear)
            {
                return false;
            }
        }

        return true;
    }
}
