using Espalier.Generator.Differentiation;
using Espalier.Generator.Graph;
using Espalier.Generator.Planning;
using Espalier.Generator.Shapes;

namespace Espalier.Generator.LayerKinds;

/// <summary>A larger image by repeating or interpolating pixels.</summary>
internal sealed class Upsample2DKind : LayerKind
{
    public override string Name => "Upsample2D";

    public override string NamePrefix => "Upsample";

    public override Shape? Infer(LayerNode node, ShapeReporter report)
    {
        if (!report.IsImage())
        {
            return null;
        }

        if (node.Spec.IsList("scale") && node.Spec.Ints("scale").Length != 2)
        {
            report.WrongLength("scale", node.Spec.Ints("scale").Length, "[vertical, horizontal]");
            return null;
        }

        (long y, long x) = Scale(node);
        if (!(report.AtLeast("scale", y, 1) && report.AtLeast("scale", x, 1)))
        {
            return null;
        }

        if (node.Spec.Flag("alignCorners") && !IsBilinear(node))
        {
            report.NoCornersToAlign();
            return null;
        }

        Shape input = node.Input.Shape!;
        var output = new Pair(input.Height * y, input.Width * x);
        if (output.Y > int.MaxValue || output.X > int.MaxValue)
        {
            report.TooLarge(output);
            return null;
        }

        return new Shape(input.Channels, (int)output.Y, (int)output.X);
    }

    public override long Flops(LayerNode node) => IsBilinear(node) ? 7L * node.Output.Shape!.Length : 0;

    public override string Detail(LayerNode node) => "× " + Scale(node).Short + (IsBilinear(node) ? " bilinear" : " nearest");

    public override bool IsTransparent => true;

    public override Reach Reach(LayerNode node)
    {
        (long y, long x) = Scale(node);
        long seen = IsBilinear(node) ? 2 : 1;
        return new Reach(new Pair(seen, seen), 1.0 / y, 1.0 / x);
    }

    public override void Forward(ForwardContext forward) =>
        forward.Call(Kernel(forward.Node) + ".Forward", forward.Input(), forward.Output, Plan(forward), AlignsCorners(forward.Node));

    public override void Backward(BackwardContext backward) => backward.Propagate(0, target => backward.Call(
        Kernel(backward.Node) + ".Backward", backward.OutputGradient, target.Gradient, Plan(backward), AlignsCorners(backward.Node), target.Accumulate));

    private static Pair Scale(LayerNode node)
    {
        var values = node.Spec.Ints("scale");
        return new Pair(values[0], values[values.Length - 1]);
    }

    private static bool IsBilinear(LayerNode node) => node.Spec.Member("mode") == "Bilinear";

    private static string Kernel(LayerNode node) => IsBilinear(node) ? "UpsampleBilinear2D" : "UpsampleNearest2D";

    private static Operand? AlignsCorners(LayerNode node) => IsBilinear(node) ? Operand.Bool("alignCorners", node.Spec.Flag("alignCorners")) : null;

    private static Operand Plan(StatementContext context)
    {
        Shape input = context.Node.Input.Shape!;
        Pair scale = Scale(context.Node);
        return context.Plan(
            "Upsample2DShape", ("Channels", input.Channels), ("Height", input.Height), ("Width", input.Width), ("ScaleY", scale.Y), ("ScaleX", scale.X));
    }
}
