using System.Collections.Generic;
using System.Linq;
using Espalier.Generator.Diagnostics;
using Espalier.Generator.Graph;
using Espalier.Generator.LayerKinds;

namespace Espalier.Generator.Lint;

/// <summary>A softmax over one score.</summary>
internal sealed class SingleScore : LintRule
{
    public override void Check(NetworkGraph graph, ICollection<Problem> problems)
    {
        foreach (LayerNode loss in graph.Losses.Where(loss => loss.Kind is LossKind { Reads: LossInput.ClassScores } && loss.Input.Shape!.Channels == 1))
        {
            LayerNode above = loss.Input.Source();
            problems.Add(Problems.At(LintDescriptors.SingleScore, loss.Index, [above.Index], loss.Spec.Kind, above.Name).With(
                loss.Spec.Options.Any(option => option.IsGiven) ? [] : [Remedy.Use(loss.Index, "BinaryCrossEntropy", "Use [BinaryCrossEntropy]")]));
        }
    }
}
