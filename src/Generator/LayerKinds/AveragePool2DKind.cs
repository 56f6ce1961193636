using Espalier.Generator.Differentiation;
using Espalier.Generator.Graph;
using Espalier.Generator.Planning;
using Espalier.Generator.Shapes;

namespace Espalier.Generator.LayerKinds;

/// <summary>The mean of each window.</summary>
internal sealed class AveragePool2DKind : Pool2DKind
{
    public override string Name => "AveragePool2D";

    public override void Forward(ForwardContext forward) =>
        forward.Call("AveragePool2D.Forward", forward.Input(), forward.Output, Plan(forward), CountsPadding(forward.Node));

    public override void Backward(BackwardContext backward) => backward.Propagate(0, target => backward.Call(
        "AveragePool2D.Backward",
        backward.OutputGradient, target.Gradient, Plan(backward), CountsPadding(backward.Node), target.Accumulate));

    private static Operand CountsPadding(LayerNode node) => Operand.Bool("countIncludePad", node.Spec.Flag("countIncludePad"));
}
