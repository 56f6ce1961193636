using Espalier.Generator.Graph;

namespace Espalier.Generator.Planning;

/// <summary>A parameter and its place in the blocks of values, gradients and transposed weights.</summary>
internal sealed class ParameterSlot(LayerNode node, Parameter parameter, int index, string fileName, int offset, bool isTrained)
{
    public LayerNode Node { get; } = node;

    public Parameter Parameter { get; } = parameter;

    /// <summary>The position in the network's list of tensors.</summary>
    public int Index { get; } = index;

    /// <summary>The name in weight files: <c>conv1.weight</c>.</summary>
    public string FileName { get; } = fileName;

    public int Offset { get; } = offset;

    public int Length => (int)Parameter.StoredLength;

    /// <summary>Whether steps move it: it is learnt and not frozen.</summary>
    public bool IsTrained { get; } = isTrained;

    /// <summary>The place among the transposed weights; −1 until something reads it there.</summary>
    public int TransposedOffset { get; set; } = -1;

    /// <summary>Floats of the transposed form.</summary>
    public long TransposedLength { get; set; } = parameter.TransposedLength;

    /// <summary>The name of its local in emitted code.</summary>
    public string LocalName { get; } = Names.Local(node.Name + "_" + parameter.Name);
}
