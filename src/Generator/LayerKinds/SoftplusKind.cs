using Espalier.Generator.Differentiation;
using Espalier.Generator.Graph;
using Espalier.Generator.Planning;
using Espalier.Generator.Shapes;

namespace Espalier.Generator.LayerKinds;

/// <summary>ln(1 + exp(beta · x)) / beta.</summary>
internal sealed class SoftplusKind : ActivationKind
{
    public override string Name => "Softplus";

    public override Shape? Infer(LayerNode node, ShapeReporter report)
    {
        double beta = node.Spec.Number("beta"), threshold = node.Spec.Number("threshold");
        return report.InRange("beta", beta, beta > 0 && beta <= float.MaxValue, "a finite number above 0")
            & report.InRange("threshold", threshold, threshold >= -float.MaxValue && threshold <= float.MaxValue, "a finite number")
            ? node.Input.Shape
            : null;
    }

    public override string Detail(LayerNode node) => node.Spec.IsGiven("beta") ? Operand.Shown(node.Spec.Number("beta")) : "";

    public override ActivationFamily Activation => ActivationFamily.Rectifier;

    public override ValueRange Range => ValueRange.NonNegative;

    public override bool IsMonotone(LayerNode node) => true;

    protected override bool DerivesFromInput => true;

    protected override Operand[] Settings(LayerNode node) =>
        [Operand.Float(node.Spec.Number("beta")), Operand.Float(node.Spec.Number("threshold"))];
}
