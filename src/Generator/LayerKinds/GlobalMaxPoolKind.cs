using System.Collections.Generic;
using Espalier.Generator.Differentiation;
using Espalier.Generator.Graph;
using Espalier.Generator.Parsing;
using Espalier.Generator.Planning;
using Espalier.Generator.Shapes;

namespace Espalier.Generator.LayerKinds;

/// <summary>The greatest value of each channel over all steps or pixels: max pooling with one window.</summary>
internal sealed class GlobalMaxPoolKind(int axes) : GlobalPoolKind(axes)
{
    public override string Name { get; } = axes == 1 ? "GlobalMaxPool1D" : "GlobalMaxPool2D";

    /// <summary>What stands beyond a sample's length is never the greatest.</summary>
    public override IReadOnlyList<InsertedLayer>? Inserts(LayerNode node, ShapeReporter report) => CountedStepsKind.Above(node, beyond: float.MinValue);

    public override IEnumerable<string> InsertedNames(LayerSpec line) => IsAlongSteps ? [CountedStepsKind.Suffix] : [];

    public override bool IsTransparent => true;

    public override bool TakesGreatest => true;

    public override void Forward(ForwardContext forward) =>
        forward.Call("MaxPool2D.Forward", forward.Input(), forward.Output, Plan(forward));

    public override bool BackwardReadsInput => true;

    public override void Backward(BackwardContext backward) => backward.Propagate(0, target => backward.Call(
        "MaxPool2D.Backward",
        backward.Input(), backward.OutputGradient, target.Gradient, Plan(backward), target.Accumulate));

    private static Operand Plan(StatementContext context)
    {
        Shape input = context.Node.Input.Shape!;
        return context.Plan(
            "Pool2DShape",
            ("Channels", input.Channels), ("Height", input.Height), ("Width", input.Width),
            ("KernelHeight", input.Height), ("KernelWidth", input.Width), ("StrideY", input.Height), ("StrideX", input.Width),
            ("PadTop", 0), ("PadLeft", 0), ("OutputHeight", 1), ("OutputWidth", 1));
    }
}
