using Espalier.Generator.Diagnostics;
using Espalier.Generator.Differentiation;
using Espalier.Generator.Graph;
using Espalier.Generator.Planning;
using Espalier.Generator.Shapes;

namespace Espalier.Generator.LayerKinds;

/// <summary>A vector as every step of a sequence.</summary>
internal sealed class RepeatStepsKind : LayerKind
{
    public override string Name => "RepeatSteps";

    public override Shape? Infer(LayerNode node, ShapeReporter report)
    {
        Shape input = node.Input.Shape!;
        bool isSound = report.AtLeast("steps", node.Spec.Int("steps"), 1);
        if (!input.IsVector)
        {
            string way = input.IsSequence ? "[LastStep], [MeanOverSteps] or [Flatten]" : "[Flatten] or [GlobalAveragePool2D]";
            report.Report(ShapeDescriptors.NeedsVector, report.Related(), node.Name, input.Form, input.ToString(), way, report.Trace());
            return null;
        }

        return isSound ? new Shape((int)node.Spec.Int("steps"), input.Channels) : null;
    }

    public override void Forward(ForwardContext forward) => forward.Call("SequenceSteps.ForwardRepeat", forward.Input(), forward.Output, Plan(forward));

    public override void Backward(BackwardContext backward) => backward.Propagate(0, target => backward.Call(
        "SequenceSteps.BackwardRepeat", backward.OutputGradient, target.Gradient, Plan(backward), target.Accumulate));

    private static Operand Plan(StatementContext context)
    {
        Shape output = context.Node.Output.Shape!;
        return context.Plan("StepsShape", ("Steps", output.Width), ("Features", output.Channels));
    }
}
