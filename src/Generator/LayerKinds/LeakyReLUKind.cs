using Espalier.Generator.Differentiation;
using Espalier.Generator.Graph;
using Espalier.Generator.Planning;
using Espalier.Generator.Shapes;

namespace Espalier.Generator.LayerKinds;

/// <summary>x where it is positive, slope · x elsewhere.</summary>
internal sealed class LeakyReLUKind : ActivationKind
{
    public override string Name => "LeakyReLU";

    public override Shape? Infer(LayerNode node, ShapeReporter report)
    {
        double slope = node.Spec.Number("slope");
        return report.InRange("slope", slope, slope >= 0 && slope <= float.MaxValue, "a finite number of at least 0") ? node.Input.Shape : null;
    }

    public override string Detail(LayerNode node) => Operand.Shown(node.Spec.Number("slope"));

    public override ActivationFamily Activation => ActivationFamily.Rectifier;

    public override bool IsMonotone(LayerNode node) => true;

    protected override Operand[] Settings(LayerNode node) => [Operand.Float(node.Spec.Number("slope"))];
}
