using Espalier.Generator.Differentiation;
using Espalier.Generator.Graph;
using Espalier.Generator.Planning;
using Espalier.Generator.Shapes;

namespace Espalier.Generator.LayerKinds;

/// <summary>x itself: nothing is computed.</summary>
internal sealed class IdentityKind : LayerKind
{
    public override string Name => "Identity";

    public override string? LengthBarrier(LayerNode node) => null;

    public override Shape? Infer(LayerNode node, ShapeReporter report) => node.Input.Shape;

    public override bool KeepsOrder => true;

    public override bool IsIdentity(LayerNode node, bool training) => true;

    public override bool IsTransparent => true;

    public override void Forward(ForwardContext forward)
    {
    }

    /// <summary>Each step by itself.</summary>
    public override string? StreamBarrier(LayerNode node) => null;

    public override void Backward(BackwardContext backward) => backward.PassOn(0);
}
