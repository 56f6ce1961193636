using Espalier.Generator.Graph;
using Espalier.Generator.Planning;
using Espalier.Generator.Shapes;

namespace Espalier.Generator.LayerKinds;

/// <summary>½·d²/beta up to beta, a straight line beyond it.</summary>
internal sealed class SmoothL1Kind : ValueLossKind
{
    public override string Name => "SmoothL1";

    protected override bool Check(LayerNode node, ShapeReporter report)
    {
        double beta = node.Spec.Number("beta");
        return report.InRange("beta", beta, beta is > 0 and <= float.MaxValue, "a finite number above 0");
    }

    protected override Operand?[] Settings(ForwardContext forward) => [Operand.Float(forward.Node.Spec.Number("beta"))];
}
