using Espalier.Generator.Differentiation;
using Espalier.Generator.Graph;
using Espalier.Generator.Planning;
using Espalier.Generator.Shapes;

namespace Espalier.Generator.LayerKinds;

/// <summary>An activation of each value by itself: the shape stays, and it may run in place.</summary>
internal abstract class ActivationKind : LayerKind
{
    public override string? LengthBarrier(LayerNode node) => null;

    public override Shape? Infer(LayerNode node, ShapeReporter report) => node.Input.Shape;

    public override bool KeepsOrder => true;

    public override long Flops(LayerNode node) => node.Output.Shape!.Length;

    public override bool RunsInPlace => true;

    public override void Forward(ForwardContext forward) =>
        forward.Call(Kernel(forward.Node, "Forward"), [forward.Input(), forward.Output, forward.Length, .. Settings(forward.Node)]);

    /// <summary>Each step by itself.</summary>
    public override string? StreamBarrier(LayerNode node) => null;

    public override bool BackwardReadsInput => DerivesFromInput;

    public override bool BackwardReadsOutput => !DerivesFromInput;

    public override void Backward(BackwardContext backward) => backward.Propagate(0, inPlace: true, to: target => backward.Call(
        Kernel(backward.Node, "Backward"),
        [
            DerivesFromInput ? backward.Input() : backward.Output,
            backward.OutputGradient, target.Gradient, backward.Length, .. Settings(backward.Node), target.Accumulate,
        ]));

    /// <summary>
    /// Whether the derivative is a function of what the layer reads. Most are functions of what it writes, so that training
    /// runs in place, too.
    /// </summary>
    protected virtual bool DerivesFromInput => false;

    /// <summary>The class and method of a pass.</summary>
    protected virtual string Kernel(LayerNode node, string pass) => Name + "." + pass;

    /// <summary>What the kernel takes after the length.</summary>
    protected virtual Operand[] Settings(LayerNode node) => [];
}
