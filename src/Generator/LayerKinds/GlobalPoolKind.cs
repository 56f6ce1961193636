using System.Globalization;
using Espalier.Generator.Graph;
using Espalier.Generator.Shapes;

namespace Espalier.Generator.LayerKinds;

/// <summary>What pooling over all steps (1 axis) or all pixels (2) has in common: a number a channel is left.</summary>
internal abstract class GlobalPoolKind(int axes) : LayerKind
{
    public override string NamePrefix => "Pool";

    public override Shape? Infer(LayerNode node, ShapeReporter report) =>
        report.HasAxes(axes) ? new Shape(node.Input.Shape!.Channels) : null;

    public override string? LengthBarrier(LayerNode node) => null;

    public override long Flops(LayerNode node) => node.Input.Shape!.Length;

    protected bool IsAlongSteps => axes == 1;

    public override string Detail(LayerNode node)
    {
        Shape input = node.Input.Shape!;
        return axes == 1
            ? "over " + input.Width.ToString(CultureInfo.InvariantCulture) + " steps"
            : "over " + new Pair(input.Height, input.Width);
    }

    public override Reach Reach(LayerNode node) => LayerKinds.Reach.All;
}
