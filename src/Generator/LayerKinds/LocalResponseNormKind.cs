using Espalier.Generator.Differentiation;
using Espalier.Generator.Graph;
using Espalier.Generator.Parsing;
using Espalier.Generator.Planning;
using Espalier.Generator.Shapes;

namespace Espalier.Generator.LayerKinds;

/// <summary>Each value divided by a power of the squares of the channels around it.</summary>
internal sealed class LocalResponseNormKind : LayerKind
{
    // LocalResponseNorm.LargestSize of the runtime.
    private const int LargestSize = 1023;

    public override string Name => "LocalResponseNorm";

    public override Shape? Infer(LayerNode node, ShapeReporter report)
    {
        LayerSpec spec = node.Spec;
        return report.AtLeast("size", spec.Int("size"), 1)
            && report.InRange("size", spec.Int("size"), spec.Int("size") <= LargestSize, "at most 1023")
            & IsFinite("alpha")
            & IsFinite("beta")
            & report.InRange("k", spec.Number("k"), spec.Number("k") > 0 && spec.Number("k") <= float.MaxValue, "a finite number above 0")
            ? node.Input.Shape
            : null;

        bool IsFinite(string option) =>
            report.InRange(option, spec.Number(option), spec.Number(option) >= 0 && spec.Number(option) <= float.MaxValue, "a finite number of at least 0");
    }

    public override long Flops(LayerNode node) => (node.Spec.Int("size") + 5) * node.Output.Shape!.Length;

    public override string Detail(LayerNode node) => "over " + Operand.Digits(node.Spec.Int("size"));

    public override void Forward(ForwardContext forward) =>
        forward.Call("LocalResponseNorm.Forward", [forward.Input(), forward.Output, .. Settings(forward.Node)]);

    public override string? LengthBarrier(LayerNode node) => null;

    /// <summary>Each step by itself.</summary>
    public override string? StreamBarrier(LayerNode node) => null;

    public override bool BackwardReadsInput => true;

    public override void Backward(BackwardContext backward) => backward.Propagate(0, target => backward.Call(
        "LocalResponseNorm.Backward",
        [backward.Input(), backward.OutputGradient, target.Gradient, .. Settings(backward.Node), target.Accumulate]));

    private static Operand[] Settings(LayerNode node) =>
    [
        Operand.Int(node.Input.Shape!.Channels), Operand.Int(node.Input.Shape.Pixels), Operand.Int(node.Spec.Int("size")),
        Operand.Float(node.Spec.Number("alpha")), Operand.Float(node.Spec.Number("beta")), Operand.Float(node.Spec.Number("k")),
    ];
}
