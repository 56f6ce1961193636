using System.Collections.Generic;
using System.Linq;
using Espalier.Generator.Differentiation;
using Espalier.Generator.Graph;
using Espalier.Generator.Parsing;
using Espalier.Generator.Planning;
using Espalier.Generator.Shapes;

namespace Espalier.Generator.LayerKinds;

/// <summary>Lines side by side along an axis.</summary>
internal sealed class ConcatKind : LayerKind
{
    public override string Name => "Concat";

    public override IEnumerable<string> AlsoReads(LayerSpec line) => line.IsKnown ? line.Texts("with") : [];

    public override bool JoinsSeveral => true;

    public override Shape? Infer(LayerNode node, ShapeReporter report)
    {
        Shape shape = node.Input.Shape!;
        if (!report.HasAxis(AxisName(node.Spec)))
        {
            return null;
        }

        int axis = Axis(node);
        int[] sizes = [.. shape.Dimensions];
        long sum = 0;
        foreach (Value input in node.Inputs)
        {
            int[] others = [.. input.Shape!.Dimensions];
            if (others.Length != sizes.Length || others.Where((size, index) => index != axis && size != sizes[index]).Any())
            {
                report.DoNotGoSideBySide(input, AxisName(node.Spec), axis);
                return null;
            }

            sum += others[axis];
        }

        if (!report.AtLeast("size", sum, 1))
        {
            return null;
        }

        sizes[axis] = (int)sum;
        return new Shape(sizes);
    }

    public override string Detail(LayerNode node) =>
        (AxisName(node.Spec) == "Channels" ? "" : "of " + AxisName(node.Spec).ToLowerInvariant() + " ")
        + "with " + string.Join(", ", node.Inputs.Skip(1).Select(input => input.Name));

    public override void Forward(ForwardContext forward)
    {
        for (int i = 0; i < forward.Node.Inputs.Count; i++)
        {
            forward.Call("Strips.Put", forward.Input(i), forward.Output, Place(forward.Node, i));
        }
    }

    public override string? LengthBarrier(LayerNode node) =>
        AxisName(node.Spec) == "Channels" ? null : "puts sequences one behind the other, so that steps beyond a sample's length stand in the middle";

    public override string LengthWayOut(LayerNode node) => "Join their features with Axis.Channels, or vectors made of them by [LastStep] or [MeanOverSteps]";

    public override string? StreamBarrier(LayerNode node) =>
        AxisName(node.Spec) == "Channels" ? null : "puts sequences one behind the other, and a stream has no end";

    public override void Backward(BackwardContext backward)
    {
        for (int i = backward.Node.Inputs.Count - 1; i >= 0; i--)
        {
            backward.Propagate(i, target => backward.Call("Strips.Take", backward.OutputGradient, target.Gradient, Place(backward.Node, i), target.Accumulate));
        }
    }

    private static string AxisName(LayerSpec line) => line.Has("axis") ? line.Member("axis") : "Channels";

    private static int Axis(LayerNode node) => Strip.Axis(node.Input.Shape!, AxisName(node.Spec));

    private static Operand Place(LayerNode node, int index)
    {
        int axis = Axis(node);
        int start = node.Inputs.Take(index).Sum(input => input.Shape!.Dimensions[axis]);
        return Strip.Along(node.Output.Shape!, axis, start, node.Inputs[index].Shape!.Dimensions[axis]);
    }
}
