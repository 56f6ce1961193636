using System.Collections.Generic;
using System.Linq;

namespace Espalier.Generator.Graph;

/// <summary>
/// The network as a stream runs it: the same layers on sequences of one step, without the losses. Each layer knows the one
/// that it stands for, whose parameters it reads. Every step that comes counts, so that lengths do not go in.
/// </summary>
internal static class StepGraph
{
    public static NetworkGraph Of(NetworkGraph graph)
    {
        var step = new NetworkGraph(graph.Outline) { IsWhole = true };
        var values = new Dictionary<Value, Value>();
        foreach (LayerNode node in graph.Nodes.Where(node => !graph.Losses.Contains(node) && node.Output.Shape!.LengthOf == 0))
        {
            var copy = new LayerNode(node.Index, node.Spec, node.Kind, node.Name)
            {
                Line = node.Line,
                FilePrefix = node.FilePrefix,
                Parameters = node.Parameters,
                Init = node.Init,
                Penalty = node.Penalty,
                Origin = node,
                TiedTo = node.TiedTo,
                IsShared = node.IsShared,
            };
            copy.Output.Shape = OfStep(node.Output.Shape!);
            foreach (Value input in node.Inputs.Select(input => values[input]))
            {
                copy.Inputs.Add(input);
                input.Consumers.Add(copy);
            }

            values.Add(node.Output, copy.Output);
            step.Nodes.Add(copy);
            if (graph.Inputs.Contains(node))
            {
                step.Inputs.Add(copy);
            }
        }

        step.Outputs.AddRange(graph.Outputs.Select(output => new NetworkOutput(output.GivenName, values[output.Value])));
        return step;
    }

    private static Shape OfStep(Shape shape) => shape.IsSequence ? new Shape(1, shape.Channels)
        : shape.Vocabulary > 0 ? new Shape(1) { Vocabulary = shape.Vocabulary }
        : shape;
}
