using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Threading;
using Espalier.Generator.Diagnostics;
using Espalier.Generator.LayerKinds;
using Espalier.Generator.Parsing;

namespace Espalier.Generator.Graph;

/// <summary>Joins the lines of a declaration: every line reads the one above unless it says otherwise.</summary>
internal sealed class GraphBuilder
{
    private readonly NetworkGraph _graph;
    private readonly ICollection<Problem> _problems;
    private readonly CancellationToken _cancellation;
    private readonly Dictionary<string, LayerNode> _byIdentifier = new(StringComparer.Ordinal);
    private bool _isWhole = true;

    private GraphBuilder(Outline outline, ICollection<Problem> problems, CancellationToken cancellation)
    {
        _graph = new NetworkGraph(outline);
        _problems = problems;
        _cancellation = cancellation;
    }

    private NetworkSpec Spec => _graph.Spec;

    /// <returns>The graph; not whole where a problem was reported, so that the sound part of it can still be looked at.</returns>
    public static NetworkGraph Build(NetworkSpec spec, ICollection<Problem> problems, CancellationToken cancellation)
    {
        var builder = new GraphBuilder(BlockExpander.Run(spec, problems, cancellation), problems, cancellation);
        builder.Add(builder._graph.Outline.Root, above: null);
        builder.Finish();
        return builder._graph;
    }

    /// <summary>Adds the lines of a scope, of which the first reads <paramref name="above"/>.</summary>
    /// <returns>The last.</returns>
    private LayerNode? Add(Scope scope, LayerNode? above)
    {
        var named = new Dictionary<string, Output>(StringComparer.Ordinal);
        LayerNode? loss = null;
        foreach (Line line in scope.Lines)
        {
            _cancellation.ThrowIfCancellationRequested();
            if (loss is not null && line.Spec.From is null && LayerKindRegistry.Find(line.Spec.Kind) is not (LossKind or SourceKind))
            {
                ReportLoss(loss, line);
            }

            LayerNode? node = line.Spec.Kind == UseParser.Kind ? AddUse(line, above, named)
                : LayerKindRegistry.Find(line.Spec.Kind) is { } kind ? AddLayer(line, kind, above, named)
                : Unknown(line);
            if (node is null)
            {
                continue;
            }

            if (named.TryGetValue(line.Name, out Output namesake))
            {
                _problems.Add(Problems.At(GraphDescriptors.DuplicateName, line.Index, [namesake.Line.Index], line.FullName, Text(namesake.Line.Number)));
                _isWhole = false;
            }
            else
            {
                named.Add(line.Name, new Output(line, node));
            }

            // A loss is no part of the line: a second one below it reads what the first reads.
            loss = node.Kind is LossKind ? node : null;
            above = loss is null ? node : above;
        }

        return above;
    }

    /// <summary>A line that is not understood: what reads it is unknown too.</summary>
    private LayerNode Unknown(Line line)
    {
        _isWhole = false;
        return new LayerNode(line.Index, line.Spec, new TapKind(), line.FullName) { Line = line, IsJoined = false };
    }

    private LayerNode? AddUse(Line line, LayerNode? above, Dictionary<string, Output> named)
    {
        LayerNode? last = line.Spec.From is { } from ? Find(line, from, named) : above ?? NothingAbove(line);
        if (last is null || line.Repeats.Count == 0)
        {
            last = Unknown(line);
        }

        // Where it has nothing to read, what is wrong inside is looked at all the same.
        foreach (Scope repeat in line.Repeats)
        {
            last = Add(repeat, last);
        }

        return last;
    }

    private LayerNode? AddLayer(Line line, LayerKind kind, LayerNode? above, Dictionary<string, Output> named)
    {
        var node = new LayerNode(line.Index, line.Spec, kind, line.FullName) 
        {
            Line = line,
            FilePrefix = line.Scope.FileName(kind.FileKey(line.Spec) ?? line.Name.ToLowerInvariant()),
        };
        switch (kind)
        {
            case SourceKind:
                _graph.Inputs.Add(node);
                break;
            case LossKind:
                _graph.Losses.Add(node);
                break;
        }

        if (kind is not SourceKind)
        {
            node.IsJoined = Join(node, line, above, named);
            _isWhole &= node.IsJoined;
        }

        if (Taken(node) is { } taken)
        {
            _problems.Add(taken);
            _isWhole = false;
        }

        _graph.Nodes.Add(node);
        return node;
    }

