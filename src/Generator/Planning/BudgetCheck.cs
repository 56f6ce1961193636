using System;
using System.Collections.Generic;
using Espalier.Generator.Diagnostics;
using Espalier.Generator.Graph;
using Espalier.Generator.Parsing;
using Espalier.Generator.Support;

namespace Espalier.Generator.Planning;

/// <summary>Reports the first layer that takes the network beyond what it may cost.</summary>
internal static class BudgetCheck
{
    public static void Run(NetworkPlan plan, ICollection<Problem> problems)
    {
        if (plan.Spec.Budget is not { } budget)
        {
            return;
        }

        var totals = new RunningTotals(plan);
        string batch = Invariant.Text(budget.Batch);
        Check(budget.Parameters, totals.Parameters, "parameters", nameof(budget.Parameters));
        Check(budget.Flops, totals.Flops, "floating-point operations a sample", nameof(budget.Flops));
        Check(budget.PredictionBytes, totals.PredictionBytes, "bytes to predict", nameof(budget.PredictionBytes));
        Check(budget.TrainingBytes, () => totals.TrainingBytes(budget.Batch), "bytes to train on batches of " + batch, nameof(budget.TrainingBytes));

        void Check(long? limit, Func<long[]> running, string unit, string property)
        {
            if (limit is not { } most)
            {
                return;
            }

            long[] sums = running();
            int first = Array.FindIndex(sums, sum => sum > most);
            if (first < 0)
            {
                return;
            }

            // What the compiler put in counts for the line above it.
            while (first > 0 && totals.Nodes[first].Index < 0)
            {
                first--;
            }

            LayerNode node = totals.Nodes[first];
            long above = first == 0 ? 0 : sums[first - 1], all = sums[sums.Length - 1];
            problems.Add(Problems.At(
                LimitDescriptors.OverBudget,
                node.Index,
                [budget.Place],
                node.Name, plan.Spec.Name, Invariant.Thousands(most), unit, Invariant.Thousands(above), Invariant.Thousands(sums[first]), Invariant.Thousands(all), property, Invariant.Text(all)));
        }
    }
}
