using Espalier.Generator.Differentiation;
using Espalier.Generator.Graph;
using Espalier.Generator.Planning;
using Espalier.Generator.Shapes;

namespace Espalier.Generator.LayerKinds;

/// <summary>One vector of many steps: (steps, features) → (features).</summary>
internal abstract class OneStepKind : LayerKind
{
    public override Shape? Infer(LayerNode node, ShapeReporter report) => report.IsSequence() ? new Shape(node.Input.Shape!.Channels) : null;

    public override void Forward(ForwardContext forward) =>
        forward.Call("SequenceSteps.Forward" + Method, forward.Input(), forward.Output, forward.Lengths, Plan(forward));

    public override string? LengthBarrier(LayerNode node) => null;

    public override void Backward(BackwardContext backward) => backward.Propagate(0, target => backward.Call(
        "SequenceSteps.Backward" + Method, backward.OutputGradient, target.Gradient, backward.Lengths, Plan(backward), target.Accumulate));

    /// <summary>The end of the kernels' names.</summary>
    protected abstract string Method { get; }

    private static Operand Plan(StatementContext context)
    {
        Shape input = context.Node.Input.Shape!;
        return context.Plan("StepsShape", ("Steps", input.Width), ("Features", input.Channels));
    }
}

/// <summary>The last step, or the last that counts.</summary>
internal sealed class LastStepKind : OneStepKind
{
    public override string Name => "LastStep";

    /// <summary>Every step is the last so far.</summary>
    public override string? StreamBarrier(LayerNode node) => null;

    protected override string Method => "Last";
}

/// <summary>The mean over the steps that count.</summary>
internal sealed class MeanOverStepsKind : OneStepKind
{
    public override string Name => "MeanOverSteps";

    public override long Flops(LayerNode node) => node.Input.Shape!.Length;

    protected override string Method => "Mean";
}
