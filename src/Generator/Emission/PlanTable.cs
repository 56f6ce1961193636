using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using Espalier.Generator.Graph;
using Espalier.Generator.Planning;
using Espalier.Generator.Shapes;
using Espalier.Generator.Support;

namespace Espalier.Generator.Emission;

/// <summary>The network as a table: what runs as one, what comes out, what it costs. It heads the generated file and is the summary.</summary>
internal static class PlanTable
{
    public static IReadOnlyList<string> Lines(NetworkPlan plan)
    {
        // Of several inputs, or of a vector, there is no field to speak of.
        Shape? seen = plan.Graph.Inputs.Count == 1 && !plan.Graph.Inputs[0].Output.Shape!.IsVector ? plan.Graph.Inputs[0].Output.Shape : null;
        IReadOnlyDictionary<LayerNode, ReceptiveField> fields = ReceptiveField.Of(plan.Graph, byShortestWay: false);
        var rows = new List<string[]> { new[] { "#", "layer", "output", "memory", "parameters", "MFLOP", seen is null ? "" : "receptive field", "prediction arena", "" } };
        rows.AddRange(plan.Graph.Inputs.Select(input => new[] { "", input.Name, input.Output.Shape!.ToString(), Bytes(input.Output.Shape.Length), "", "", "", "caller's span", "" }));
        int position = 0;
        foreach (FusedGroup group in plan.Prediction.Groups)
        {
            position += 1;
            rows.Add(
            [
                position.ToString(CultureInfo.InvariantCulture),
                string.Join(" + ", group.Members.Select(member => member.Name)),
                group.Last.Output.Shape!.ToString(),
                Bytes(group.Last.Output.Shape.Length),
                Count(group.Members.SelectMany(member => member.Parameters).Where(parameter => parameter.IsLearnt).Sum(parameter => parameter.Count)),
                Mega(group.Members.Sum(member => member.Kind.Flops(member))),
                seen is null ? "" : fields[group.Last].Text(seen),
                Place(plan, group),
                Remark(group),
            ]);
        }

        int[] widths = [.. rows[0].Select((_, column) => rows.Max(row => row[column].Length))];
        return [.. rows.Select(row => Line(row, widths)), .. Totals(plan)];
    }

    private static IEnumerable<string> Totals(NetworkPlan plan)
    {
        yield return Invariant.Thousands(plan.Parameters.Count) + " parameters · " + Mega(plan.Flops) + " MFLOP a sample";
        yield return "to predict " + Bytes(plan.PredictionLength)
            + " (" + Bytes(plan.Prediction.PerSampleWithoutReuse * plan.BlockSize) + " without reuse), and "
            + Bytes(plan.Parameters.Length + plan.Prediction.PreparedLength) + " of parameters";
        yield return (plan.BlockSize == 1 ? "sample by sample" : "in blocks of " + plan.BlockSize.ToString(CultureInfo.InvariantCulture) + " samples") + ", " + plan.Block.Reason;
        yield return "to train " + Bytes(plan.Training.Fixed + plan.Training.TransposedLength + plan.Parameters.TrainableLength)
            + " + " + Bytes(plan.Training.PerSample) + " · batch (" + Bytes(plan.Training.PerSampleWithoutReuse)
            + " · batch without reuse), optimizer and parameters apart";
        if (plan.Stream?.Step is { } step)
        {
            yield return "to stream " + Bytes(step.State) + " of state and " + Bytes(step.PerSample) + " within a step"
                + (step.MostSteps is { } most ? ", at most " + Invariant.Thousands(most) + " steps, which have positions" : "");
        }
    }

    private static string Line(string[] cells, int[] widths)
    {
        IEnumerable<string> padded = cells
            .Select((cell, column) => column is 3 or 4 or 5 ? cell.PadLeft(widths[column]) : cell.PadRight(widths[column]))
            .Where((_, column) => widths[column] > 0);
        return string.Join("  ", padded).TrimEnd();
    }

    private static string Place(NetworkPlan plan, FusedGroup group)
    {
        Planning.Buffer? buffer = plan.Prediction.BufferOf(group.Last.Output);
        return buffer?.Region switch
        {
            _ when group.RowsOf is not null => "",
            Region.Sample => "[" + Invariant.Thousands((long)buffer.Offset * plan.BlockSize) + ", " + Invariant.Thousands(((long)buffer.Offset + buffer.Stride) * plan.BlockSize) + ")",
            _ => "caller's span",
        };
    }

    private static string Remark(FusedGroup group)
    {
        if (group.Head.Kind.IsIdentity(group.Head, training: false))
        {
            return "nothing to do";
        }

        string folded = group.Scale is { } scale ? scale.Name + " is in the weights" : "";
        return string.Join("; ", new[] { folded, group.Reason }.Concat(group.Notes).Where(text => text.Length > 0));
    }

    private static string Count(long count) => count == 0 ? "" : Invariant.Thousands(count);

    public static string Mega(long flops) => (flops / 1e6).ToString("0.000", CultureInfo.InvariantCulture);

    private static string Bytes(long floats)
    {
        double bytes = floats * 4.0;
        (string unit, double scale) = bytes < 1e3 ? ("bytes", 1.0) : bytes < 1e6 ? ("kB", 1e3) : bytes < 1e9 ? ("MB", 1e6) : ("GB", 1e9);
        return (bytes / scale).ToString(scale == 1 ? "0" : "0.0", CultureInfo.InvariantCulture) + " " + unit;
    }
}
