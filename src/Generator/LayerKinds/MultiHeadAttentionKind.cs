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
/// Self-attention as PyTorch's nn.MultiheadAttention: a dense layer gives queries, keys and values of all heads, the kernel
/// their context, and a dense layer the output.
/// </summary>
internal sealed class MultiHeadAttentionKind : LayerKind
{
    private const string InWeight = "in_proj_weight", InBias = "in_proj_bias", OutWeight = "out_proj.weight", OutBias = "out_proj.bias";

    // AttentionShape.BlockRows of the runtime.
    private const int BlockRows = 24;

    public override string Name => "MultiHeadAttention";

    public override string NamePrefix => "Attention";

    public override Shape? Infer(LayerNode node, ShapeReporter report)
    {
        double dropout = node.Spec.Number("dropout");
        if (!report.IsSequence()
            || !(report.AtLeast("heads", node.Spec.Int("heads"), 1) & report.InRange("dropout", dropout, dropout is >= 0 and < 1, "a number of at least 0 and below 1")))
        {
            return null;
        }

        int features = node.Input.Shape!.Channels;
        if (features % node.Spec.Int("heads") != 0)
        {
            report.Report(ShapeDescriptors.HeadsDoNotDivide, report.Related(), report.Remedies.Dividing("heads", features, features), node.Name, Operand.Digits(features), Operand.Digits(node.Spec.Int("heads")), ShapeReporter.Divisors(features, features), report.Trace());
            return null;
        }

        return node.Input.Shape;
    }

    public override IReadOnlyList<Parameter> Parameters(LayerNode node)
    {
        int features = Features(node);
        Parameter input = Projection(node, InWeight, 3 * features, features), output = Projection(node, OutWeight, features, features);
        if (node.Init.Kind is null or "PyTorch")
        {
            // As PyTorch: the first projection is drawn as one matrix, the second as any linear layer.
            input = input with { Initializer = "XavierUniform" };
            output = output with { Initializer = "PyTorch" };
        }

        return !node.Spec.Flag("bias") ? [input, output] : [input, Bias(node, InBias, 3 * features), output, Bias(node, OutBias, features)];
    }

    public override IEnumerable<string> ParameterNames(LayerSpec line) =>
        line.IsKnown && !line.Flag("bias") ? [InWeight, OutWeight] : [InWeight, InBias, OutWeight, OutBias];

    public override long Flops(LayerNode node)
    {
        long steps = node.Input.Shape!.Width, features = Features(node), seen = node.Spec.Flag("causal") ? steps * (steps + 1) / 2 : steps * steps;
        return (8 * steps * features * features) + (4 * seen * features);
    }

    public override string Detail(LayerNode node) =>
        Operand.Digits(node.Spec.Int("heads")) + " heads of " + Operand.Digits(Features(node) / node.Spec.Int("heads")) + (node.Spec.Flag("causal") ? ", causal" : "");

    public override string? LengthBarrier(LayerNode node) => null;

    public override Reach Reach(LayerNode node) => LayerKinds.Reach.All;

    public override void Forward(ForwardContext forward)
    {
        int length = forward.Node.Output.Shape!.Length, steps = forward.Node.Input.Shape!.Width, size = Size(forward.Node);
        Operand projected = forward.KeptOfSamples("Projected", 3 * length), context = forward.KeptOfSamples("Context", length);
        forward.NeedsScratch((size + BlockRows) * Padded(steps));
        forward.Note(DenseInputGradient.Note(3 * Features(forward.Node)));
        forward.Call("Dense.Forward", forward.Input(), forward.Parameter(InWeight), forward.Parameter(InBias), projected, InPlan(forward));
        forward.Call(
            "Attention.Forward",
            [
                Read(projected), context, forward.IsTraining ? forward.KeptOfSamples("Statistics", StatisticsLength(forward.Node)) : Operand.None,
                .. Settings(forward, forward.IsTraining),
            ]);
        forward.Call("Dense.Forward", Read(context), forward.Parameter(OutWeight), forward.Parameter(OutBias), forward.Output, OutPlan(forward));
    }

    public override string? StreamBarrier(LayerNode node) =>
        node.Spec.Flag("causal") ? null : "looks at all steps of its sequence, which a stream does not have yet; causal: true looks at earlier ones alone";

