using System.Collections.Generic;
using System.Linq;
using Espalier.Generator.LayerKinds;
using Espalier.Generator.Parsing;

namespace Espalier.Generator.Graph;

/// <summary>A network as nodes in source order, which is an order of computation.</summary>
internal sealed class NetworkGraph(Outline outline)
{
    public NetworkSpec Spec => Outline.Spec;

    /// <summary>The lines, blocks written out.</summary>
    public Outline Outline { get; } = outline;

    public List<LayerNode> Nodes { get; } = [];

    /// <summary>The lines that take the samples, in source order.</summary>
    public List<LayerNode> Inputs { get; } = [];

    /// <summary>The losses, in source order; none where the user supplies the gradients.</summary>
    public List<LayerNode> Losses { get; } = [];

    /// <summary>What prediction gives, in source order.</summary>
    public List<NetworkOutput> Outputs { get; } = [];

    /// <summary>Whether every line is joined and nothing is missing.</summary>
    public bool IsWhole { get; set; }

    /// <summary>The nodes that compute: all but the inputs and the losses.</summary>
    public IEnumerable<LayerNode> Layers => Nodes.Where(node => !Inputs.Contains(node) && !Losses.Contains(node));

    /// <summary>Whether prediction gives the value.</summary>
    public bool IsOutput(Value value) => Outputs.Any(output => output.Value == value);

    /// <summary>Puts <paramref name="node"/> on the edge from <paramref name="value"/> to <paramref name="reader"/>; a null reader stands for the output and the losses that read it.</summary>
    public void Insert(LayerNode node, Value value, LayerNode? reader)
    {
        node.Inputs.Add(value);
        if (reader is null)
        {
            Nodes.Insert(Nodes.IndexOf(value.Producer) + 1, node);
            foreach (LayerNode loss in Losses.Where(loss => loss.Inputs.Contains(value)))
            {
                Redirect(value, node.Output, loss);
            }

            foreach (NetworkOutput output in Outputs.Where(output => output.Value == value))
            {
                output.Value = node.Output;
            }
        }
        else
        {
            Nodes.Insert(Nodes.IndexOf(reader), node);
            Redirect(value, node.Output, reader);
        }

        value.Consumers.Add(node);
    }

    /// <summary>Puts a layer on the edge to <paramref name="reader"/> that asked for it.</summary>
    public LayerNode Insert(InsertedLayer layer, LayerNode reader)
    {
        var node = new LayerNode(reader.Index, layer.Spec, layer.Kind, reader.Name + layer.Suffix)
        {
            Line = reader.Line,
            FilePrefix = reader.FilePrefix + layer.KeySuffix,
        };
        Insert(node, reader.Inputs[layer.Input], reader);
        return node;
    }

    private static void Redirect(Value from, Value to, LayerNode reader)
    {
        for (int i = 0; i < reader.Inputs.Count; i++)
        {
            if (reader.Inputs[i] == from)
            {
                reader.Inputs[i] = to;
                from.Consumers.Remove(reader);
                to.Consumers.Add(reader);
            }
        }
    }
}

/// <summary>One of the values that prediction gives.</summary>
/// <param name="givenName">The name that the declaration gives it; null where it gives none.</param>
/// <param name="value">The value.</param>
internal sealed class NetworkOutput(string? givenName, Value value)
{
    public string? GivenName { get; } = givenName;

    /// <summary>The line that gives it.</summary>
    public string Name { get; } = givenName ?? value.Name;

    public Value Value { get; set; } = value;
}
