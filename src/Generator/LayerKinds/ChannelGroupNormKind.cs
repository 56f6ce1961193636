using System.Collections.Generic;
using System.Linq;
using Espalier.Generator.Differentiation;
using Espalier.Generator.Graph;
using Espalier.Generator.Planning;

namespace Espalier.Generator.LayerKinds;

/// <summary>A norm of groups of channels over all pixels of a sample, by the kernels of group normalisation.</summary>
internal abstract class ChannelGroupNormKind : NormKind
{
    public override IReadOnlyList<Parameter> Parameters(LayerNode node) => NormParameters.PerChannel(node).ToArray();

    public override void Forward(ForwardContext forward) => forward.Call(
        forward.WithEpilogue("GroupNorm.Forward"),
        forward.Input(), forward.Parameter("weight"), forward.Parameter("bias"), forward.Output, Statistics(forward),
        Channels(forward), GroupsOf(forward), Pixels(forward), Operand.Float(forward.Node.Spec.Number("epsilon")));

    public override string? StreamBarrier(LayerNode node) => "normalises over all steps together; LayerNorm does so step by step";

    public override string? LengthBarrier(LayerNode node) => "normalises over all steps together, also those beyond a sample's length";

    public override string LengthWayOut(LayerNode node) => "Use [LayerNorm] or [RMSNorm], which take each step by itself";

    public override void Backward(BackwardContext backward)
    {
        Operand sums = backward.Scratch("Sums", 2 * Size(backward));
        backward.Propagate(0, always: backward.Trains, inPlace: true, to: target => backward.Call(
            "GroupNorm.BackwardInput",
            backward.Input(), backward.Parameter("weight"), Statistics(backward), backward.OutputGradient, target.Gradient, sums,
            Channels(backward), GroupsOf(backward), Pixels(backward), target.Accumulate));
        if (backward.Trains)
        {
            backward.Call(
                "GroupNorm.BackwardParameters",
                Statistics(backward), sums, backward.ParameterGradient("weight"), backward.ParameterGradient("bias"), Channels(backward));
        }
    }

    /// <summary>How many groups the channels are split into.</summary>
    protected abstract int Groups(LayerNode node);

    protected override long ValuesTogether(LayerNode node) => node.Input.Shape!.LongLength / Groups(node);

    private static int Size(StatementContext context) => context.Node.Input.Shape!.Channels;

    private static Operand Statistics(StatementContext context) => context.KeptOfSamples("Statistics", 2 * Size(context));

    private static Operand Channels(StatementContext context) => Operand.Int(Size(context));

    private static Operand Pixels(StatementContext context) => Operand.Int(context.Node.Input.Shape!.Pixels);

    private Operand GroupsOf(StatementContext context) => Operand.Int(Groups(context.Node));
}
