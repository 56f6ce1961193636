using Espalier.Generator.Graph;
using Espalier.Generator.Planning;
using Espalier.Generator.Shapes;

namespace Espalier.Generator.LayerKinds;

/// <summary>
/// y = W·x + b, step by step of a sequence. An image is read as it lies in memory; the order of the weights makes up for it.
/// </summary>
internal sealed class DenseKind : WeightedKind
{
    public override string Name => "Dense";

    public override Shape? Infer(LayerNode node, ShapeReporter report)
    {
        if (!report.AtLeast("units", node.Spec.Int("units"), 1))
        {
            return null;
        }

        int units = (int)node.Spec.Int("units");
        return node.Input.Shape!.IsSequence ? new Shape(Rows(node), units) : new Shape(units);
    }

    public override bool AbsorbsOrder => true;

    public override long Flops(LayerNode node) => 2L * Inputs(node) * node.Output.Shape!.Length;

    public override Reach Reach(LayerNode node) => node.Input.Shape!.IsSequence ? LayerKinds.Reach.Point : LayerKinds.Reach.All;

    protected override Parameter Weight(LayerNode node)
    {
        int inputs = Inputs(node), units = node.Output.Shape!.Channels;
        Shape? image = node.Input.FlattenedFrom ?? (node.Input.Shape!.IsImage ? node.Input.Shape : null);
        return new Parameter("weight", [units, inputs], "[outputs, inputs]")
        {
            Panels = image is null
                ? new PanelLayout(units, 1, [inputs], [1])
                : new PanelLayout(units, 1, [image.Channels, image.Height, image.Width], [1, image.Width * image.Channels, image.Channels]),
            FanIn = inputs,
            FanOut = units,
            TransposedLength = PanelLayout.LengthOfGroup(inputs, units),
        };
    }

    protected override Operand Plan(StatementContext context) =>
        Rows(context.Node) == 1
            ? context.Plan("DenseShape", ("Inputs", Inputs(context.Node)), ("Outputs", context.Node.Output.Shape!.Channels))
            : context.Plan("DenseShape", ("Inputs", Inputs(context.Node)), ("Outputs", context.Node.Output.Shape!.Channels), ("Rows", Rows(context.Node)));

    private static int Inputs(LayerNode node) => node.Input.Shape!.IsSequence ? node.Input.Shape.Channels : node.Input.Shape.Length;

    private static int Rows(LayerNode node) => node.Input.Shape!.IsSequence ? node.Input.Shape.Width : 1;
}
