using System.Collections.Generic;
using System.Linq;
using Espalier.Generator.Graph;

namespace Espalier.Generator.Planning;

/// <summary>What a layer kind says its kernels with: operands of the node at hand, and calls.</summary>
internal abstract class StatementContext(ProgramPlanner planner, LayerNode node)
{
    public LayerNode Node { get; } = node;

    /// <summary>Floats of a sample of the output.</summary>
    public virtual Operand Length => Operand.Int(Node.Output.Shape!.Length);

    /// <summary>The key of the layer's random numbers in this step.</summary>
    public Operand DropoutKey => DropoutKeyOf(0);

    /// <summary>One of several keys of the layer in this step.</summary>
    public Operand DropoutKeyOf(int number) => new TextOperand("DropoutKey(" + Operand.Digits(Node.Index + ((long)number << 24)) + ")");

    /// <summary>How many steps of each sample of the first input count, as floats; none where all do.</summary>
    public Operand Lengths => Node.Input.Lengths is { } lengths ? new BufferOperand(Planner.BufferOf(lengths), Writes: false) : Operand.None;

    /// <summary>Whether not all steps of the first input count.</summary>
    public bool HasLengths => Node.Input.Lengths is not null;

    protected ProgramPlanner Planner { get; } = planner;

    /// <summary>Whether the declaration leaves the choice of Winograd convolutions to the compiler.</summary>
    public bool AllowsWinograd => Planner.AllowsWinograd;

    public bool HasParameter(string name) => Planner.Slot(Node, name) is not null;

    /// <summary>The values of a parameter; none where the layer goes without it.</summary>
    public virtual Operand Parameter(string name) => Planner.ParameterOf(Node, name, ParameterForm.Value);

    /// <summary>The constant shape that the kernel takes: <c>Plan.Conv1</c>.</summary>
    public Operand Plan(string type, params (string Name, long Value)[] members) => Planner.Constant(Node, type, members);

    /// <summary>The constant shape of another layer that the kernel takes, too.</summary>
    public Operand PlanOf(LayerNode node, string type, params (string Name, long Value)[] members) => Planner.Constant(node, type, members);

    /// <summary>One of several constant shapes of the layer: <c>Plan.Lstm1_l0</c>.</summary>
    public Operand PlanOf(string suffix, string type, params (string Name, long Value)[] members) => Planner.Constant(Node, type, members, suffix);

    /// <summary>Numbers that the declaration gives: <c>Plan.LossClassWeights</c>.</summary>
    public Operand Numbers(string name, IEnumerable<double> numbers) => Planner.Numbers(Node, name, numbers);

    /// <summary>Floats that forward keeps for backward, whatever the batch.</summary>
    public Operand Kept(string name, int length) =>
        new BufferOperand(Planner.Named(Node, name, Region.Fixed, length), Writes: this is ForwardContext);

    /// <summary>Floats of each sample that forward keeps for backward.</summary>
    public Operand KeptOfSamples(string name, int length) =>
        new BufferOperand(Planner.Named(Node, name, Region.Sample, length), Writes: this is ForwardContext);

    /// <summary>Floats of each sample that the kernel uses as it likes.</summary>
    public Operand Scratch(string name, int length) => new BufferOperand(Planner.Named(Node, name, Region.Sample, length), Writes: true);

    /// <summary>Floats of each sample that one call of the layer leaves to another.</summary>
    public Operand Tensor(string name, int length, bool writes) => new BufferOperand(Planner.Named(Node, name, Region.Sample, length), writes);

    /// <summary>Floats of each row of the batch that stay from one step of training to the next.</summary>
    public Operand Carried(string name, int length, bool writes) => new BufferOperand(Planner.Carried(Node, name, length), writes);

    /// <summary>A tensor in a call that only reads it.</summary>
    public Operand Read(Operand tensor) => tensor is BufferOperand buffer ? buffer with { Writes = false } : tensor;

    /// <summary>Asks for scratch memory of each worker, in floats.</summary>
    public void NeedsScratch(int length)
    {
        if (length > NetworkPlan.LeastScratch)
        {
            Planner.NeedScratch(length);
        }
    }

    protected static IReadOnlyList<Operand> Given(IEnumerable<Operand?> operands) => operands.OfType<Operand>().ToArray();
}

/// <summary>The forward pass of a node, in prediction or in training.</summary>
internal sealed class ForwardContext(ProgramPlanner planner, FusedGroup group, LayerNode node, List<Statement> statements) : StatementContext(planner, node)
{
    public bool IsTraining => Planner.IsTraining;

    /// <summary>Floats that a stream keeps from step to step; they start as zeros (steps of streams only).</summary>
    public Operand State(string name, int length) => new BufferOperand(Planner.Named(Node, name, Region.State, length), Writes: true);

    /// <summary>The same as a ring: the values of a step stay for so many steps, until their place is written again.</summary>
    public Operand Ring(string name, int length, int steps)
    {
        Planner.NeedReach(steps);
        return State(name, length);
    }

    /// <summary>The steps of the whole sequence, of which this is one (steps of streams only).</summary>
    public int StepsOfSequence => Node.Origin!.Output.Shape!.Width;

    /// <summary>A stream has to begin anew after so many steps, since the layer knows no more (steps of streams only).</summary>
    public void EndAfter(int steps) => Planner.EndAfter(steps);

    /// <summary>How many steps a stream has made before this one, a long (steps of streams only).</summary>
    public Operand Position => new TextOperand("Position");

