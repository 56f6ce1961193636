using Espalier.Generator.Differentiation;
using Espalier.Generator.Graph;
using Espalier.Generator.Parsing;
using Espalier.Generator.Planning;
using Espalier.Generator.Shapes;

namespace Espalier.Generator.LayerKinds;

/// <summary>
/// Inserted above layers that reach into later steps: what stands beyond a sample's length becomes what those layers find
/// beyond the end of a sequence, so that they compute what they would on the shorter one.
/// </summary>
internal sealed class CountedStepsKind(float beyond) : LayerKind
{
    /// <summary>What its name adds to that of the layer.</summary>
    public const string Suffix = "Counted";

    public override string Name => "CountedSteps";

    /// <summary>The layer on the edge to one that reads sequences; none where all steps count.</summary>
    public static InsertedLayer[] Above(LayerNode node, float beyond) => node.Input.Lengths is null
        ? []
        : [new InsertedLayer(0, new CountedStepsKind(beyond), new LayerSpec("CountedSteps", []), Suffix, "")];

    public override Shape? Infer(LayerNode node, ShapeReporter report) => node.Input.Shape;

    public override string? LengthBarrier(LayerNode node) => null;

    public override bool RunsInPlace => true;

    public override void Forward(ForwardContext forward) => forward.Call(
        "SequenceSteps.ForwardCounted", forward.Input(), forward.Output, forward.Lengths, Plan(forward), beyond == 0 ? null : Operand.Named("beyond", beyond));

    /// <summary>The layers above which it stands cannot, and say why.</summary>
    public override string? StreamBarrier(LayerNode node) => null;

    public override void Backward(BackwardContext backward) => backward.Propagate(0, inPlace: true, to: target => backward.Call(
        "SequenceSteps.BackwardCounted", backward.OutputGradient, target.Gradient, backward.Lengths, Plan(backward), target.Accumulate));

    public override bool IsTransparent => true;

    private static Operand Plan(StatementContext context)
    {
        Shape input = context.Node.Input.Shape!;
        return context.Plan("StepsShape", ("Steps", input.Width), ("Features", input.Channels));
    }
}
