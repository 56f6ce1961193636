using Espalier.Generator.Differentiation;
using Espalier.Generator.Graph;
using Espalier.Generator.Planning;

namespace Espalier.Generator.LayerKinds;

/// <summary>The mean of each channel over all steps or pixels.</summary>
internal sealed class GlobalAveragePoolKind(int axes) : GlobalPoolKind(axes)
{
    public override string Name { get; } = axes == 1 ? "GlobalAveragePool1D" : "GlobalAveragePool2D";

    /// <summary>Of steps of which not all count, <see cref="MeanOverStepsKind"/>.</summary>
    public override void Forward(ForwardContext forward)
    {
        if (forward.HasLengths)
        {
            Steps.Forward(forward);
            return;
        }

        forward.Call("GlobalAveragePool2D.Forward", forward.Input(), forward.Output, Channels(forward.Node), Pixels(forward.Node));
    }

    public override void Backward(BackwardContext backward)
    {
        if (backward.HasLengths)
        {
            Steps.Backward(backward);
            return;
        }

        backward.Propagate(0, target => backward.Call(
            "GlobalAveragePool2D.Backward",
            backward.OutputGradient, target.Gradient, Channels(backward.Node), Pixels(backward.Node), target.Accumulate));
    }

    private static readonly MeanOverStepsKind Steps = new();

    private static Operand Channels(LayerNode node) => Operand.Int(node.Input.Shape!.Channels);

    private static Operand Pixels(LayerNode node) => Operand.Int(node.Input.Shape!.Pixels);
}
