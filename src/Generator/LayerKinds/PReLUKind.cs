using System.Collections.Generic;
using Espalier.Generator.Differentiation;
using Espalier.Generator.Graph;
using Espalier.Generator.Parsing;
using Espalier.Generator.Planning;
using Espalier.Generator.Shapes;

namespace Espalier.Generator.LayerKinds;

/// <summary>x where it is positive, a learnt slope times x elsewhere.</summary>
internal sealed class PReLUKind : LayerKind
{
    public override string Name => "PReLU";

    public override string? LengthBarrier(LayerNode node) => null;

    public override Shape? Infer(LayerNode node, ShapeReporter report)
    {
        double slope = node.Spec.Number("slope");
        long parameters = node.Spec.Int("parameters");
        if (!(report.InRange("slope", slope, slope >= -float.MaxValue && slope <= float.MaxValue, "a finite number")
            & report.AtLeast("parameters", parameters, 1)))
        {
            return null;
        }

        if (parameters != 1 && parameters != node.Input.Shape!.Channels)
        {
            report.SlopesDoNotMatch(parameters);
            return null;
        }

        return node.Input.Shape;
    }

    public override IReadOnlyList<Parameter> Parameters(LayerNode node) =>
    [
        new Parameter("weight", [(int)node.Spec.Int("parameters")], "[parameters]") { Initializer = "Constant", InitialValue = node.Spec.Number("slope"), Role = ParameterRole.Scale },
    ];

    public override IEnumerable<string> ParameterNames(LayerSpec line) => ["weight"];

    public override long Flops(LayerNode node) => node.Output.Shape!.Length;

    public override bool RunsInPlace => true;

    public override void Forward(ForwardContext forward) => forward.Call(
        "PReLU.Forward", forward.Input(), forward.Parameter("weight"), forward.Output, Channels(forward.Node), Pixels(forward.Node));

    /// <summary>Each step by itself.</summary>
    public override string? StreamBarrier(LayerNode node) => null;

    public override bool BackwardReadsInput => true;

    public override void Backward(BackwardContext backward) => backward.Propagate(0, inPlace: true, always: backward.Trains, to: target => backward.Call(
        "PReLU.Backward",
        backward.Input(), backward.Parameter("weight"), backward.OutputGradient, target.Gradient, backward.ParameterGradient("weight"),
        backward.Scratch("Partials", Slopes(backward.Node)), Channels(backward.Node), Pixels(backward.Node), target.Accumulate));

    public override ActivationFamily Activation => ActivationFamily.Rectifier;

    private static int Slopes(LayerNode node) => (int)node.Spec.Int("parameters");

    private static Operand Channels(LayerNode node) => Operand.Int(Slopes(node));

    private static Operand Pixels(LayerNode node) => Operand.Int(node.Input.Shape!.Length / Slopes(node));
}