    /// <summary>The max pooling with which the kernel ends; null for none.</summary>
    public LayerNode? Pool => group.Pool;

    public Operand Output => new BufferOperand(Planner.BufferOf(Node.Output), Writes: true);

    /// <summary>What the caller compares with: labels or targets (losses only).</summary>
    public Operand Expected => OfLoss(((LayerKinds.LossKind)Node.Kind).TakesLabels(Node.Spec) ? "Labels" : "Targets");

    /// <summary>One number a sample (losses only).</summary>
    public Operand Losses => OfLoss("Losses");

    /// <summary>What the labels of the batch count for together (losses with labels only).</summary>
    public Operand LabelTotal => new TextOperand("LabelTotal(" + Operand.Digits(Planner.IndexOfLoss(Node)) + ")");

    /// <summary>Where a loss writes its gradient.</summary>
    public Operand InputGradient => new BufferOperand(Planner.OutputGradientOf(Node.Input), Writes: true);

    /// <summary>"accumulate: true" where a loss above has written the gradient of the same value; null where this one is the first.</summary>
    public Operand? Accumulate => Planner.IsReadByEarlierLoss(Node) ? Operand.Bool("accumulate", true) : null;

    public Operand Input(int index = 0) => new BufferOperand(Planner.BufferOf(Node.Inputs[index]), Writes: false);

    public override Operand Parameter(string name) => Planner.FoldedParameter(Node, name) ?? base.Parameter(name);

    /// <summary>The form of a parameter that has a scale taken in; null where there is none.</summary>
    public Operand? Folded(string name) => Planner.FoldedParameter(Node, name);

    /// <summary>A running statistic as a place to write to.</summary>
    public Operand Running(string name) => Planner.ParameterOf(Node, name, ParameterForm.Running);

    /// <summary>The method, or its form with the epilogue that was fused: <c>Conv2D.ForwardReLU</c>.</summary>
    public string WithEpilogue(string method) => method + group.Epilogue?.Kind.Epilogue;

    public void Call(string method, params Operand?[] operands) =>
        statements.Add(new Statement(Node, method, Leading.PartAndCount, Given(operands)));

    /// <summary>A call that takes nothing but its operands: one row, no workers.</summary>
    public void CallPlain(string method, params Operand?[] operands) =>
        statements.Add(new Statement(Node, method, Leading.Nothing, Given(operands)));

    /// <summary>A call that takes the worker first, and no count.</summary>
    public void CallWithPart(string method, params Operand?[] operands) =>
        statements.Add(new Statement(Node, method, Leading.Part, Given(operands)));

    /// <summary>A call over so many rows of each sample: steps or pixels.</summary>
    public void CallOnRows(string method, int rows, params Operand?[] operands) =>
        statements.Add(new Statement(Node, method, Leading.Part, Given(operands.Prepend(Operand.Samples(rows)))));

    /// <summary>Tells in the plan why the layer runs as it does.</summary>
    public void Note(string note)
    {
        if (note.Length > 0)
        {
            group.Notes.Add(note);
        }
    }

    /// <summary>
    /// A form of a parameter made by <paramref name="method"/>: in prediction whenever parameters have changed, in training
    /// at every step.
    /// </summary>
    public Operand Derived(string parameter, string method, long length, Operand plan)
    {
        Operand source = Parameter(parameter);
        string name = "Transformed_" + parameter;
        if (!IsTraining)
        {
            Operand prepared = Planner.PreparedOf(Node, name, checked((int)length));
            Prepare(method, source, prepared, plan);
            return prepared;
        }

        var kept = (BufferOperand)Kept(name, checked((int)length));
        statements.Add(new Statement(Node, method, Leading.Part, [source, kept, plan]));
        return kept with { Writes = false };
    }

    /// <summary>Numbers derived from the parameters whenever these change.</summary>
    public Operand Prepared(string name, int length) => Planner.PreparedOf(Node, name, length);

    /// <summary>A call that computes prepared numbers.</summary>
    public void Prepare(string method, params Operand[] operands) => Planner.AddPrepare(new Statement(Node, method, Leading.Nothing, operands));

    /// <summary>A call that a step makes once it is known to be sound: running statistics.</summary>
    public void Commit(string method, params Operand[] operands) => Planner.AddCommit(new Statement(Node, method, Leading.Nothing, operands));

    // A session with one loss calls what belongs to it by shorter names.
    private Operand OfLoss(string member) => new TextOperand(
        Planner.LossCount == 1 && Planner.HasPlainStep ? member : member + "Of(" + Operand.Digits(Planner.IndexOfLoss(Node)) + ")");
}

/// <summary>A scale (a batch norm) that goes into the weights of the layer above it.</summary>
internal sealed class FoldContext(ProgramPlanner planner, LayerNode above, LayerNode node) : StatementContext(planner, node)
{
    /// <summary>The layout of the weight above.</summary>
    public PanelLayout Panels { get; } = above.Kind.FoldablePanels(above);

    /// <summary>A parameter of the layer above; none where it goes without.</summary>
    public Operand Above(string name) => above.Kind.FoldableParameter(new ForwardContext(Planner, new FusedGroup(above), above, []), name);

    /// <summary>Where the folded form of a parameter of the layer above is kept.</summary>
    public Operand Folded(string name) => Planner.Fold(above, name, name == "bias" ? Panels.Outputs : (int)Panels.Length);

    public void Prepare(string method, params Operand[] operands) => Planner.AddPrepare(new Statement(Node, method, Leading.Nothing, operands));
}
