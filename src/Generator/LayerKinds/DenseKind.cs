using System.Collections.Generic;
using System.Linq;
using Espalier.Generator.Diagnostics;
using Espalier.Generator.Differentiation;
using Espalier.Generator.Graph;
using Espalier.Generator.Parsing;
using Espalier.Generator.Planning;
using Espalier.Generator.Shapes;
using Espalier.Tiles;

namespace Espalier.Generator.LayerKinds;

/// <summary>
/// y = W·x + b, step by step of a sequence. An image is read as it lies in memory; the order of the weights makes up for it.
/// </summary>
internal sealed class DenseKind : WeightedKind
{
    public override string Name => "Dense";

    public override string? LengthBarrier(LayerNode node) => null;

    public override Shape? Infer(LayerNode node, ShapeReporter report)
    {
        if (!report.AtLeast("units", node.Spec.Int("units"), 1))
        {
            return null;
        }

        int units = (int)node.Spec.Int("units");
        if (node.TiedTo is { } tied && !CanShare(node, tied, units, report))
        {
            return null;
        }

        return node.Input.Shape!.IsSequence ? new Shape(Rows(node), units) : new Shape(units);
    }

    public override string? TiedTo(LayerSpec line) =>
        line.IsKnown && line.Options.Any(option => option is { Name: "tiedTo", Value: TextValue }) ? line.Text("tiedTo") : null;

    public override IReadOnlyList<Parameter> Parameters(LayerNode node) => node.TiedTo is null ? base.Parameters(node)
        : node.Spec.Flag("bias") ? [Initializers.Bias(node, node.Output.Shape!.Channels, Inputs(node))]
        : [];

    public override IEnumerable<string> ParameterNames(LayerSpec line) =>
        TiedTo(line) is null ? base.ParameterNames(line) : base.ParameterNames(line).Where(name => name != "weight");

    public override bool AbsorbsOrder => true;

    public override long Flops(LayerNode node) => 2L * Inputs(node) * node.Output.Shape!.Length;

    public override void Forward(ForwardContext forward)
    {
        forward.Note(NeedRoomForRows(forward, Inputs(forward.Node), forward.Node.Output.Shape!.Channels) ? "rows a multiple of 4 kB apart are copied closer" : "");
        forward.Note(forward.Node.IsTrained && OverwritesGradient(forward.Node) ? "gradients of so many weights are overwritten rather than cleared and added to" : "");
        forward.Note(DenseInputGradient.Note(forward.Node.Output.Shape!.Channels));
        if (forward.IsTraining || !PacksRow(forward.Node) || forward.Folded("weight") is not null)
        {
            base.Forward(forward);
            return;
        }

        int inputs = Inputs(forward.Node), units = forward.Node.Output.Shape!.Channels;
        bool all = RowVectors.PacksAll(inputs, units);
        forward.Note(all ? "single samples read weights packed without gaps" : "weights of the last outputs packed without gaps");
        int length = all ? inputs * RoundUp(units) : RoundUp(inputs) * (units % Line);
        forward.Call(
            forward.WithEpilogue("Dense.Forward"),
            forward.Input(), forward.Parameter("weight"), forward.Parameter("bias"), forward.Output, Plan(forward),
            forward.Derived("weight", "Dense.PackRow", length, Plan(forward)));
    }

    public override void Backward(BackwardContext backward)
    {
        NeedRoomForRows(backward, backward.Node.Output.Shape!.Channels, Inputs(backward.Node));
        base.Backward(backward);
    }

    /// <summary>Each step by itself.</summary>
    public override string? StreamBarrier(LayerNode node) => null;

    public override void Step(ForwardContext step)
    {
        if (Rows(step.Node) > 1)
        {
            base.Step(step);
            return;
        }

        step.CallPlain(
            step.WithEpilogue("DenseStep.Forward"),
            step.Input(), step.Parameter("weight"), step.Parameter("bias"), step.Output, Operand.Int(Inputs(step.Node)), Operand.Int(step.Node.Output.Shape!.Channels));
    }

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

