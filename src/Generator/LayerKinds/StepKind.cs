using Espalier.Generator.Differentiation;
using Espalier.Generator.Graph;
using Espalier.Generator.Planning;
using Espalier.Generator.Shapes;

namespace Espalier.Generator.LayerKinds;

/// <summary>1 where x is positive, else 0. The derivative is zero, so that nothing is computed backward.</summary>
internal sealed class StepKind : LayerKind
{
    public override string Name => "Step";

    public override string? LengthBarrier(LayerNode node) => null;

    public override Shape? Infer(LayerNode node, ShapeReporter report) => node.Input.Shape;

    public override bool KeepsOrder => true;

    public override long Flops(LayerNode node) => node.Output.Shape!.Length;

    public override bool RunsInPlace => true;

    public override void Forward(ForwardContext forward) => forward.Call("UnitStep.Forward", forward.Input(), forward.Output, forward.Length);

    /// <summary>Each step by itself.</summary>
    public override string? StreamBarrier(LayerNode node) => null;

    public override bool PassesGradient => false;

    public override void Backward(BackwardContext backward)
    {
    }

    public override ActivationFamily Activation => ActivationFamily.Saturating;
}
