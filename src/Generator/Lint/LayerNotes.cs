using System.Collections.Generic;
using System.Linq;
using Espalier.Generator.Diagnostics;
using Espalier.Generator.Emission;
using Espalier.Generator.Graph;
using Espalier.Generator.LayerKinds;
using Espalier.Generator.Support;

namespace Espalier.Generator.Lint;

/// <summary>What each line of the declaration gives, for those who asked to see it: <c>→ 30×24×24, 780 parameters</c>.</summary>
internal sealed class LayerNotes : LintRule
{
    public override void Check(NetworkGraph graph, ICollection<Problem> problems)
    {
        ILookup<Line, LayerNode> nodes = graph.Layers.Where(node => node.Line is not null).ToLookup(node => Own(node.Line!));
        foreach (Line line in graph.Outline.Root.Lines)
        {
            LayerNode[] layers = [.. nodes[line]];
            if (layers.Length > 0)
            {
                long parameters = layers.SelectMany(node => node.Parameters).Where(parameter => parameter.IsLearnt).Sum(parameter => parameter.Count);
                long flops = layers.Sum(node => node.Kind.Flops(node));
                string text = layers[layers.Length - 1].Output.Shape
                    + (parameters == 0 ? "" : ", " + Invariant.Thousands(parameters) + (parameters == 1 ? " parameter" : " parameters"))
                    + (flops == 0 ? "" : ", " + PlanTable.Mega(flops) + " MFLOP");
                problems.Add(Problems.At(LintDescriptors.WhatItGives, line.Index, [], text));
            }
        }
    }

    /// <summary>The network's own line through which a line of a block is there.</summary>
    private static Line Own(Line line)
    {
        while (line.Scope.Use is { } use)
        {
            line = use;
        }

        return line;
    }
}
