using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using Espalier.Generator.Diagnostics;
using Espalier.Generator.Graph;

namespace Espalier.Generator.Lint;

/// <summary>A dropout above a norm whose statistics then are those of training alone.</summary>
internal sealed class DropoutBeforeStatistics : LintRule
{
    public override void Check(NetworkGraph graph, ICollection<Problem> problems)
    {
        foreach (LayerNode node in graph.Layers.Where(node => node.Kind.DropProbability(node) > 0))
        {
            if (graph.OnlyReader(node) is { } norm && norm.Kind.GathersStatistics(norm))
            {
                string factor = (1 / (1 - node.Kind.DropProbability(node))).ToString("0.##", CultureInfo.InvariantCulture);
                problems.Add(Problems.At(LintDescriptors.DropoutBeforeStatistics, node.Index, [norm.Index], node.Name, norm.Name, factor).With(
                    [.. graph.Swap(node, norm), .. LintRemedies.Removal(node)]));
            }
        }
    }
}
