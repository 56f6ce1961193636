using System.Collections.Generic;
using Espalier.Generator.Differentiation;
using Espalier.Generator.Graph;
using Espalier.Generator.Parsing;
using Espalier.Generator.Planning;
using Espalier.Generator.Shapes;

namespace Espalier.Generator.LayerKinds;

/// <summary>y = W·x + b. An image is read as it lies in memory; the order of the weights makes up for it.</summary>
internal sealed class DenseKind : LayerKind
{
    public override string Name => "Dense";

    public override Shape? Infer(LayerNode node, ShapeReporter report) =>
        report.AtLeast("units", node.Spec.Int("units"), 1) ? new Shape((int)node.Spec.Int("units")) : null;

    public override bool AbsorbsOrder => true;

    public override IReadOnlyList<Parameter> Parameters(LayerNode node)
    {
        int inputs = Inputs(node), units = node.Output.Shape!.Channels;
        Shape? image = node.Input.FlattenedFrom ?? (node.Input.Shape!.IsImage ? node.Input.Shape : null);
        var weight = new Parameter("weight", [units, inputs], "[outputs, inputs]")
        {
            Panels = image is null
                ? new PanelLayout(units, 1, [inputs], [1])
                : new PanelLayout(units, 1, [image.Channels, image.Height, image.Width], [1, image.Width * image.Channels, image.Channels]),
            Initializer = Initializers.OfWeight(node),
            FanIn = inputs,
            FanOut = units,
            TransposedLength = PanelLayout.LengthOfGroup(inputs, units),
        };
        return node.Spec.Flag("bias") ? [weight, Initializers.Bias(node, units, inputs)] : [weight];
    }

    public override IEnumerable<string> ParameterNames(LayerSpec line) =>
        line.IsKnown && !line.Flag("bias") ? ["weight"] : ["weight", "bias"];

    public override long Flops(LayerNode node) => 2L * Inputs(node) * node.Output.Shape!.Channels;

    public override void Forward(ForwardContext forward) => forward.Call(
        forward.WithEpilogue("Dense.Forward"),
        forward.Input(), forward.Parameter("weight"), forward.Parameter("bias"), forward.Output, Plan(forward));

    public override bool BackwardReadsInput => true;

    public override void Backward(BackwardContext backward)
    {
        if (backward.Trains)
        {
            backward.Call("Dense.BackwardWeight", backward.Input(), backward.OutputGradient, backward.ParameterGradient("weight"), Plan(backward));
            if (backward.HasParameter("bias"))
            {
                backward.Call("Dense.BackwardBias", backward.OutputGradient, backward.ParameterGradient("bias"), Plan(backward));
            }
        }

        backward.Propagate(0, target => backward.Call(
            "Dense.BackwardInput",
            backward.OutputGradient, backward.Transposed("weight", "Dense.Transpose", Plan(backward)), target.Gradient, Plan(backward), target.Accumulate));
    }

    public override bool HasEpilogue(string epilogue) => epilogue == "ReLU";

    public override bool FoldsScale => true;

    private static int Inputs(LayerNode node) => node.Input.Shape!.Length;

    private static Operand Plan(StatementContext context) =>
        context.Plan("DenseShape", ("Inputs", Inputs(context.Node)), ("Outputs", context.Node.Output.Shape!.Channels));
}
