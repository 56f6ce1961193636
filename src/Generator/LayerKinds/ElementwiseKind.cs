using Espalier.Generator.Differentiation;
using Espalier.Generator.Graph;
using Espalier.Generator.Planning;
using Espalier.Generator.Shapes;

namespace Espalier.Generator.LayerKinds;

/// <summary>An activation of each value by itself: the shape stays, and it may run in place.</summary>
internal abstract class ElementwiseKind : LayerKind
{
    public override Shape? Infer(LayerNode node, ShapeReporter report) => node.Input.Shape;

    public override bool KeepsOrder => true;

    public override long Flops(LayerNode node) => node.Output.Shape!.Length;

    public override bool RunsInPlace => true;

    public override void Forward(ForwardContext forward) =>
        forward.Call(Name + ".Forward", [forward.Input(), forward.Output, forward.Length, .. Settings(forward.Node)]);

    /// <summary>The derivative of each of these is a function of the output.</summary>
    public override bool BackwardReadsOutput => true;

    public override void Backward(BackwardContext backward) => backward.Propagate(0, inPlace: true, to: target => backward.Call(
        Name + ".Backward",
        [backward.Output, backward.OutputGradient, target.Gradient, backward.Length, .. Settings(backward.Node), target.Accumulate]));

    /// <summary>What the kernel takes after the length.</summary>
    protected virtual Operand[] Settings(LayerNode node) => [];
}
