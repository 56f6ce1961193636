using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using Espalier.Generator.CallSites;
using Espalier.Generator.Diagnostics;
using Espalier.Generator.Emission;
using Espalier.Generator.Graph;
using Espalier.Generator.Lint;
using Espalier.Generator.Parsing;
using Espalier.Generator.Planning;
using Espalier.Generator.Shapes;
using Espalier.Generator.Support;
using Espalier.Generator.Weights;

namespace Espalier.Generator;

/// <summary>
/// Takes a declaration through the stages: graph, shapes, differentiation and planning, emission. Pure: the same
/// declaration gives the same result, which analyzer and generator share by way of a small cache.
/// </summary>
internal static class NetworkCompiler
{
    private const int CacheSize = 64;

    private static readonly object Gate = new();
    private static readonly LinkedList<Entry> Recent = new();

    /// <summary>The network's code and what is wrong with it; code that compiles in any case.</summary>
    public static CompiledNetwork Compile(NetworkSpec spec, CancellationToken cancellation)
    {
        // While somebody types, the specs remembered differ in a line or two: comparing hashes first spares most of the rest.
        int hash = spec.GetHashCode();
        lock (Gate)
        {
            for (LinkedListNode<Entry>? entry = Recent.First; entry is not null; entry = entry.Next)
            {
                if (entry.Value.Hash == hash && entry.Value.Spec.Equals(spec))
                {
                    Recent.Remove(entry);
                    Recent.AddFirst(entry);
                    return entry.Value.Compiled;
                }
            }
        }

        CompiledNetwork compiled = CompileAnew(spec, cancellation);
        lock (Gate)
        {
            Recent.AddFirst(new Entry(hash, spec, compiled));
            if (Recent.Count > CacheSize)
            {
                Recent.RemoveLast();
            }
        }

        return compiled;
    }

    /// <summary>The plan of a sound declaration; null where something is wrong with it.</summary>
    public static NetworkPlan? Plan(NetworkSpec spec, ICollection<Problem> problems, CancellationToken cancellation)
    {
        var found = new List<Problem>(problems);
        NetworkGraph graph = GraphBuilder.Build(spec, found, cancellation);
        NetworkPlan? plan = Plan(graph, found, cancellation);
        WeightCheck.Run(spec, plan, found);

        foreach (Problem problem in found.Skip(problems.Count).Select(graph.Outline.Shown).ToArray())
        {
            if (problem.Related.Length == 0 || !problems.Any(other => IsSameInBlock(other, problem)))
            {
                problems.Add(problem);
            }
        }

        return plan;
    }

    /// <summary>A mistake in a block is one, however often the block is repeated, and so is a wrong argument that several lines read.</summary>
    private static bool IsSameInBlock(Problem one, Problem other) =>
        (one.Descriptor, one.Layer) == (other.Descriptor, other.Layer) && one.Related.Length > 0
        && (one.Related == other.Related || (one.Arguments.Length > 1 && one.Arguments.Skip(1).SequenceEqual(other.Arguments.Skip(1))));

