using System.Collections.Generic;
using System.Linq;
using Espalier.Generator.Diagnostics;
using Espalier.Generator.Differentiation;
using Espalier.Generator.Graph;
using Espalier.Generator.Parsing;
using Espalier.Generator.Planning;
using Espalier.Generator.Shapes;

namespace Espalier.Generator.LayerKinds;

/// <summary>
/// Batch normalisation of features or channels. Prediction knows the statistics: there it is a scale and a shift, taken
/// into the weights of the layer above where nobody else reads it.
/// </summary>
internal sealed class BatchNormKind : LayerKind
{
    public override string Name => "BatchNorm";

    public override Shape? Infer(LayerNode node, ShapeReporter report)
    {
        if (node.IsFrozen && !node.Spec.IsGiven("useRunningStatistics"))
        {
            report.Report(
                LintDescriptors.FrozenBatchNorm,
                [],
                new[] { "true", "false" }.Select(flag => new Remedy("Use useRunningStatistics: " + flag, Change.SetOption, node.Index, "useRunningStatistics", flag)),
                node.Name);
        }

        double epsilon = node.Spec.Number("epsilon"), momentum = node.Spec.Number("momentum");
        return report.InRange("epsilon", epsilon, epsilon > 0 && epsilon <= float.MaxValue, "a finite number above 0")
            & report.InRange("momentum", momentum, momentum is >= 0 and <= 1, "a number from 0 to 1")
            ? node.Input.Shape
            : null;
    }

    public override IReadOnlyList<Parameter> Parameters(LayerNode node)
    {
        int[] shape = [node.Input.Shape!.Channels];
        return
        [
            .. NormParameters.PerChannel(node),
            new Parameter("running_mean", shape, "[channels]") { IsLearnt = false, Role = ParameterRole.Shift },
            new Parameter("running_var", shape, "[channels]") { IsLearnt = false, Initializer = "Ones", Role = ParameterRole.Scale },
        ];
    }

    public override IEnumerable<string> ParameterNames(LayerSpec line) => [.. NormParameters.Names(line), "running_mean", "running_var"];

    /// <summary>The statistics of one value say nothing.</summary>
    public override int LeastSamples(LayerNode node) => node.Input.Shape!.Pixels == 1 && !UsesRunning(node) ? 2 : 1;

    public override long Flops(LayerNode node) => 2L * node.Output.Shape!.Length;

    public override bool IsTransparent => true;

    public override bool RunsInPlace => true;

    public override void Forward(ForwardContext forward)
    {
        if (!forward.IsTraining)
        {
            Operand scale = forward.Prepared("Scale", Size(forward)), shift = forward.Prepared("Shift", Size(forward));
            forward.Prepare(
                "BatchNorm.ScaleAndShift",
                forward.Parameter("weight"), forward.Parameter("bias"), forward.Parameter("running_mean"), forward.Parameter("running_var"),
                scale, shift, Epsilon(forward));
            forward.Call(forward.WithEpilogue("Scale.Forward"), forward.Input(), scale, shift, forward.Output, Channels(forward), Pixels(forward));
            return;
        }

        if (UsesRunning(forward.Node))
        {
            forward.Call(
                forward.WithEpilogue("BatchNorm.ForwardFixed"),
                forward.Input(), forward.Parameter("weight"), forward.Parameter("bias"), forward.Parameter("running_mean"), forward.Parameter("running_var"),
                forward.Output, Channels(forward), Pixels(forward), Epsilon(forward));
            return;
        }

        Operand statistics = forward.Kept("Statistics", 2 * Size(forward));
        forward.Call(
            forward.WithEpilogue("BatchNorm.Forward"),
            forward.Input(), forward.Parameter("weight"), forward.Parameter("bias"), forward.Output,
            statistics, forward.Scratch("Partials", 2 * Size(forward)), Channels(forward), Pixels(forward), Epsilon(forward));
        forward.Commit(
            "BatchNorm.UpdateRunning",
            statistics, forward.Running("running_mean"), forward.Running("running_var"),
            Operand.Samples(forward.Node.Input.Shape!.Pixels), Channels(forward), Operand.Float(forward.Node.Spec.Number("momentum")));
    }

    /// <summary>Each step by itself.</summary>
    public override string? StreamBarrier(LayerNode node) => null;

    public override string? LengthBarrier(LayerNode node) => UsesRunning(node) ? null : "takes statistics over all steps, also those beyond a sample's length";

    public override string LengthWayOut(LayerNode node) => "Use [LayerNorm] or [RMSNorm], which take each step by itself";

    public override bool BackwardReadsInput => true;

    public override void Backward(BackwardContext backward)
    {
        if (UsesRunning(backward.Node))
        {
            BackwardFixed(backward);
            return;
        }

        backward.Propagate(0, always: backward.Trains, inPlace: true, to: target => backward.Call(
            "BatchNorm.Backward",
            backward.Input(), backward.Parameter("weight"), backward.Kept("Statistics", 2 * Size(backward)), backward.OutputGradient, target.Gradient,
            backward.ParameterGradient("weight"), backward.ParameterGradient("bias"),
            backward.Scratch("GradientPartials", 2 * Size(backward)), Channels(backward), Pixels(backward), Epsilon(backward), target.Accumulate));
    }

    public override bool HasEpilogue(string epilogue) => epilogue == "ReLU";

    public override bool IsScale => true;

    public override void Fold(FoldContext fold) => fold.Prepare(
        "BatchNorm.Fold",
        fold.Above("weight"), fold.Above("bias"),
        fold.Parameter("weight"), fold.Parameter("bias"), fold.Parameter("running_mean"), fold.Parameter("running_var"),
        fold.Folded("weight"), fold.Folded("bias"),
        Operand.Int(fold.Panels.Outputs), Operand.Int(fold.Panels.Groups), Operand.Int(fold.Panels.Inner), Epsilon(fold));

    public override bool Normalizes => true;

    public override bool CentresChannels(LayerNode node) => !UsesRunning(node);

    public override bool GathersStatistics(LayerNode node) => !UsesRunning(node);

    private static void BackwardFixed(BackwardContext backward)
    {
        if (backward.Trains)
        {
            backward.Call(
                "BatchNorm.BackwardFixedParameters",
                backward.Input(), backward.Parameter("running_mean"), backward.Parameter("running_var"), backward.OutputGradient,
                backward.ParameterGradient("weight"), backward.ParameterGradient("bias"),
                backward.Scratch("GradientPartials", 2 * Size(backward)), Channels(backward), Pixels(backward), Epsilon(backward));
        }

        backward.Propagate(0, inPlace: true, to: target => backward.Call(
            "BatchNorm.BackwardFixedInput",
            backward.Parameter("weight"), backward.Parameter("running_var"), backward.OutputGradient, target.Gradient,
            Channels(backward), Pixels(backward), Epsilon(backward), target.Accumulate));
    }

    /// <summary>Whether training normalises by the running statistics, too.</summary>
    private static bool UsesRunning(LayerNode node) => node.Spec.Flag("useRunningStatistics");

    private static int Size(StatementContext context) => context.Node.Input.Shape!.Channels;

    private static Operand Channels(StatementContext context) => Operand.Int(Size(context));

    private static Operand Pixels(StatementContext context) => Operand.Int(context.Node.Input.Shape!.Pixels);

    private static Operand Epsilon(StatementContext context) => Operand.Float(context.Node.Spec.Number("epsilon"));
}