    /// <summary>So do large weights that nothing else adds to.</summary>
    protected override bool OverwritesGradient(LayerNode node)
    {
        const long FewestWeights = 16 * 1024;
        return node.TiedTo is null && (long)Inputs(node) * node.Output.Shape!.Channels >= FewestWeights && !WeightPenalties.Holds(node, node.Parameters[0]);
    }

    protected override string InputGradientKernel(BackwardContext backward) => DenseInputGradient.Kernel(backward.Node.Output.Shape!.Channels);

    protected override Operand WeightOfInputGradient(BackwardContext backward) =>
        DenseInputGradient.Weight(backward, "weight", backward.Node.Output.Shape!.Channels, Plan(backward));

    /// <summary>Reports weights of another shape or of another layer than an embedding.</summary>
    private static bool CanShare(LayerNode node, LayerNode tied, int units, ShapeReporter report)
    {
        int size = Inputs(node);
        int[] weights = tied.Kind is EmbeddingKind && tied.Output.Shape is not null ? [tied.Input.Shape!.Vocabulary, tied.Output.Shape.Channels] : [];
        if (weights.Length == 2 && weights[0] == units && weights[1] == size && (node.Input.FlattenedFrom ?? node.Input.Shape!).IsReordered == false)
        {
            return true;
        }

        bool isEmbedding = tied.Kind is EmbeddingKind;
        report.Report(
            ShapeDescriptors.CannotShareWeights, [.. report.Related(), tied.Index],
            node.Name, tied.Name,
            isEmbedding ? "whose weights are " + Operand.Digits(weights.FirstOrDefault()) + "×" + Operand.Digits(weights.LastOrDefault()) + ", but would need " + Operand.Digits(units) + "×" + Operand.Digits(size) : "which is no [Embedding]",
            isEmbedding ? "Use units: " + Operand.Digits(weights.FirstOrDefault()) + " on an input of " + Operand.Digits(weights.LastOrDefault()) + " features" : "Name an [Embedding], or remove tiedTo",
            report.Trace());
        return false;
    }

    /// <summary>
    /// Whether prediction is worth a second copy of weights without what pads the panels. A single sample reads an eighth less
    /// or better, of weights that the second cache holds and the first does not. Of more weights the last outputs are copied,
    /// where a vector of some width would be half empty.
    /// </summary>
    private static bool PacksRow(LayerNode node)
    {
        const int FewestWeights = 8 * 1024, FewestUnits = 33;
        int inputs = Inputs(node), units = node.Output.Shape!.Channels;
        if (Rows(node) > 1 || units <= Line || (long)inputs * units < FewestWeights)
        {
            return false;
        }

        return RowVectors.PacksAll(inputs, units)
            ? 7L * RoundUp(units) >= 8L * units
            : units >= FewestUnits && inputs <= LastOutputs.MostInputs && units % Line is > 0 and <= (Line / 2) + (Line / 4);
    }

    /// <summary>
    /// Rows a multiple of 4 KB apart fall into the same few lines of the first cache, and wide layers copy them closer: as many
    /// at a time as the second cache holds, so that the weights pass seldom. Says whether this layer does.
    /// </summary>
    private static bool NeedRoomForRows(StatementContext context, int inputs, int outputs)
    {
        const int FourKilobytes = 1024, FewestOutputs = 49, BlockOfRows = 96 * 1024;
        if (inputs % FourKilobytes == 0 && outputs >= FewestOutputs)
        {
            context.NeedsScratch(BlockOfRows);
            return true;
        }

        return false;
    }

    // Floats of the widest vector.
    private const int Line = 16;

    private static int RoundUp(int length) => (length + Line - 1) / Line * Line;

    private static int Inputs(LayerNode node) => node.Input.Shape!.IsSequence ? node.Input.Shape.Channels : node.Input.Shape.Length;

    private static int Rows(LayerNode node) => node.Input.Shape!.IsSequence ? node.Input.Shape.Width : 1;
}
