using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Threading;
using Espalier.Generator.Diagnostics;
using Espalier.Generator.LayerKinds;
using Espalier.Generator.Parsing;

namespace Espalier.Generator.Graph;

/// <summary>Names the lines of a declaration and joins them: every line reads the one above unless it says otherwise.</summary>
internal static class GraphBuilder
{
    /// <returns>The graph; not whole where a problem was reported, so that the sound part of it can still be looked at.</returns>
    public static NetworkGraph Build(NetworkSpec spec, ICollection<Problem> problems, CancellationToken cancellation)
    {
        var graph = new NetworkGraph(spec);
        var names = new LineNames(spec);
        var byName = new Dictionary<string, LayerNode>(StringComparer.Ordinal);
        LayerNode? above = null;
        bool isWhole = true;

        for (int index = 0; index < spec.Layers.Length; index++)
        {
            cancellation.ThrowIfCancellationRequested();
            LayerSpec line = spec.Layers[index];
            if (LayerKindRegistry.Find(line.Kind) is not { } kind)
            {
                isWhole = false;
                continue;
            }

            var node = new LayerNode(index, line, kind, names.Of(index));
            if (graph.Nodes.LastOrDefault() is { Kind: LossKind } loss && kind is not (LossKind or InputKind) && line.From is null)
            {
                problems.Add(Problems.At(GraphDescriptors.LossNotLast, loss.Index, [index], loss.Spec.Kind, node.Name));
                isWhole = false;
            }

            switch (kind)
            {
                case InputKind:
                    graph.Inputs.Add(node);
                    break;
                case LossKind:
                    graph.Losses.Add(node);
                    break;
            }

            if (kind is not InputKind)
            {
                node.IsJoined = Join(graph, node, above, byName, problems);
                isWhole &= node.IsJoined;
            }

            if (MemberOf(spec, node.Name) is { } member)
            {
                problems.Add(Problems.At(UsageDescriptors.ReservedLayerName, index, [], node.Name, line.Kind, member, node.Name + "_"));
                isWhole = false;
            }

            if (byName.TryGetValue(node.Name, out LayerNode? namesake))
            {
                problems.Add(Problems.At(GraphDescriptors.DuplicateName, index, [namesake.Index], node.Name, Text(namesake.Index + 1)));
                isWhole = false;
            }
            else
            {
                byName.Add(node.Name, node);
            }

            graph.Nodes.Add(node);

            // A loss is no part of the line: a second one below it reads what the first reads.
            above = kind is LossKind ? above : node;
        }

        // A line that C# does not understand may have been meant for the input.
        if (spec.Layers.Length > 0 && graph.Inputs.Count == 0 && spec.Layers.All(line => line.IsKnown && line.Kind != "Input"))
        {
            problems.Add(Problems.At(GraphDescriptors.NoInput, -1, [], spec.Name));
            isWhole = false;
        }

        if (!graph.Layers.Any())
        {
            if (isWhole)
            {
                problems.Add(Problems.At(GraphDescriptors.NoLayer, -1, [], spec.Name));
            }

            return graph;
        }

        OutputFinder.Run(graph);
        graph.IsWhole = isWhole;
        return graph;
    }

    private static bool Join(
        NetworkGraph graph, LayerNode node, LayerNode? above, Dictionary<string, LayerNode> byName, ICollection<Problem> problems)
    {
        if (node.Spec.From is { } from)
        {
            if (!Read(from))
            {
                return false;
            }
        }
        else if (above is null)
        {
            // The missing input is reported once, for the whole network.
            if (graph.Spec.Layers.Any(line => line.Kind == "Input"))
            {
                problems.Add(Problems.At(GraphDescriptors.NothingAbove, node.Index, [], node.Name));
            }

            return false;
        }
        else
        {
            Connect(above);
        }

        bool all = true;
        foreach (string name in node.Kind.AlsoReads(node.Spec))
        {
            all &= Read(name);
        }

        if (all && node.Spec.IsKnown && node.Kind.JoinsSeveral && node.Inputs.Count < 2)
        {
            if (graph.Spec.Problems.Any(problem => problem.Layer == node.Index))
            {
                // What it joins was wrong already.
                return false;
            }

            problems.Add(Problems.At(GraphDescriptors.NothingToJoin, node.Index, [], node.Name));
            return false;
        }

        return all;

        bool Read(string name)
        {
            if (byName.TryGetValue(name, out LayerNode? producer))
            {
                if (producer.Kind is LossKind)
                {
                    problems.Add(Problems.At(GraphDescriptors.LossNotLast, producer.Index, [node.Index], producer.Spec.Kind, node.Name));
                    return false;
                }

                Connect(producer);
                return true;
            }

            if (!graph.Spec.Layers.All(line => line.IsKnown))
            {
                return false; // A line that C# does not understand may bear the name.
            }

            int below = new LineNames(graph.Spec).IndexOf(name);
            problems.Add(
                below == node.Index ? Problems.At(GraphDescriptors.ReadsBelow, below, [], node.Name, name, "is its own output", "Read another line")
                : below > node.Index ? Problems.At(
                    GraphDescriptors.ReadsBelow, node.Index, [below], node.Name, name, "stands below it (attribute " + Text(below + 1) + ")", "Move " + node.Name + " below " + name)
                : Problems.At(GraphDescriptors.UnknownName, node.Index, [], node.Name, name, Suggestion(name, byName.Keys)));
            return false;
        }

        void Connect(LayerNode producer)
        {
            node.Inputs.Add(producer.Output);
            producer.Output.Consumers.Add(node);
        }
    }

    /// <summary>Why a name that a line was given by its kind and number cannot be a property; null where it can.</summary>
    private static string? MemberOf(NetworkSpec spec, string name) =>
        name == spec.Name ? "it is the name of the class"
        : spec.MemberNames.Contains(name) ? "the class has a member of that name"
        : null;

    private static string Suggestion(string name, IEnumerable<string> known)
    {
        string[] names = known.ToArray();
        string? nearest = names
            .Select(candidate => (candidate, distance: Distance(name, candidate)))
            .Where(pair => pair.distance <= Math.Max(2, name.Length / 3))
            .OrderBy(pair => pair.distance).ThenBy(pair => pair.candidate, StringComparer.Ordinal)
            .Select(pair => pair.candidate)
            .FirstOrDefault();
        return nearest is not null
            ? "did you mean \"" + nearest + "\"?"
            : "the lines above are called " + string.Join(", ", names) + ".";
    }

    /// <summary>Levenshtein's distance: insertions, deletions and replacements from one word to the other, ignoring case.</summary>
    private static int Distance(string left, string right)
    {
        int[] row = Enumerable.Range(0, right.Length + 1).ToArray();
        for (int i = 1; i <= left.Length; i++)
        {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= right.Length; j++)
            {
                int replaced = diagonal + (char.ToLowerInvariant(left[i - 1]) == char.ToLowerInvariant(right[j - 1]) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.Min(replaced, Math.Min(row[j], row[j - 1]) + 1);
            }
        }

        return row[right.Length];
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
