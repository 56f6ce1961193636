using Espalier.Generator.Graph;
using Espalier.Generator.Parsing;
using Espalier.Generator.Planning;
using Espalier.Generator.Shapes;

namespace Espalier.Generator.LayerKinds;

/// <summary>The mean of max(0, margin + score − score[label]) over the classes.</summary>
internal sealed class MulticlassHingeKind : ScoreLossKind
{
    public override string Name => "MulticlassHinge";

    protected override bool Check(LayerNode node, ShapeReporter report)
    {
        double margin = node.Spec.Number("margin");
        return report.InRange("margin", margin, margin is > 0 and <= float.MaxValue, "a finite number above 0") & base.Check(node, report);
    }

    public override void Forward(ForwardContext forward)
    {
        LayerSpec line = forward.Node.Spec;
        OnRows(
            forward, Name + ".Evaluate",
            Operand.Float(line.Number("margin")), line.Flag("squared") ? Operand.Bool("squared", true) : null,
            ClassWeightsOperand(forward));
    }
}
