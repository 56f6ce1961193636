using Espalier.Generator.Differentiation;
using Espalier.Generator.Graph;
using Espalier.Generator.Planning;
using Espalier.Generator.Shapes;

namespace Espalier.Generator.LayerKinds;

/// <summary>Zeros at random in training, nothing in prediction.</summary>
internal sealed class DropoutKind : LayerKind
{
    public override string Name => "Dropout";

    public override string? LengthBarrier(LayerNode node) => null;

    public override Shape? Infer(LayerNode node, ShapeReporter report)
    {
        double probability = node.Spec.Number("probability");
        return report.InRange("probability", probability, probability is >= 0 and < 1, "a number of at least 0 and below 1") ? node.Input.Shape : null;
    }

    public override bool KeepsOrder => true;

    public override string Detail(LayerNode node) => Operand.Shown(node.Spec.Number("probability"));

    public override bool IsIdentity(LayerNode node, bool training) => !training;

    public override bool IsTransparent => true;

    public override bool RunsInPlace => true;

    public override void Forward(ForwardContext forward) => forward.Call(
        "Dropout.Forward", forward.Input(), forward.Output, forward.Length, Probability(forward.Node), forward.DropoutKey);

    /// <summary>Each step by itself.</summary>
    public override string? StreamBarrier(LayerNode node) => null;

    public override void Backward(BackwardContext backward) => backward.Propagate(0, inPlace: true, to: target => backward.Call(
        "Dropout.Backward",
        backward.OutputGradient, target.Gradient, backward.Length, Probability(backward.Node), backward.DropoutKey, target.Accumulate));

    public override double DropProbability(LayerNode node) => node.Spec.Number("probability");

    private static Operand Probability(LayerNode node) => Operand.Float(node.Spec.Number("probability"));
}
