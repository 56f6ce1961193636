using Espalier.Generator.Differentiation;
using Espalier.Generator.Graph;
using Espalier.Generator.Parsing;
using Espalier.Generator.Planning;
using Espalier.Generator.Shapes;

namespace Espalier.Generator.LayerKinds;

/// <summary>Makes the line above one of the values that prediction gives, and names it.</summary>
internal sealed class OutputKind : LayerKind
{
    public override string Name => "Output";

    public override string? OwnName(LayerSpec line) => line.IsKnown ? line.Text("name") : line.Name;

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
