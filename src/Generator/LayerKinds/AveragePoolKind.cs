using Espalier.Generator.Differentiation;
using Espalier.Generator.Graph;
using Espalier.Generator.Planning;

namespace Espalier.Generator.LayerKinds;

/// <summary>The mean of each window.</summary>
internal sealed class AveragePoolKind(int axes) : PoolKind(axes)
{
    public override string Name { get; } = axes == 1 ? "AveragePool1D" : "AveragePool2D";

    public override void Forward(ForwardContext forward) =>
        forward.Call("AveragePool2D.Forward", forward.Input(), forward.Output, Plan(forward), CountsPadding(forward.Node));

    public override void Backward(BackwardContext backward) => backward.Propagate(0, target => backward.Call(
        "AveragePool2D.Backward",
        backward.OutputGradient, target.Gradient, Plan(backward), CountsPadding(backward.Node), target.Accumulate));

    private static Operand CountsPadding(LayerNode node) => Operand.Bool("countIncludePad", node.Spec.Flag("countIncludePad"));
}
