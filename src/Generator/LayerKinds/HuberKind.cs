using Espalier.Generator.Graph;
using Espalier.Generator.Planning;
using Espalier.Generator.Shapes;

namespace Espalier.Generator.LayerKinds;

/// <summary>½·d² up to delta, a straight line beyond it.</summary>
internal sealed class HuberKind : ValueLossKind
{
    public override string Name => "Huber";

    protected override bool Check(LayerNode node, ShapeReporter report)
    {
        double delta = node.Spec.Number("delta");
        return report.InRange("delta", delta, delta is > 0 and <= float.MaxValue, "a finite number above 0");
    }

    protected override Operand?[] Settings(ForwardContext forward) => [Operand.Float(forward.Node.Spec.Number("delta"))];
}
