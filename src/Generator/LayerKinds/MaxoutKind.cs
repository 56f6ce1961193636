using Espalier.Generator.Differentiation;
using Espalier.Generator.Graph;
using Espalier.Generator.Planning;
using Espalier.Generator.Shapes;

namespace Espalier.Generator.LayerKinds;

/// <summary>The greatest of each group of neighbouring channels.</summary>
internal sealed class MaxoutKind : LayerKind
{
    public override string Name => "Maxout";

    public override string? LengthBarrier(LayerNode node) => null;

    public override Shape? Infer(LayerNode node, ShapeReporter report)
    {
        long pieces = node.Spec.Int("pieces");
        if (!report.AtLeast("pieces", pieces, 2))
        {
            return null;
        }

        Shape input = node.Input.Shape!;
        if (input.Channels % pieces != 0)
        {
            report.PiecesDoNotDivide(pieces);
            return null;
        }

        return input.WithChannels((int)(input.Channels / pieces));
    }

    public override long Flops(LayerNode node) => node.Input.Shape!.Length;

    public override string Detail(LayerNode node) => "of " + Operand.Digits(node.Spec.Int("pieces"));

    public override void Forward(ForwardContext forward) =>
        forward.Call("Maxout.Forward", forward.Input(), forward.Output, forward.Length, Pieces(forward.Node));

    /// <summary>Each step by itself.</summary>
    public override string? StreamBarrier(LayerNode node) => null;

    public override bool BackwardReadsInput => true;

    public override void Backward(BackwardContext backward) => backward.Propagate(0, target => backward.Call(
        "Maxout.Backward",
        backward.Input(), backward.OutputGradient, target.Gradient, backward.Length, Pieces(backward.Node), target.Accumulate));

    public override ActivationFamily Activation => ActivationFamily.Rectifier;

    private static Operand Pieces(LayerNode node) => Operand.Int(node.Spec.Int("pieces"));
}