    /// <summary>The keys and values of as many steps as the sequence has lie in rings; a step looks at those that are kept.</summary>
    public override void Step(ForwardContext step)
    {
        int features = Features(step.Node), heads = (int)step.Node.Spec.Int("heads"), steps = step.StepsOfSequence, padded = Padded(steps);
        Operand projected = step.Scratch("Projected", 3 * features), context = step.Scratch("Context", features);
        step.CallPlain(
            "DenseStep.Forward", step.Input(), step.Parameter(InWeight), step.Parameter(InBias), projected, Operand.Int(features), Operand.Int(3 * features));
        step.CallPlain(
            "AttentionStep.Forward",
            step.Position, Read(projected), step.Ring("Keys", features * padded, steps), step.Ring("Values", steps * features, steps),
            step.State("Kept", 1), step.Scratch("Scores", padded), context,
            Operand.Named("steps", Operand.Int(steps)), Operand.Named("heads", Operand.Int(heads)), Operand.Named("size", Operand.Int(features / heads)));
        step.CallPlain(
            "DenseStep.Forward", Read(context), step.Parameter(OutWeight), step.Parameter(OutBias), step.Output, Operand.Int(features), Operand.Int(features));
    }

    public override bool BackwardReadsInput => true;

    public override void Backward(BackwardContext backward)
    {
        int length = backward.Node.Output.Shape!.Length, steps = backward.Node.Input.Shape!.Width, features = Features(backward.Node), size = Size(backward.Node);
        Operand projected = backward.KeptOfSamples("Projected", 3 * length), context = backward.KeptOfSamples("Context", length);
        Operand dContext = backward.Scratch("ContextGradient", length), dProjected = backward.Scratch("ProjectedGradient", 3 * length);
        backward.NeedsScratch(((2 * size) + (3 * BlockRows)) * Padded(steps));
        Train(backward, OutWeight, OutBias, context, backward.OutputGradient, OutPlan(backward));
        backward.Propagate(0, always: backward.Trains, to: target =>
        {
            DenseInputGradient.Call(backward, backward.OutputGradient, OutWeight, features, dContext, OutPlan(backward));
            backward.Call(
                "Attention.Backward",
                [projected, backward.KeptOfSamples("Statistics", StatisticsLength(backward.Node)), Read(dContext), dProjected, .. Settings(backward, isTraining: true)]);
            Train(backward, InWeight, InBias, backward.Input(), Read(dProjected), InPlan(backward));
            DenseInputGradient.Call(backward, Read(dProjected), InWeight, 3 * features, target.Gradient, InPlan(backward), target.Accumulate);
        });
    }

    private static void Train(BackwardContext backward, string weight, string bias, Operand input, Operand gradient, Operand plan)
    {
        if (!backward.Trains)
        {
            return;
        }

        backward.Call("Dense.BackwardWeight", input, gradient, backward.ParameterGradient(weight), plan);
        if (backward.HasParameter(bias))
        {
            backward.Call("Dense.BackwardBias", gradient, backward.ParameterGradient(bias), plan);
        }
    }

    private static IEnumerable<Operand> Settings(StatementContext context, bool isTraining)
    {
        LayerNode node = context.Node;
        yield return context.Lengths;
        yield return context.PlanOf("Heads", "AttentionShape", ("Steps", node.Input.Shape!.Width), ("Heads", node.Spec.Int("heads")), ("Size", Size(node)));
        yield return Operand.Bool("causal", node.Spec.Flag("causal"));
        if (isTraining && node.Spec.Number("dropout") > 0)
        {
            yield return Operand.Named("dropout", node.Spec.Number("dropout"));
            yield return Operand.Named("key", context.DropoutKey);
        }
    }

    private static Operand Read(Operand written) => ((BufferOperand)written) with { Writes = false };

    private static Operand InPlan(StatementContext context) => Plan(context, "In", 3 * Features(context.Node));

    private static Operand OutPlan(StatementContext context) => Plan(context, "Out", Features(context.Node));

    private static Operand Plan(StatementContext context, string name, int outputs) => context.PlanOf(
        name, "DenseShape", ("Inputs", Features(context.Node)), ("Outputs", outputs), ("Rows", context.Node.Input.Shape!.Width));

    private static Parameter Projection(LayerNode node, string name, int outputs, int inputs) => Initializers.Weight(node, new Parameter(name, [outputs, inputs], "[outputs, inputs]")
    {
        Panels = new PanelLayout(outputs, 1, [inputs], [1]),
        FanIn = inputs,
        FanOut = outputs,
        TransposedLength = PanelLayout.LengthOfGroup(inputs, outputs),
    });

    private static Parameter Bias(LayerNode node, string name, int count) => new(name, [count], "[outputs]")
    {
        Role = ParameterRole.Bias,
        Initializer = node.Init.Bias is not null ? "Constant" : "Zeros",
        InitialValue = node.Init.Bias ?? 0,
        FanOut = count,
    };

    private static int Features(LayerNode node) => node.Input.Shape!.Channels;

    private static int Size(LayerNode node) => Features(node) / (int)node.Spec.Int("heads");

    private static int StatisticsLength(LayerNode node) => 2 * (int)node.Spec.Int("heads") * node.Input.Shape!.Width;

    private static int Padded(int steps) => (steps + 15) & ~15;
}
