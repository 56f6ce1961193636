using System.Collections.Generic;
using Espalier.Generator.Differentiation;
using Espalier.Generator.Graph;
using Espalier.Generator.Parsing;
using Espalier.Generator.Planning;
using Espalier.Generator.Shapes;

namespace Espalier.Generator.LayerKinds;

/// <summary>A table with a vector for each step, added to every sample.</summary>
internal abstract class PositionsKind : LayerKind
{
    public override string NamePrefix => "Positions";

    public override Shape? Infer(LayerNode node, ShapeReporter report) => report.IsSequence() ? node.Input.Shape : null;

    public override long Flops(LayerNode node) => node.Output.Shape!.Length;

    public override string? LengthBarrier(LayerNode node) => null;

    public override bool RunsInPlace => true;

    public override void Forward(ForwardContext forward) => forward.Call(
        "Positions.Forward", forward.Input(), Table(forward), forward.Output, Plan(forward));

    /// <summary>Each step by itself; the table has as many rows as the sequence has steps, and the stream ends with it.</summary>
    public override string? StreamBarrier(LayerNode node) => null;

    public override void Step(ForwardContext step)
    {
        step.EndAfter(step.StepsOfSequence);
        step.CallPlain(
            "PositionsStep.Forward", step.Position, step.Input(), TableOfStep(step), step.Output, Operand.Int(step.Node.Output.Shape!.Channels));
    }

    public override void Backward(BackwardContext backward) => backward.PassOn(0);

    /// <summary>The table, as the forward pass reads it.</summary>
    protected abstract Operand Table(ForwardContext forward);

    /// <summary>The table of the whole sequence, in a step of a stream.</summary>
    protected abstract Operand TableOfStep(ForwardContext step);

    protected static Operand Plan(StatementContext context)
    {
        Shape input = context.Node.Input.Shape!;
        return context.Plan("StepsShape", ("Steps", input.Width), ("Features", input.Channels));
    }
}

/// <summary>Sines and cosines: computed once, whatever is trained.</summary>
internal sealed class SinusoidalPositionsKind : PositionsKind
{
    public override string Name => "SinusoidalPositions";

    protected override Operand Table(ForwardContext forward)
    {
        int length = forward.Node.Output.Shape!.Length;
        Operand plan = Plan(forward);
        if (!forward.IsTraining)
        {
            Operand prepared = forward.Prepared("Table", length);
            forward.Prepare("Positions.FillSinusoids", prepared, plan);
            return prepared;
        }

        // A session keeps it from step to step: the first fills it.
        var kept = (BufferOperand)forward.Kept("Table", length);
        forward.CallWithPart("Positions.FillSinusoids", kept, plan);
        return kept with { Writes = false };
    }

    /// <summary>Prediction fills it.</summary>
    protected override Operand TableOfStep(ForwardContext step) => step.Prepared("Table", step.Node.Origin!.Output.Shape!.Length);
}

/// <summary>A parameter.</summary>
internal sealed class LearnedPositionsKind : PositionsKind
{
    // Radford and others 2019 (GPT-2).
    private const double Deviation = 0.02;

    public override string Name => "LearnedPositions";

    public override IReadOnlyList<Parameter> Parameters(LayerNode node)
    {
        Shape shape = node.Output.Shape!;
        Parameter weight = Initializers.Weight(node, new Parameter("weight", [shape.Width, shape.Channels], "[steps, features]")
        {
            FanIn = shape.Channels,
            FanOut = shape.Width,
        });
        return [node.Init.Kind is null or "PyTorch" ? weight with { Initializer = "Normal", InitialValue = 0, InitialScale = node.Init.Scale ?? Deviation } : weight];
    }

    public override IEnumerable<string> ParameterNames(LayerSpec line) => ["weight"];

    public override void Backward(BackwardContext backward)
    {
        if (backward.Trains)
        {
            backward.Call("Positions.BackwardTable", backward.OutputGradient, backward.ParameterGradient("weight"), Plan(backward));
        }

        backward.PassOn(0);
    }

    protected override Operand Table(ForwardContext forward) => forward.Parameter("weight");

    protected override Operand TableOfStep(ForwardContext step) => step.Parameter("weight");
}
