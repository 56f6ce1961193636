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

    /// <summary>The line that takes the samples; null where the declaration lacks it.</summary>
    public LayerNode? Input { get; set; }

    /// <summary>The loss; null where the user supplies the gradient.</summary>
    public LayerNode? Loss { get; set; }

    /// <summary>What prediction gives: the loss's input, or the last line.</summary>
    public Value? Output { get; set; }

    /// <summary>Whether every line is joined and nothing is missing.</summary>
    public bool IsWhole { get; set; }

    /// <summary>The nodes that compute: all but the input and the loss.</summary>
    public IEnumerable<LayerNode> Layers => Nodes.Where(node => node != Input && node != Loss);

    /// <summary>Puts <paramref name="node"/> on the edge from <paramref name="value"/> to <paramref name="reader"/>; a null reader is the network's output.</summary>
    public void Insert(LayerNode node, Value value, LayerNode? reader)
    {
        node.Inputs.Add(value);
        if (reader is null)
        {
            Nodes.Insert(Loss is null ? Nodes.Count : Nodes.IndexOf(Loss), node);
            if (Loss is not null)
            {
                Redirect(value, node.Output, Loss);
            }

            Output = node.Output;
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
