using Espalier.Generator.Differentiation;
using Espalier.Generator.Graph;
using Espalier.Generator.Planning;
using Espalier.Generator.Shapes;

namespace Espalier.Generator.LayerKinds;

/// <summary>x where it is positive, alpha · (eˣ − 1) elsewhere.</summary>
internal sealed class ELUKind : ActivationKind
{
    public override string Name => "ELU";

    public override Shape? Infer(LayerNode node, ShapeReporter report)
    {
        double alpha = node.Spec.Number("alpha");
        return report.InRange("alpha", alpha, alpha >= 0 && alpha <= float.MaxValue, "a finite number of at least 0") ? node.Input.Shape : null;
    }

    public override string Detail(LayerNode node) => node.Spec.IsGiven("alpha") ? Operand.Shown(node.Spec.Number("alpha")) : "";

    public override ActivationFamily Activation => ActivationFamily.Rectifier;

    public override bool IsMonotone(LayerNode node) => true;

    protected override Operand[] Settings(LayerNode node) => [Operand.Float(node.Spec.Number("alpha"))];
}
