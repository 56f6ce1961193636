using Espalier.Generator.Differentiation;
using Espalier.Generator.Graph;
using Espalier.Generator.Planning;
using Espalier.Generator.Shapes;

namespace Espalier.Generator.LayerKinds;

/// <summary>The greatest value of each window. Backward finds it again in the input instead of keeping its place.</summary>
internal sealed class MaxPoolKind(int axes) : PoolKind(axes)
{
    public override string Name { get; } = axes == 1 ? "MaxPool1D" : "MaxPool2D";

    public override bool TakesGreatest => true;

    public override void Forward(ForwardContext forward) =>
        forward.Call("MaxPool2D.Forward", forward.Input(), forward.Output, Plan(forward));

    public override bool BackwardReadsInput => true;

    public override void Backward(BackwardContext backward)
    {
        if (backward.IsPooledAbove)
        {
            // The layer above knows who won.
            backward.PassOn(0);
            return;
        }

        backward.Propagate(0, target => backward.Call(
            "MaxPool2D.Backward",
            backward.Input(), backward.OutputGradient, target.Gradient, Plan(backward), target.Accumulate));
    }

    public override bool TilesMaxima(LayerNode node)
    {
        Window window = Window.OfPooling(node);
        Shape input = node.Input.Shape!, output = node.Output.Shape!;
        return window.Stride == window.Kernel && window.Top == 0 && window.Left == 0
            && output.Height * window.Stride.Y <= input.Height && output.Width * window.Stride.X <= input.Width;
    }
}
