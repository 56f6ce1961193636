using System;
using System.Linq;
using Espalier.Generator.Differentiation;
using Espalier.Generator.Graph;
using Espalier.Generator.Planning;
using Espalier.Generator.Shapes;

namespace Espalier.Generator.LayerKinds;

/// <summary>
/// The same values in another shape. Memory stays as it is where its order is right for both; else an image is brought to
/// the order in which people write it, or from there to that of memory.
/// </summary>
internal sealed class ReshapeKind : LayerKind
{
    public override string Name => "Reshape";

    public override Shape? Infer(LayerNode node, ShapeReporter report)
    {
        string[] options = node.Spec.Has("steps") ? ["steps", "features"]
            : node.Spec.Has("features") ? ["features"]
            : ["channels", "height", "width"];
        long[] sizes = Array.ConvertAll(options, option => node.Spec.Int(option));
        long length = node.Input.Shape!.LongLength;
        long known = sizes.Where(size => size != -1).Aggregate(1L, (product, size) => product > int.MaxValue ? product : product * size);
        int open = Array.IndexOf(sizes, -1);
        if (open >= 0 && open == Array.LastIndexOf(sizes, -1) && known > 0)
        {
            if (length % known != 0)
            {
                report.ReshapeChangesLength(sizes, known);
                return null;
            }

            sizes[open] = length / known;
            known = length;
        }

        if (sizes.Where((size, index) => !report.AtLeast(options[index], size, 1)).Any())
        {
            return null;
        }

        if (known != length)
        {
            report.ReshapeChangesLength(sizes, known);
            return null;
        }

        return new Shape(Array.ConvertAll(sizes, size => (int)size));
    }

    public override bool KeepsOrder => true;

    public override bool AbsorbsOrder => true;

    public override bool IsIdentity(LayerNode node, bool training) => node.Output.Shape!.IsVector || Equals(Before(node), After(node));

    public override bool IsTransparent => true;

    public override Reach Reach(LayerNode node) => node.Output.Shape!.IsVector ? LayerKinds.Reach.Point : LayerKinds.Reach.All;

    public override void Forward(ForwardContext forward)
    {
        (Shape? before, Shape? after) = (Before(forward.Node), After(forward.Node));
        Operand planar = before is null ? forward.Input() : after is null ? forward.Output : forward.Scratch("Planar", before.Length);
        if (before is not null)
        {
            forward.Call("ChannelsLast.ToPlanar", forward.Input(), planar, Channels(before), Pixels(before));
        }

        if (after is not null)
        {
            forward.Call("ChannelsLast.FromPlanar", planar, forward.Output, Channels(after), Pixels(after));
        }
    }

    public override void Backward(BackwardContext backward)
    {
        if (IsIdentity(backward.Node, training: true))
        {
            backward.PassOn(0);
            return;
        }

        (Shape? before, Shape? after) = (Before(backward.Node), After(backward.Node));
        backward.Propagate(0, overwrites: true, to: target =>
        {
            Operand planar = after is null ? backward.OutputGradient : before is null ? target.Gradient : backward.Scratch("PlanarGradient", before.Length);
            if (after is not null)
            {
                backward.Call("ChannelsLast.ToPlanar", backward.OutputGradient, planar, Channels(after), Pixels(after));
            }

            if (before is not null)
            {
                backward.Call("ChannelsLast.FromPlanar", planar, target.Gradient, Channels(before), Pixels(before));
            }
        });
    }

    /// <summary>The image in whose order memory holds the input; null where that is the order in which people write.</summary>
    private static Shape? Before(LayerNode node) => node.Input.FlattenedFrom ?? Reordered(node.Input.Shape!);

    private static Shape? After(LayerNode node) => Reordered(node.Output.Shape!);

    private static Shape? Reordered(Shape shape) => shape.IsReordered ? shape : null;

    private static Operand Channels(Shape image) => Operand.Int(image.Channels);

    private static Operand Pixels(Shape image) => Operand.Int(image.Pixels);
}
