using Espalier.Generator.Diagnostics;
using Espalier.Generator.Graph;

namespace Espalier.Generator.Lint;

/// <summary>Changes of a network that nobody else notices: of lines that read the line above and are read by the line below.</summary>
internal static class LintRemedies
{
    /// <summary>Without the layer, where nobody asks for it by name.</summary>
    public static Remedy[] Removal(LayerNode node) =>
        IsInLine(node) && node.Output.Consumers.Count <= 1 && ReadersFollow(node) ? [Remedy.Remove(node.Index, node.Name)] : [];

    /// <summary>The layer below the one that reads it.</summary>
    public static Remedy[] Swap(this NetworkGraph graph, LayerNode node, LayerNode reader) =>
        IsInLine(node) && ReadersFollow(node) && IsInLine(reader) && ReadersFollow(reader) && !graph.IsOutput(reader.Output)
            ? [new Remedy("Move " + node.Name + " below " + reader.Name, Change.MoveBelow, node.Index) { Target = reader.Index }]
            : [];

    private static bool IsInLine(LayerNode node) => node.Spec.From is null && node.Inputs.Count == 1;

    private static bool ReadersFollow(LayerNode node) => node.Output.Consumers.TrueForAll(reader => reader.Index == node.Index + 1 && reader.Spec.From is null && reader.Input == node.Output && reader.Inputs.Count == 1);
}