    private static NetworkPlan? Plan(NetworkGraph graph, ICollection<Problem> problems, CancellationToken cancellation)
    {
        // Shapes are looked at even where a line is wrong: it does not hide what is wrong with another.
        NetworkSpec spec = graph.Spec;
        Check(graph);
        if (!ShapeInference.Run(graph, problems, cancellation) || !graph.IsWhole || problems.Any(problem => problem.IsError))
        {
            return null;
        }

        DeadLayers.Run(graph, problems);
        if (!OutputFinder.AllInputsAreRead(graph, problems) | !OutputFinder.PixelsHaveNoNeighbour(graph, problems))
        {
            return null;
        }

        Check(graph);
        if (!HaveKeysOfTheirOwn(graph, problems))
        {
            return null;
        }

        var advice = new List<Problem>();
        Linter.Run(graph, advice, cancellation);
        MemoryOrder.Run(graph);
        Check(graph);
        var parameters = new ParameterPlan(graph);
        if (parameters.Length > Shape.MostValues)
        {
            problems.Add(Problems.At(LimitDescriptors.TooLarge, Problem.AtClass, [], spec.Name, "the block of all parameters"));
            return null;
        }

        Program prediction = ProgramPlanner.Plan(graph, parameters, training: false, cancellation);
        Program training = ProgramPlanner.Plan(graph, parameters, training: true, cancellation);
        if (Math.Max(Math.Max(prediction.PerSample, training.PerSample), Math.Max(training.Fixed, training.TransposedLength)) > Shape.MostValues)
        {
            problems.Add(Problems.At(LimitDescriptors.MemoryTooLarge, Problem.AtClass, [], spec.Name));
            return null;
        }

        StreamPlan? stream = StreamPlan.Of(graph, parameters, prediction, cancellation);
        if (Math.Max(stream?.Step?.State ?? 0, stream?.Step?.PerSample ?? 0) > Shape.MostValues)
        {
            problems.Add(Problems.At(LimitDescriptors.MemoryTooLarge, Problem.AtClass, [], spec.Name));
            return null;
        }

        if (spec.Stream && (stream is null ? StreamBarrier.OfOtherInputs : stream.Barrier) is { } barrier)
        {
            problems.Add(barrier.OfDeclaration(graph));
            return null;
        }

        var plan = new NetworkPlan(graph, parameters, prediction, training, stream);
        BudgetCheck.Run(plan, problems);

        // Beside an error, advice would be beside the point.
        if (problems.Any(problem => problem.IsError))
        {
            return plan;
        }

        foreach (Problem problem in advice)
        {
            problems.Add(problem);
        }

        return plan;
    }

    /// <summary>Compiles without looking whether it was done before.</summary>
    public static CompiledNetwork CompileAnew(NetworkSpec spec, CancellationToken cancellation)
    {
        var problems = new List<Problem>(spec.Problems);
        NetworkPlan? plan = Plan(spec, problems, cancellation);
        bool isSound = plan is not null && !problems.Any(problem => problem.IsError);
        string source = !spec.CanHavePart ? "" : isSound ? NetworkEmitter.Emit(plan!, cancellation) : SurfaceEmitter.Emit(spec, cancellation);
        EquatableArray<Problem> ordered = problems
            .Select(problem => problem.Descriptor == GraphDescriptors.NoInput ? problem.With(MissingInput.Remedies(spec, cancellation)) : problem)
            .OrderBy(problem => problem.Layer).ToEquatableArray();
        return new CompiledNetwork(ordered, source)
        {
            StreamBarrier = isSound ? plan!.Stream?.Barrier?.Sentence(plan.Graph) : null,
            Sizes = isSound ? PortSizes.Of(plan!) : null,
        };
    }

    private static bool HaveKeysOfTheirOwn(NetworkGraph graph, ICollection<Problem> problems)
    {
        bool isSound = true;
        var owners = new Dictionary<string, LayerNode>(StringComparer.Ordinal);
        foreach (LayerNode node in graph.Layers.Where(node => node.Parameters.Count > 0))
        {
            string prefix = node.FilePrefix;
            if (owners.TryGetValue(prefix, out LayerNode? owner))
            {
                problems.Add(Problems.At(GraphDescriptors.SameKey, node.Index, [owner.Index], owner.Name, node.Name, prefix).With(node.Spec.Key is null ? [] : [Remedy.RemoveOption(node.Index, nameof(LayerSpec.Key))]));
                isSound = false;
            }
            else
            {
                owners.Add(prefix, node);
            }
        }

        return isSound;
    }

    private readonly record struct Entry(int Hash, NetworkSpec Spec, CompiledNetwork Compiled);

    [System.Diagnostics.Conditional("DEBUG")]
    private static void Check(NetworkGraph graph)
    {
        if (graph.IsWhole)
        {
            GraphVerifier.Verify(graph);
        }
    }
}

/// <summary>What compiling a declaration gives.</summary>
/// <param name="Problems">In the order of the lines.</param>
/// <param name="Source">The generated part of the class; empty where the class can have none.</param>
internal sealed record CompiledNetwork(EquatableArray<Problem> Problems, string Source)
{
    /// <summary>Why a sound network that takes sequences has no streams; null where it has, or takes none.</summary>
    public string? StreamBarrier { get; init; }

    /// <summary>What calls hand over; null where the network is not sound.</summary>
    public PortSizes? Sizes { get; init; }
}
