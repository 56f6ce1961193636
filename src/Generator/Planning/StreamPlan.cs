using System.Linq;
using System.Threading;
using Espalier.Generator.Diagnostics;
using Espalier.Generator.Graph;
using Espalier.Generator.LayerKinds;

namespace Espalier.Generator.Planning;

/// <summary>How a network of sequences runs one step at a time, or why it cannot.</summary>
/// <param name="Step">One step; null where there is a barrier.</param>
/// <param name="Constants">What the kernels of the step take as constants.</param>
/// <param name="Barrier">What stands in the way; null where nothing does.</param>
internal sealed record StreamPlan(Program? Step, PlanConstants Constants, StreamBarrier? Barrier)
{
    /// <summary>The plan of a network whose inputs are sequences; null for others.</summary>
    public static StreamPlan? Of(NetworkGraph graph, ParameterPlan parameters, Program prediction, CancellationToken cancellation)
    {
        if (!LayerKindRegistry.TakesSequences(graph.Spec))
        {
            return null;
        }

        var constants = new PlanConstants();
        return StreamBarrier.Find(graph) is { } barrier
            ? new StreamPlan(null, constants, barrier)
            : new StreamPlan(ProgramPlanner.PlanStep(StepGraph.Of(graph), parameters, prediction, constants, cancellation), constants, null);
    }
}

/// <summary>Why a network cannot run one step at a time.</summary>
/// <param name="Layer">The layer in the way; null where it is the network as a whole.</param>
/// <param name="Reason">As a sentence goes on behind the name of the layer or the network.</param>
internal sealed record StreamBarrier(LayerNode? Layer, string Reason)
{
    /// <summary>A stream takes sequences.</summary>
    public static StreamBarrier OfOtherInputs { get; } = new(null, "takes samples that are no sequences, and only [Input(steps, features)] and [Tokens] come step by step");

    /// <summary>The first barrier from the input on; null where there is none.</summary>
    public static StreamBarrier? Find(NetworkGraph graph)
    {
        return graph.Nodes
            .Where(node => !graph.Losses.Contains(node) && (HasSteps(node.Output) || node.Inputs.Any(HasSteps)))
            .Select(node => node.Kind.StreamBarrier(node) is { } reason ? new StreamBarrier(node, reason) : null)
            .FirstOrDefault(barrier => barrier is not null);

        static bool HasSteps(Value value) => value.Shape!.IsSequence || value.Shape.Vocabulary > 0;
    }

    /// <summary>The problem of a network that is declared to stream.</summary>
    public Problem OfDeclaration(NetworkGraph graph) => Layer is null
        ? Problems.At(GraphDescriptors.NoStream, Problem.AtClass, [], graph.Spec.Name, Reason)
        : Problems.At(GraphDescriptors.LayerDoesNotStream, Layer.Index, [], Layer.Name, Reason, graph.Spec.Name);

    /// <summary>"Pool1 takes all steps of its sequence together".</summary>
    public string Sentence(NetworkGraph graph) => (Layer?.Name ?? graph.Spec.Name) + " " + Reason;
}
