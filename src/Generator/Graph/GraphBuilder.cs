using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Threading;
using Espalier.Generator.Diagnostics;
using Espalier.Generator.LayerKinds;
using Espalier.Generator.Parsing;
using Espalier.Generator.Support;

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
                _problems.Add(Problems.At(GraphDescriptors.DuplicateName, line.Index, [namesake.Line.Index], line.FullName, Text(namesake.Line.Number), namesake.Line.Spec.Kind).With(
                    Remedy.Rename(line.Index, line.Spec, line.Name, NearNames.Free(line.Name, scope.Lines.Select(other => other.Name)))));
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

        // That a block is empty is said of the block; what the network would be with its lines is unknown.
        _isWhole &= line.Repeats.TrueForAll(repeat => repeat.Lines.Count > 0);

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
                AddLengths(node);
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

    /// <summary>The lengths of a sequence are an input of their own, behind it, which layers ask for where they need it.</summary>
    private void AddLengths(LayerNode sequence)
    {
        if (LengthsKind.Of(sequence.Spec) is { } spec)
        {
            var lengths = new LayerNode(sequence.Index, spec, new LengthsKind(), sequence.Name + "Lengths") { Line = sequence.Line };
            sequence.Output.Lengths = lengths.Output;
            _graph.Inputs.Add(lengths);
            _graph.Nodes.Add(lengths);
        }
    }

    private void Finish()
    {
        // A line that C# does not understand may have been meant for the input.
        if (Spec.Layers.Length > 0 && _graph.Inputs.Count == 0 && Spec.Layers.All(line => line.IsNamed))
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

        if (node.Kind.TiedTo(node.Spec) is { } shared)
        {
            node.TiedTo = Find(line, shared, named);
            all &= node.TiedTo is not null;
            if (node.TiedTo is not null)
            {
                node.TiedTo.IsShared = true;
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
        // With a second loss it is not sure what the first belongs to.
        bool isOnly = Spec.Layers.Count(layer => LayerKindRegistry.Find(layer.Kind) is LossKind) == 1;
        _problems.Add(Problems.At(GraphDescriptors.LossNotLast, loss.Index, [reader.Index], loss.Spec.Kind, reader.FullName).With(isOnly && reader.Spec.From is null
            ? [new Remedy("Move [" + loss.Spec.Kind + "] to the end", Change.MoveBelow, loss.Index) { Target = Spec.Layers.Length - 1 }]
            : []));

        // At the end it may be right: nothing else is said of it.
        loss.IsJoined = false;
        _isWhole = false;
    }

    private LayerNode? NothingAbove(Line line)
    {
        // The missing input is reported once, for the whole network.
        if (Spec.Layers.Any(layer => LayerKindRegistry.Find(layer.Kind) is SourceKind))
        {
            int[] inputs = [.. Enumerable.Range(0, Spec.Layers.Length).Where(index => LayerKindRegistry.Find(Spec.Layers[index].Kind) is SourceKind)];
            _problems.Add(Problems.At(GraphDescriptors.NothingAbove, line.Index, [], line.FullName, Spec.Layers[inputs[0]].Kind).With(
                inputs.Length == 1 ? [new Remedy("Move [" + Spec.Layers[inputs[0]].Kind + "] to the top", Change.MoveAbove, inputs[0]) { Target = 0 }] : []));
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

        if (!line.Scope.Lines.All(other => other.Spec.IsNamed))
        {
            return null;
        }

        Line? below = line.Scope.Lines.Find(other => other.Name == name);
        _problems.Add(
            below == line ? Problems.At(GraphDescriptors.ReadsBelow, line.Index, [], line.FullName, name, "is its own output", "Read another line")
            : below is not null && below.Number > line.Number ? Problems.At(
                GraphDescriptors.ReadsBelow, line.Index, [below.Index], line.FullName, name, "stands below it (attribute " + Text(below.Number) + ")", "Move " + line.FullName + " below " + name)
            : Problems.At(GraphDescriptors.UnknownName, line.Index, [], line.FullName, name, NearNames.Suggestion(name, named.Keys)).With(NearNames.Nearest(name, named.Where(pair => pair.Value.Node.Kind is not LossKind).Select(pair => pair.Key))
                .Select(nearest => new Remedy("Read " + Identifiers.Quote(nearest), Change.ReplaceText, line.Index, name, Identifiers.Quote(nearest)))));
        return null;
    }

    /// <summary>Why the name that a line was given by its kind, number or block cannot be a member; null where it can.</summary>
    private Problem? Taken(LayerNode node)
    {
        string identifier = node.Identifier;
        string? member = identifier == Spec.Name ? "it is the name of the class"
            : Spec.MemberNames.Contains(identifier) ? "the class has a member of that name"
            : Spec.MemberNames.Contains(identifier + KnownNames.Tensors) ? $"its tensors have the type '{identifier + KnownNames.Tensors}', and the class has a member of that name"
            : null;
        if (member is not null)
        {
            return Problems.At(UsageDescriptors.ReservedLayerName, node.Index, [], identifier, node.Spec.Kind, member, node.Line!.Name + "_").With(
                Remedy.SetProperty(node.Index, nameof(LayerSpec.Name), Identifiers.Quote(node.Line.Name + "_")));
        }

        foreach (string name in node.Kind.InsertedNames(node.Spec).Select(suffix => identifier + suffix).Prepend(identifier).Append(identifier + KnownNames.Tensors))
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

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
