using Espalier.Generator.Graph;
using Espalier.Generator.Parsing;
using Espalier.Generator.Planning;
using Espalier.Generator.Shapes;

namespace Espalier.Generator.LayerKinds;

/// <summary>−log softmax(scores)[label], or the cross-entropy with a distribution.</summary>
internal sealed class SoftmaxCrossEntropyKind : ScoreLossKind
{
    private const int NoLabel = int.MinValue;

    public override string Name => "SoftmaxCrossEntropy";

    public override LossInput Reads => LossInput.ClassScores;

    public override bool TakesLabels(LayerSpec line) => !line.IsKnown || !line.Has("distributions") || !line.Flag("distributions");

    public override bool CountsByClassWeights => true;

    public override long? Ignored(LayerSpec line) =>
        line.IsKnown && line.Has("ignored") && line.Int("ignored") != NoLabel ? line.Int("ignored") : null;

    protected override bool Check(LayerNode node, ShapeReporter report)
    {
        double smoothing = node.Spec.Number("smoothing");
        return report.InRange("smoothing", smoothing, smoothing is >= 0 and < 1, "a number of at least 0 and below 1") & base.Check(node, report);
    }

    public override string? LengthBarrier(LayerNode node) => !TakesLabels(node.Spec) || (Ignored(node.Spec) is null && ClassWeights(node.Spec) is null)
        ? null
        : "weighs labels by " + (Ignored(node.Spec) is null ? "classWeights" : "ignored");

    public override void Forward(ForwardContext forward)
    {
        LayerSpec line = forward.Node.Spec;
        Operand? smoothing = line.Number("smoothing") == 0 ? null : Operand.Named("smoothing", line.Number("smoothing"));
        Operand? classWeights = ClassWeightsOperand(forward);
        if (!TakesLabels(line))
        {
            OnRows(forward, Name + ".EvaluateDistributions", smoothing, classWeights);
        }
        else if (smoothing is null && classWeights is null && Ignored(line) is null && (forward.Accumulate is null || forward.HasLengths))
        {
            OnRows(forward, Name + ".Evaluate");
        }
        else
        {
            Operand? ignored = Ignored(line) is { } label ? Operand.Named("ignored", Operand.Int(label)) : null;
            OnRows(forward, Name + ".EvaluateWeighted", Total(forward), smoothing, classWeights, ignored);
        }
    }

    /// <summary>What the labels count for together: where steps are left out, all are one until then.</summary>
    private static Operand Total(ForwardContext forward) =>
        forward.HasLengths ? Operand.Samples(forward.Node.Input.Shape!.Width) : forward.LabelTotal;
}
