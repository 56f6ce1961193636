using System.Collections.Generic;

namespace Espalier.Generator.Graph;

/// <summary>The output of a layer: what one layer writes and any number of later layers read.</summary>
internal sealed class Value(LayerNode producer)
{
    public LayerNode Producer { get; set; } = producer;

    /// <summary>The layers that read it, in source order; a layer that reads it twice stands twice.</summary>
    public List<LayerNode> Consumers { get; } = [];

    /// <summary>Null until inference, and after it where something upstream is wrong.</summary>
    public Shape? Shape { get; set; }

    /// <summary>
    /// Set where a vector lies in memory in the order of the image that it was flattened from.
    /// </summary>
    public Shape? FlattenedFrom { get; set; }

    /// <summary>How many steps of each sample count; null where all do.</summary>
    public Value? Lengths { get; set; }

    public string Name => Producer.Name;
}
