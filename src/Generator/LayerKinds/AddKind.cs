using System.Collections.Generic;
using System.Linq;
using Espalier.Generator.Parsing;
using Espalier.Generator.Differentiation;
using Espalier.Generator.Graph;
using Espalier.Generator.Planning;
using Espalier.Generator.Shapes;

namespace Espalier.Generator.LayerKinds;

/// <summary>The sum of two or more lines, value by value.</summary>
internal sealed class AddKind : LayerKind
{
    public override string Name => "Add";

    public override IEnumerable<string> AlsoReads(LayerSpec line) => line.IsKnown ? line.Texts("with") : [];

    public override bool JoinsSeveral => true;

    public override Shape? Infer(LayerNode node, ShapeReporter report)
    {
        foreach (Value other in node.Inputs.Skip(1))
        {
            if (!Equals(other.Shape, node.Input.Shape))
            {
                report.UnequalShapes(other);
                return null;
            }
        }

        return node.Input.Shape;
    }

    public override bool KeepsOrder => true;

    public override long Flops(LayerNode node) => (node.Inputs.Count - 1L) * node.Output.Shape!.Length;

    public override string Detail(LayerNode node) => "with " + string.Join(", ", node.Inputs.Skip(1).Select(input => input.Name));

    /// <summary>The first two lines are added into the output, further ones onto it.</summary>
    public override void Forward(ForwardContext forward)
    {
        int count = forward.Node.Inputs.Count;
        forward.Call(
            count == 2 ? forward.WithEpilogue("Add.Forward") : "Add.Forward",
            forward.Input(0), forward.Input(1), forward.Output, forward.Length);
        for (int i = 2; i < count; i++)
        {
            forward.Call(
                i == count - 1 ? forward.WithEpilogue("Add.Forward") : "Add.Forward",
                forward.Output, forward.Input(i), forward.Output, forward.Length);
        }
    }

    public override void Backward(BackwardContext backward)
    {
        for (int i = backward.Node.Inputs.Count - 1; i >= 0; i--)
        {
            backward.PassOn(i);
        }
    }

    public override bool HasEpilogue(string epilogue) => epilogue == "ReLU";
}