    private void Finish()
    {
        // A line that C# does not understand may have been meant for the input.
        if (Spec.Layers.Length > 0 && _graph.Inputs.Count == 0 && Spec.Layers.All(line => line.IsKnown))
        {
            _problems.Add(Problems.At(GraphDescriptors.NoInput, -1, [], Spec.Name));
            _isWhole = false;
        }

        if (!_graph.Layers.Any())
        {
            if (_isWhole)
            {
                _problems.Add(Problems.At(GraphDescriptors.NoLayer, -1, [], Spec.Name));
            }

            return;
        }

        OutputFinder.Run(_graph);
        _graph.IsWhole = _isWhole;
    }

    private bool Join(LayerNode node, Line line, LayerNode? above, Dictionary<string, Output> named)
    {
        if ((line.Spec.From is { } from ? Find(line, from, named) : above ?? NothingAbove(line)) is not { } first)
        {
            return false;
        }

        Connect(first);
        bool all = true;
        foreach (string name in node.Kind.AlsoReads(node.Spec))
        {
            if (Find(line, name, named) is { } producer)
            {
                Connect(producer);
            }
            else
            {
                all = false;
            }
        }

        if (all && node.Spec.IsKnown && node.Kind.JoinsSeveral && node.Inputs.Count < 2)
        {
            if (Spec.Problems.Any(problem => problem.Layer == node.Index))
            {
                // What it joins was wrong already.
                return false;
            }

            _problems.Add(Problems.At(GraphDescriptors.NothingToJoin, node.Index, [], node.Name, node.Spec.Kind));
            return false;
        }

        return all;

        void Connect(LayerNode producer)
        {
            node.Inputs.Add(producer.Output);
            producer.Output.Consumers.Add(node);
        }
    }

    private void ReportLoss(LayerNode loss, Line reader)
    {
        _problems.Add(Problems.At(GraphDescriptors.LossNotLast, loss.Index, [reader.Index], loss.Spec.Kind, reader.FullName));
        _isWhole = false;
    }

    private LayerNode? NothingAbove(Line line)
    {
        // The missing input is reported once, for the whole network.
        if (Spec.Layers.Any(layer => LayerKindRegistry.Find(layer.Kind) is SourceKind))
        {
            _problems.Add(Problems.At(GraphDescriptors.NothingAbove, line.Index, [], line.FullName));
        }

        return null;
    }

    /// <summary>The line of that name above in the same scope; null where that was reported.</summary>
    private LayerNode? Find(Line line, string name, Dictionary<string, Output> named)
    {
        if (named.TryGetValue(name, out Output found))
        {
            if (found.Node.Kind is not LossKind)
            {
                return found.Node;
            }

            ReportLoss(found.Node, line);
            return null;
        }

        if (!line.Scope.Lines.All(other => other.Spec.IsKnown))
        {
            return null; // A line that C# does not understand may bear the name.
        }

        Line? below = line.Scope.Lines.Find(other => other.Name == name);
        _problems.Add(
            below == line ? Problems.At(GraphDescriptors.ReadsBelow, line.Index, [], line.FullName, name, "is its own output", "Read another line")
            : below is not null && below.Number > line.Number ? Problems.At(
                GraphDescriptors.ReadsBelow, line.Index, [below.Index], line.FullName, name, "stands below it (attribute " + Text(below.Number) + ")", "Move " + line.FullName + " below " + name)
            : Problems.At(GraphDescriptors.UnknownName, line.Index, [], line.FullName, name, Suggestion(name, named.Keys)));
        return null;
    }

    /// <summary>Why the name that a line was given by its kind, number or block cannot be a member; null where it can.</summary>
    private Problem? Taken(LayerNode node)
    {
        string identifier = node.Identifier;
        string? member = identifier == Spec.Name ? "it is the name of the class"
            : Spec.MemberNames.Contains(identifier) ? "the class has a member of that name"
            : null;
        if (member is not null)
        {
            return Problems.At(UsageDescriptors.ReservedLayerName, node.Index, [], identifier, node.Spec.Kind, member, node.Line!.Name + "_");
        }

        foreach (string name in node.Kind.InsertedTensors(node.Spec).Select(layer => identifier + layer.Suffix).Prepend(identifier))
        {
            // Names that are equal with their dots are reported as such.
            if (_byIdentifier.TryGetValue(name, out LayerNode? other) && other.Name != node.Name)
            {
                return Problems.At(GraphDescriptors.SameIdentifier, node.Index, [other.Index], other.Name, node.Name, name);
            }

            _byIdentifier[name] = node;
        }

        return null;
    }

    /// <summary>What a name stands for.</summary>
    private readonly record struct Output(Line Line, LayerNode Node);

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
