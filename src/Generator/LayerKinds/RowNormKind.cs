using System.Collections.Generic;
using System.Linq;
using Espalier.Generator.Differentiation;
using Espalier.Generator.Graph;
using Espalier.Generator.Planning;

namespace Espalier.Generator.LayerKinds;

/// <summary>
/// A norm of rows: a vector's features, the features of each step, a whole image or, where the option says so, the channels
/// of each pixel.
/// </summary>
internal abstract class RowNormKind : NormKind
{
    public override IReadOnlyList<Parameter> Parameters(LayerNode node) => NormParameters.PerValue(node).ToArray();

    public override string? LengthBarrier(LayerNode node) => null;

    public override void Forward(ForwardContext forward) => forward.Call(
        forward.WithEpilogue(Name + ".Forward"),
        [
            forward.Input(), .. Affine(forward), forward.Output, forward.IsTraining ? Statistics(forward) : Operand.None,
            Rows(forward), Features(forward), Operand.Float(forward.Node.Spec.Number("epsilon")),
        ]);

    /// <summary>Each step by itself.</summary>
    public override string? StreamBarrier(LayerNode node) => null;

    public override void Backward(BackwardContext backward)
    {
        if (backward.Trains)
        {
            backward.Call(
                Name + ".BackwardParameters",
                [backward.Input(), Statistics(backward), backward.OutputGradient, .. Gradients(backward), Rows(backward), Features(backward)]);
        }

        backward.Propagate(0, inPlace: true, to: target => backward.Call(
            Name + ".BackwardInput",
            backward.Input(), backward.Parameter("weight"), Statistics(backward), backward.OutputGradient, target.Gradient,
            Rows(backward), Features(backward), target.Accumulate));
    }

    protected override long ValuesTogether(LayerNode node) => RowLength(node);

    /// <summary>Floats that forward keeps of each row.</summary>
    protected abstract int StatisticsOfRow { get; }

    /// <summary>The parameters in the order in which the kernel takes them.</summary>
    protected abstract Operand[] Affine(StatementContext context);

    /// <summary>The gradients of the parameters in the order in which the kernel takes them.</summary>
    protected abstract Operand[] Gradients(BackwardContext backward);

    private static int RowLength(LayerNode node)
    {
        Shape shape = node.Input.Shape!;
        return shape.IsImage && !node.Spec.Flag("perPixel") ? shape.Length : shape.Channels;
    }

    private static int RowCount(LayerNode node) => node.Input.Shape!.Length / RowLength(node);

    private static Operand Rows(StatementContext context) => Operand.Int(RowCount(context.Node));

    private static Operand Features(StatementContext context) => Operand.Int(RowLength(context.Node));

    private Operand Statistics(StatementContext context) => context.KeptOfSamples("Statistics", StatisticsOfRow * RowCount(context.Node));
}
