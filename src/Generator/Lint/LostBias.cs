using System.Collections.Generic;
using System.Linq;
using Espalier.Generator.Diagnostics;
using Espalier.Generator.Graph;
using Espalier.Generator.Support;

namespace Espalier.Generator.Lint;

/// <summary>A bias that the norm below takes off again.</summary>
internal sealed class LostBias : LintRule
{
    public override void Check(NetworkGraph graph, ICollection<Problem> problems)
    {
        foreach (LayerNode node in graph.Layers.Where(node => node.Kind.IsLinear && node.IsTrained && node.Spec.Has("bias")))
        {
            Parameter? bias = node.Parameters.FirstOrDefault(parameter => parameter.Role == ParameterRole.Bias);
            if (bias is not null && graph.OnlyReader(node) is { } norm && norm.Kind.CentresChannels(norm))
            {
                string shift = norm.Parameters.Any(parameter => parameter.Role == ParameterRole.Shift) ? " and adds a shift of its own" : "";
                problems.Add(Problems.At(LintDescriptors.LostBias, node.Index, [norm.Index], node.Name, Invariant.Thousands(bias.Count), norm.Name, shift).With(
                    new Remedy("Use bias: false in " + node.Name, Change.SetOption, node.Index, "bias", "false")));
            }
        }
    }
}
