using System.Collections.Generic;
using System.Linq;
using Espalier.Generator.Graph;
using Espalier.Generator.Parsing;
using Espalier.Generator.Planning;
using Espalier.Generator.Support;

namespace Espalier.Generator.Emission;

/// <summary>Writes the views by which users reach parameters and gradients: <c>net.Conv1.Weight</c>.</summary>
internal sealed class ViewEmitter(NetworkSpec spec, ParameterPlan parameters, SourceWriter writer)
{
    private readonly TypeNames _types = new(spec);

    /// <summary>The layers that have parameters.</summary>
    public IEnumerable<LayerNode> Layers => parameters.Slots.Select(slot => slot.Node).Distinct();

    /// <summary>Writes the property that gives a layer's tensors of a block.</summary>
    public void Property(LayerNode node, string block)
    {
        string tensors = string.Join(", ", Slots(node).Select(Described));
        writer.Summary("The " + (block == "Parameters" ? "parameters" : "gradients") + " of " + node.Name + ": " + tensors + ".");
        writer.Line($"public {node.Identifier}Tensors {Names.Member(node.Identifier)} => new({block});");
    }

    /// <summary>Writes the types of the views.</summary>
    public void Types()
    {
        bool isFirst = true;
        foreach (LayerNode node in Layers)
        {
            if (!isFirst)
            {
                writer.Line();
            }

            isFirst = false;
            writer.Summary("The tensors of " + node.Name + ", as PyTorch orders them.");
            using (writer.Block($"public readonly struct {node.Identifier}Tensors"))
            {
                writer.Line($"private readonly {_types["TensorBlock"]} _block;");
                writer.Line();
                writer.Line($"internal {node.Identifier}Tensors({_types["TensorBlock"]} block) => _block = block;");
                foreach (ParameterSlot slot in Slots(node))
                {
                    writer.Line();
                    writer.Summary(Described(slot) + ": " + slot.Parameter.Documentation + ".");
                    writer.Line($"public {_types["TensorView"]} {Names.Pascal(slot.Parameter.Name)} => _block[{Operand.Digits(slot.Index)}];");
                }
            }
        }
    }

    private IEnumerable<ParameterSlot> Slots(LayerNode node) => parameters.Slots.Where(slot => slot.Node == node);

    private static string Described(ParameterSlot slot) => slot.Parameter.Name + " " + new Shape(slot.Parameter.Shape);
}
