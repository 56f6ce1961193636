using Espalier.Generator.Differentiation;
using Espalier.Generator.Graph;
using Espalier.Generator.Planning;
using Espalier.Generator.Shapes;

namespace Espalier.Generator.LayerKinds;

/// <summary>Zeros whole channels at random in training, nothing in prediction.</summary>
internal sealed class Dropout2DKind : LayerKind
{
    public override string Name => "Dropout2D";

    public override string NamePrefix => "Dropout";

    public override Shape? Infer(LayerNode node, ShapeReporter report)
    {
        double probability = node.Spec.Number("probability");
        return report.InRange("probability", probability, probability is >= 0 and < 1, "a number of at least 0 and below 1") && report.HasChannels()
            ? node.Input.Shape
            : null;
    }

    public override string Detail(LayerNode node) => Operand.Shown(node.Spec.Number("probability"));

    public override bool IsIdentity(LayerNode node, bool training) => !training;

    public override bool IsTransparent => true;

    public override bool RunsInPlace => true;

    public override void Forward(ForwardContext forward) =>
        forward.Call("Dropout2D.Forward", [forward.Input(), forward.Output, .. Settings(forward)]);

    public override string? LengthBarrier(LayerNode node) => null;

    /// <summary>Each step by itself.</summary>
    public override string? StreamBarrier(LayerNode node) => null;

    public override void Backward(BackwardContext backward) => backward.Propagate(0, inPlace: true, to: target => backward.Call(
        "Dropout2D.Backward", [backward.OutputGradient, target.Gradient, .. Settings(backward), target.Accumulate]));

    public override double DropProbability(LayerNode node) => node.Spec.Number("probability");

    private static Operand[] Settings(StatementContext context) =>
    [
        Operand.Int(context.Node.Input.Shape!.Channels), Operand.Int(context.Node.Input.Shape.Pixels),
        Operand.Float(context.Node.Spec.Number("probability")), context.DropoutKey,
    ];
}
