using Espalier.Generator.Differentiation;
using Espalier.Generator.Graph;
using Espalier.Generator.Planning;
using Espalier.Generator.Shapes;

namespace Espalier.Generator.LayerKinds;

/// <summary>An image as a vector. Memory stays as it is; who reads the vector knows its order.</summary>
internal sealed class FlattenKind : LayerKind
{
    public override string Name => "Flatten";

    public override Shape? Infer(LayerNode node, ShapeReporter report) =>
        node.Input.Shape!.LongLength <= int.MaxValue ? new Shape(node.Input.Shape.Length) : null;

    public override bool KeepsOrder => true;

    public override bool IsIdentity(LayerNode node, bool training) => true;

    public override bool IsTransparent => true;

    public override void Forward(ForwardContext forward)
    {
    }

    public override void Backward(BackwardContext backward) => backward.PassOn(0);
}
