using System.Collections.Generic;
using System.Linq;
using Espalier.Generator.Diagnostics;
using Espalier.Generator.Graph;
using Espalier.Generator.LayerKinds;

namespace Espalier.Generator.Lint;

/// <summary>A loss that reads logarithms of probabilities under a layer that gives something else.</summary>
internal sealed class NoLogProbabilities : LintRule
{
    public override void Check(NetworkGraph graph, ICollection<Problem> problems)
    {
        foreach (LayerNode loss in graph.Losses.Where(loss => loss.Kind is LossKind { Reads: LossInput.LogProbabilities }))
        {
            LayerNode above = loss.Input.Source();
            string? given = above.Kind.IsLinear ? "scores of any size" : above.Kind.Range switch
            {
                ValueRange.Probabilities => "probabilities",
                ValueRange.NonNegative => "values of at least 0, which no logarithm of a probability is",
                ValueRange.Unit => "values from 0 to 1, which no logarithm of a probability is",
                ValueRange.SignedUnit => "values from −1 to 1",
                _ => null,
            };
            if (given is not null)
            {
                string way = above.Kind.Range == ValueRange.Probabilities ? "Use [LogSoftmax] in place of " + above.Name : "Put [LogSoftmax] above the loss";
                problems.Add(Problems.At(LintDescriptors.NoLogProbabilities, loss.Index, [above.Index], loss.Spec.Kind, above.Name, given, way).With(above.Kind.Range == ValueRange.Probabilities
                    ? Remedy.Use(above.Index, "LogSoftmax", "Use [LogSoftmax]")
                    : new Remedy("Insert [LogSoftmax] above", Change.InsertAbove, loss.Index, "LogSoftmax")));
            }
        }
    }
}
