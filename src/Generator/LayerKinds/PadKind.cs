using System.Linq;
using Espalier.Generator.Differentiation;
using Espalier.Generator.Graph;
using Espalier.Generator.Planning;
using Espalier.Generator.Shapes;
using Espalier.Generator.Support;

namespace Espalier.Generator.LayerKinds;

/// <summary>A number around each sample.</summary>
internal sealed class PadKind : LayerKind
{
    public override string Name => "Pad";

    public override Shape? Infer(LayerNode node, ShapeReporter report)
    {
        Shape shape = node.Input.Shape!;
        EquatableArray<long> padding = node.Spec.Ints("padding");
        bool isSingle = !node.Spec.IsList("padding");
        if (!(isSingle || padding.Length == 2 || (shape.IsImage && padding.Length == 4)))
        {
            report.WrongLength("padding", padding.Length, shape.IsImage ? "[vertical, horizontal] or [top, bottom, left, right]" : "[before, after]");
            return null;
        }

        double value = node.Spec.Number("value");
        if (!(padding.All(pad => report.AtLeast("padding", pad, 0))
            & report.InRange("value", value, value >= -float.MaxValue && value <= float.MaxValue, "a finite number")))
        {
            return null;
        }

        (long top, long bottom, long left, long right) = Sides(node);
        long[] sizes = shape.IsImage ? [shape.Channels, top + shape.Height + bottom, left + shape.Width + right]
            : shape.IsSequence ? [left + shape.Width + right, shape.Channels]
            : [left + shape.Channels + right];
        return sizes.All(size => report.AtLeast("size", size, 1)) ? new Shape(sizes.Select(size => (int)size).ToArray()) : null;
    }

    public override string Detail(LayerNode node) => string.Join(", ", node.Spec.Ints("padding").Select(pad => Operand.Digits(pad)));

    public override void Forward(ForwardContext forward)
    {
        double value = forward.Node.Spec.Number("value");
        forward.Call("Strips.Surround", forward.Input(), forward.Output, Place(forward.Node), value == 0 ? null : Operand.Float(value));
    }

    public override void Backward(BackwardContext backward) => backward.Propagate(0, target => backward.Call(
        "Strips.Take", backward.OutputGradient, target.Gradient, Place(backward.Node), target.Accumulate));

    /// <summary>Of a sequence or a vector, before is left and after is right.</summary>
    private static (long Top, long Bottom, long Left, long Right) Sides(LayerNode node)
    {
        EquatableArray<long> padding = node.Spec.Ints("padding");
        bool isImage = node.Input.Shape!.IsImage;
        return padding.Length switch
        {
            1 => (isImage ? padding[0] : 0, isImage ? padding[0] : 0, padding[0], padding[0]),
            2 => isImage ? (padding[0], padding[0], padding[1], padding[1]) : (0, 0, padding[0], padding[1]),
            _ => (padding[0], padding[1], padding[2], padding[3]),
        };
    }

    private static Operand Place(LayerNode node)
    {
        Shape input = node.Input.Shape!, output = node.Output.Shape!;
        (long top, _, long left, long right) = Sides(node);
        int channels = input.IsVector ? 1 : input.Channels;
        int row = output.Length / output.Height, offset = (int)((top * row) + (left * channels));
        return left + right == 0
            ? Strip.Of(1, input.Length, input.Length, offset, output.Length)
            : Strip.Of(input.Height, input.Length / input.Height, row, offset, output.Length);
    }
}
