using Espalier.Generator.Differentiation;
using Espalier.Generator.Graph;
using Espalier.Generator.Planning;
using Espalier.Generator.Shapes;

namespace Espalier.Generator.LayerKinds;

/// <summary>A piece of each sample along an axis.</summary>
internal sealed class SliceKind : LayerKind
{
    public override string Name => "Slice";

    public override Shape? Infer(LayerNode node, ShapeReporter report)
    {
        long start = node.Spec.Int("start"), length = node.Spec.Int("length");
        string axis = node.Spec.Member("axis");
        if (!(report.HasAxis(axis) & report.AtLeast("start", start, 0) & report.AtLeast("length", length, 0)))
        {
            return null;
        }

        int[] sizes = [.. node.Input.Shape!.Dimensions];
        int size = sizes[Axis(node)];
        if (start >= size || start + length > size)
        {
            report.SliceOutside(start, length, size, axis);
            return null;
        }

        sizes[Axis(node)] = (int)(length == 0 ? size - start : length);
        return new Shape(sizes);
    }

    public override string Detail(LayerNode node)
    {
        long start = node.Spec.Int("start");
        return Operand.Digits(start) + "…" + Operand.Digits(start + node.Output.Shape!.Dimensions[Axis(node)] - 1);
    }

    public override void Forward(ForwardContext forward) =>
        forward.Call("Strips.Take", forward.Input(), forward.Output, Place(forward.Node));

    public override string? LengthBarrier(LayerNode node) =>
        node.Spec.Member("axis") == "Channels" ? null : "keeps some steps of its sequence, and a sample's length counts all";

    public override string LengthWayOut(LayerNode node) => "Give shorter lengths";

    public override string? StreamBarrier(LayerNode node) =>
        node.Spec.Member("axis") == "Channels" ? null : "keeps some steps of its sequence, and a stream has no first or last";

    /// <summary>Outside the piece the gradient is zero.</summary>
    public override void Backward(BackwardContext backward) => backward.Propagate(0, target => backward.Call(
        target.Accumulate is null ? "Strips.Surround" : "Strips.Put",
        backward.OutputGradient, target.Gradient, Place(backward.Node), target.Accumulate));

    private static int Axis(LayerNode node) => Strip.Axis(node.Input.Shape!, node.Spec.Member("axis"));

    private static Operand Place(LayerNode node) => Strip.Along(
        node.Input.Shape!, Axis(node), (int)node.Spec.Int("start"), node.Output.Shape!.Dimensions[Axis(node)]);
}
