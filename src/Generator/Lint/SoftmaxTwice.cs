using System;
using System.Collections.Generic;
using System.Linq;
using Espalier.Generator.Diagnostics;
using Espalier.Generator.Graph;
using Espalier.Generator.LayerKinds;
using Espalier.Generator.Support;

namespace Espalier.Generator.Lint;

/// <summary>A softmax above a loss that applies it itself.</summary>
internal sealed class SoftmaxTwice : LintRule
{
    public override void Check(NetworkGraph graph, ICollection<Problem> problems)
    {
        foreach (LayerNode loss in graph.Losses.Where(loss => loss.Kind is LossKind { Reads: LossInput.ClassScores }))
        {
            LayerNode above = loss.Input.Source();
            int classes = loss.Input.Shape!.Channels;
            string? harm = above.Kind.Range switch
            {
                // Scores of 1 for one class and 0 for the others are as far apart as probabilities can be.
                ValueRange.Probabilities => $"of {Invariant.Thousands(classes)} classes none could get more than {LintText.Percent(Math.E / (Math.E + classes - 1))}",
                ValueRange.LogProbabilities => "once more changes nothing and only takes time",
                _ => null,
            };
            if (harm is not null && classes > 1)
            {
                problems.Add(Problems.At(LintDescriptors.SoftmaxTwice, above.Index, [loss.Index], above.Name, loss.Spec.Kind, harm).With(LintRemedies.Removal(above)));
            }
        }
    }
}
