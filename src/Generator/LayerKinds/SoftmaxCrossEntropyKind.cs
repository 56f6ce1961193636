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
            if (!forward.HasLengths)
            {
                OnRows(forward, Name + ".EvaluateWeighted", forward.LabelTotal, smoothing, classWeights, ignored);
                return;
            }

            // What the labels that count add up to is found where the others are left out; until then, each is one.
            Operand steps = Operand.Samples(forward.Node.Input.Shape!.Width);
            bool countsAlike = classWeights is null && ignored is null;
            OnCountedSteps(forward, Name + ".EvaluateWeighted", [steps, smoothing, classWeights, ignored], byLabel: countsAlike ? null : [classWeights, ignored]);
        }
    }
}
