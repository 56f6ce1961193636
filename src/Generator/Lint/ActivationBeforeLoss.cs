using System;
using System.Collections.Generic;
using Espalier.Generator.Diagnostics;
using Espalier.Generator.Graph;
using Espalier.Generator.LayerKinds;
using Espalier.Generator.Support;

namespace Espalier.Generator.Lint;

/// <summary>An activation above a loss that reads scores: it limits what can be said.</summary>
internal sealed class ActivationBeforeLoss : LintRule
{
    public override void Check(NetworkGraph graph, ICollection<Problem> problems)
    {
        foreach (LayerNode loss in graph.Losses)
        {
            LayerNode above = loss.Input.Source();
            LossInput reads = ((LossKind)loss.Kind).Reads;
            bool readsScores = reads == LossInput.BinaryScores || (reads == LossInput.ClassScores && loss.Input.Shape!.Channels > 1);
            if (readsScores && Limits(above.Kind.Range) is var (least, most, values))
            {
                string applied = reads == LossInput.ClassScores ? "softmax" : "a sigmoid";
                string harm = reads == LossInput.ClassScores ? OfClasses(loss.Input.Shape!.Channels, least, most) : OfBits(least, most);
                problems.Add(Problems.At(LintDescriptors.ActivationBeforeLoss, above.Index, [loss.Index], above.Name, values, loss.Spec.Kind, applied, harm).With(LintRemedies.Removal(above)));
            }
        }
    }

    private static (double Least, double Most, string Text)? Limits(ValueRange range) => range switch
    {
        ValueRange.NonNegative => (0, double.PositiveInfinity, "of at least 0"),
        ValueRange.Unit => (0, 1, "from 0 to 1"),
        ValueRange.SignedUnit => (-1, 1, "from −1 to 1"),
        _ => null,
    };

    private static string OfClasses(int classes, double least, double most) => double.IsInfinity(most)
        ? "no score could be below 0"
        : $"of {Invariant.Thousands(classes)} classes none could get more than {LintText.Percent(1 / (1 + ((classes - 1) * Math.Exp(least - most))))}";

    private static string OfBits(double least, double most) =>
        $"no probability could be below {LintText.Percent(Sigmoid(least))}" + (double.IsInfinity(most) ? "" : $" or above {LintText.Percent(Sigmoid(most))}");

    private static double Sigmoid(double score) => 1 / (1 + Math.Exp(-score));
}
