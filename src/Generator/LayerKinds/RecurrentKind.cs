using System;
using System.Collections.Generic;
using System.Linq;
using Espalier.Generator.Diagnostics;
using Espalier.Generator.Differentiation;
using Espalier.Generator.Graph;
using Espalier.Generator.Parsing;
using Espalier.Generator.Planning;
using Espalier.Generator.Shapes;
using Espalier.Generator.Support;
using Espalier.Recurrent;

namespace Espalier.Generator.LayerKinds;

/// <summary>
/// Recurrent layers: one or several on top of one another, in one direction or both. Of each, the product with the input is
/// a dense layer over all steps, the recurrence a kernel of the kind, and the gradients of weights and input are products
/// over all steps and samples again.
/// </summary>
internal abstract class RecurrentKind : LayerKind
{
    private const int MostLayers = 64;

    public override IEnumerable<string> AlsoReads(LayerSpec line) => line.IsKnown ? InitialOptions.SelectMany(option => line.Texts(option)) : [];

    /// <summary>As PyTorch's packed sequences: each sample ends at its own last step, where the second direction begins.</summary>
    public override string? LengthBarrier(LayerNode node) => null;

    public override Shape? Infer(LayerNode node, ShapeReporter report)
    {
        LayerSpec spec = node.Spec;
        double dropout = spec.Number("dropout");
        bool isSound = report.AtLeast("hidden", spec.Int("hidden"), 1)
            & report.InRange("layers", spec.Int("layers"), spec.Int("layers") is >= 1 and <= MostLayers, "1 to " + Invariant.Text(MostLayers))
            & report.InRange("dropout", dropout, dropout is >= 0 and < 1, "a number of at least 0 and below 1")
            && report.IsSequence();
        if (!isSound)
        {
            return null;
        }

        if (dropout > 0 && spec.Int("layers") == 1)
        {
            report.Report(UsageDescriptors.NothingBetweenLayers, [], [.. report.Remedies.Set("layers", [2]), Remedy.RemoveOption(node.Index, "dropout")], node.Name, Operand.Shown(dropout));
            return null;
        }

        if (spec.Int("hidden") * Math.Max(4, Directions(node)) > int.MaxValue)
        {
            report.Report(LimitDescriptors.TooLarge, [], node.Name, "hidden " + Invariant.Text(spec.Int("hidden")));
            return null;
        }

        if (!report.IsSoundState(InitialOptions))
        {
            return null;
        }

        string[] options = [.. InitialOptions.Where(option => spec.Texts(option).Length > 0)];
        for (int i = 0; i < options.Length; i++)
        {
            if (!report.IsInitialState(options[i], node.Inputs[i + 1], Layers(node), Directions(node), Hidden(node)))
            {
                return null;
            }
        }

        return new Shape(Steps(node), Directions(node) * Hidden(node));
    }

    public override IReadOnlyList<Parameter> Parameters(LayerNode node) =>
        [.. Passes(node.Spec, Layers(node)).SelectMany(pass => ParametersOf(node, pass))];

    public override IEnumerable<string> ParameterNames(LayerSpec line) => line.IsKnown
        ? Passes(line, (int)Math.Max(1, Math.Min(MostLayers, line.Int("layers")))).SelectMany(pass => TensorsOf(line.Flag("bias")).Select(name => name + pass.Suffix))
        : TensorsOf(bias: true).Select(name => name + "_l0");

    public override long Flops(LayerNode node) =>
        Passes(node.Spec, Layers(node)).Sum(pass => 2L * Steps(node) * Gates * Hidden(node) * (Inputs(node, pass.Layer) + Hidden(node)));

    public override string Detail(LayerNode node) =>
        (Layers(node) > 1 ? Invariant.Text(Layers(node)) + " layers" : "") + (Layers(node) > 1 && Directions(node) > 1 ? ", " : "") + (Directions(node) > 1 ? "both ways" : "");

    public override Reach Reach(LayerNode node) => LayerKinds.Reach.All;

    public override void Forward(ForwardContext forward)
    {
        LayerNode node = forward.Node;
        forward.Note("up to " + Invariant.Text(StepBlock.Most((Gates + 2) * Hidden(node))) + " samples take each step together: what they work on stays in the second cache");
        forward.Note("backward reads the weights of the state transposed as a whole, step by step");
        forward.Note(DenseInputGradient.Note(Gates * Hidden(node)));
        GoOn(forward);
        foreach (Pass pass in Passes(node.Spec, Layers(node)))
        {
            bool isTop = pass.Layer == Layers(node) - 1;
            Operand gates = GatesOf(forward, pass), output = isTop ? forward.Output : Between(forward, pass.Layer, writes: true);
            if (Table(forward, pass) is { } table)
            {
                table.Forward(forward, gates);
            }
            else
            {
                forward.Call(
                    "Dense.Forward",
                    pass.Layer == 0 ? forward.Input() : ReadBetween(forward, pass.Layer), forward.Parameter("weight_ih" + pass.Suffix), forward.Parameter("bias_ih" + pass.Suffix),
                    gates, InputPlan(forward, pass.Layer));
            }

            forward.Call(
                Name + ".Forward",
                [
                    gates, forward.Parameter("weight_hh" + pass.Suffix), forward.Parameter("bias_hh" + pass.Suffix), .. InitialStates(forward, forward.Input), output,
                    .. forward.IsTraining ? Kept(forward, pass) : Kept(forward, pass).Select(_ => Operand.None),
                    forward.Scratch("Work" + pass.Suffix, WorkLength(node)), Plan(forward, pass), .. CountedSteps(forward), .. Settings(node),
                ]);
            if (IsCarried(forward))
            {
                Operand[] carried = [.. InitialOptions.Select(option => forward.Carried(option, StateLength(node), writes: true))];
                forward.Commit(
                    "CarriedState.Keep",
                    [Operand.Samples(1), forward.Read(output), .. carried.Length > 1 ? Kept(forward, pass).Select(forward.Read) : [], .. carried, Plan(forward, pass), .. CountedSteps(forward)]);
            }

            if (!isTop && pass.Direction == Directions(node) - 1 && Drops(forward))
            {
                forward.Call(
                    "Dropout.Forward", Between(forward, pass.Layer, writes: false), Dropped(forward, pass.Layer, writes: true),
                    Operand.Int(Steps(node) * Width(node)), Probability(node), forward.DropoutKeyOf(pass.Layer));
            }
        }
    }

    public override string? StreamBarrier(LayerNode node) =>
        Directions(node) > 1 ? "runs in both directions, and the second begins at the last step"
        : node.Inputs.Count > 1 ? "begins in a state of another line, and a stream begins before it is known"
        : null;

    /// <summary>One step of each layer, without threads and tables: a small layer costs what its arithmetic costs.</summary>
    public override void Step(ForwardContext step)
    {
        LayerNode node = step.Node;
        foreach (Pass pass in Passes(node.Spec, Layers(node)))
        {
            int hidden = Hidden(node);
            RowTable? table = Table(step, pass);
            Operand? picked = table is null ? null : step.Scratch("Picked" + pass.Suffix, Gates * hidden);
            table?.Forward(step, picked!);

            // What is picked stands in the place of the first bias, and nothing comes in.
            step.CallPlain(
                Name + "Step.Forward",
                [
                    table is not null ? Operand.None : pass.Layer == 0 ? step.Input() : Between(step, pass.Layer - 1, writes: false),
                    table is not null ? Operand.None : step.Parameter("weight_ih" + pass.Suffix), step.Parameter("weight_hh" + pass.Suffix),
                    picked is not null ? step.Read(picked) : step.Parameter("bias_ih" + pass.Suffix), step.Parameter("bias_hh" + pass.Suffix),
                    .. InitialOptions.Select(option => step.State(option + pass.Suffix, hidden)),
                    pass.Layer == Layers(node) - 1 ? step.Output : Between(step, pass.Layer, writes: true),
                    step.Scratch("Work" + pass.Suffix, 2 * Gates * hidden), Operand.Int(table is null ? Inputs(node, pass.Layer) : 0), Operand.Int(hidden), .. Settings(node),
                ]);
        }
    }

    public override bool WorksOnRows => true;

    public override bool BackwardReadsInput => true;

    public override bool BackwardReadsOutput => true;

    public override void Backward(BackwardContext backward)
    {
        LayerNode node = backward.Node;
        Pass[] all = [.. Passes(node.Spec, Layers(node))];
        backward.ForAll(() =>
        {
            for (int layer = Layers(node) - 1; layer >= 0; layer--)
            {
                Pass[] passes = [.. all.Where(pass => pass.Layer == layer)];
                foreach (Pass pass in passes)
                {
                    Recur(backward, pass);
                    Learn(backward, pass);
                    Table(backward, pass)?.Backward(backward, backward.Read(GatesOf(backward, pass)));
                }

                if (layer > 0)
                {
                    InputGradient(backward, passes, BetweenGradient(backward, layer - 1, writes: true), null);
                    if (Drops(backward))
                    {
                        Operand gradient = BetweenGradient(backward, layer - 1, writes: true);
                        backward.Call("Dropout.Backward", gradient, gradient, Operand.Int(Steps(node) * Width(node)), Probability(node), backward.DropoutKeyOf(layer - 1));
                    }
                }
            }
        });
        if (backward.RowsAbove is null)
        {
            backward.Propagate(0, target => InputGradient(backward, [.. all.Where(pass => pass.Layer == 0)], target.Gradient, target.Accumulate));
        }

        for (int i = 1; i < node.Inputs.Count; i++)
        {
            Operand gradient = InitialGradient(backward, i, writes: false);
            backward.Propagate(i, target => backward.Call(
                target.Accumulate is null ? "Elementwise.Copy" : "Elementwise.Accumulate", gradient, target.Gradient, Operand.Int(StateLength(node))));
        }
    }

    /// <summary>Rows of the weights for each unit.</summary>
    protected abstract int Gates { get; }

    /// <summary>The options that name initial states, in the order in which the kernels take them.</summary>
    protected virtual string[] InitialOptions => ["state"];

    /// <summary>Floats of each step that forward keeps for backward besides the gates; 0 for none.</summary>
    protected abstract int KeptLength(LayerNode node);

    /// <summary>Vectors of hidden floats that a sample needs besides the product: the state, the cell.</summary>
    protected virtual int StateVectors => 1;

    /// <summary>Further arguments of both kernels.</summary>
    protected virtual Operand[] Settings(LayerNode node) => [];

    /// <summary>The gradient of the product with the state, where it is another than that of the gates.</summary>
    protected virtual Operand ProductGradient(BackwardContext backward, Pass pass) => GatesOf(backward, pass);

    /// <summary>What forward kept besides the gates; backward may write there.</summary>
    protected Operand[] Kept(StatementContext context, Pass pass) =>
        KeptLength(context.Node) == 0 ? [] : [context.Scratch("Kept" + pass.Suffix, Steps(context.Node) * KeptLength(context.Node))];

    protected static int Hidden(LayerNode node) => (int)node.Spec.Int("hidden");

    /// <summary>Whether the states of one step of training are the start of the next.</summary>
    private static bool IsCarried(StatementContext context) => context.Node.Spec.Flag("stateful") && context is not ForwardContext { IsTraining: false };

    /// <summary>Starts from where the step before ended. A copy, since backward reads it when the next start is known.</summary>
    private void GoOn(ForwardContext forward)
    {
        foreach (string option in IsCarried(forward) ? InitialOptions : [])
        {
            int length = StateLength(forward.Node);
            forward.Call("Elementwise.Copy", forward.Carried(option, length, writes: false), Started(forward, option, writes: true), Operand.Int(length));
        }
    }

    private static Operand Started(StatementContext context, string option, bool writes) => context.Tensor("Start_" + option, StateLength(context.Node), writes);

    /// <summary>The gradients of the gates, and of the states at the start.</summary>
    private void Recur(BackwardContext backward, Pass pass)
    {
        LayerNode node = backward.Node;
        bool isTop = pass.Layer == Layers(node) - 1;
        backward.Call(
            Name + ".Backward",
            [
                GatesOf(backward, pass), backward.Transposed("weight_hh" + pass.Suffix, "Dense.Transpose", StatePlan(backward)), .. InitialStates(backward, backward.Input),
                isTop ? backward.Output : Between(backward, pass.Layer, writes: false), .. Kept(backward, pass),
                isTop ? backward.OutputGradient : BetweenGradient(backward, pass.Layer, writes: false),
                backward.Trains ? Previous(backward, pass, writes: true) : Operand.None,
                .. InitialInputs(node).Select(input => input < 0 ? Operand.None : InitialGradient(backward, input, writes: true)),
                backward.Scratch("BackwardWork" + pass.Suffix, WorkLength(node)), Plan(backward, pass), .. CountedSteps(backward), .. Settings(node),
            ]);
    }

    /// <summary>The gradients of weights and biases.</summary>
    private void Learn(BackwardContext backward, Pass pass)
    {
        if (!backward.Trains)
        {
            return;
        }

        Operand gates = backward.Read(GatesOf(backward, pass)), product = backward.Read(ProductGradient(backward, pass));
        Operand statePlan = StatePlan(backward);
        bool hasBias = backward.Node.Spec.Flag("bias");
        if (Table(backward, pass) is null)
        {
            Operand input = pass.Layer == 0 ? backward.Input() : ReadBetween(backward, pass.Layer), inputPlan = InputPlan(backward, pass.Layer);
            backward.Call("Dense.BackwardWeight", input, gates, backward.ParameterGradient("weight_ih" + pass.Suffix), inputPlan);
            if (hasBias)
            {
                backward.Call("Dense.BackwardBias", gates, backward.ParameterGradient("bias_ih" + pass.Suffix), inputPlan);
            }
        }

        backward.Call("Dense.BackwardWeight", Previous(backward, pass, writes: false), product, backward.ParameterGradient("weight_hh" + pass.Suffix), statePlan);
        if (hasBias)
        {
            backward.Call("Dense.BackwardBias", product, backward.ParameterGradient("bias_hh" + pass.Suffix), statePlan);
        }
    }

    /// <summary>The products with the input of the first layer, where it reads an embedding of few tokens.</summary>
    private RowTable? Table(StatementContext context, Pass pass) =>
        pass.Layer == 0 && context.RowsAbove is { } above ? new RowTable(above, "weight_ih" + pass.Suffix, "bias_ih" + pass.Suffix, Gates * Hidden(context.Node)) : null;

    private void InputGradient(BackwardContext backward, Pass[] passes, Operand gradient, Operand? accumulate)
    {
        foreach (Pass pass in passes)
        {
            Operand plan = InputPlan(backward, pass.Layer);
            DenseInputGradient.Call(
                backward, backward.Read(GatesOf(backward, pass)), "weight_ih" + pass.Suffix, Gates * Hidden(backward.Node), gradient, plan,
                pass.Direction == 0 ? accumulate : Operand.Bool("accumulate", true));
        }
    }

    private IEnumerable<Parameter> ParametersOf(LayerNode node, Pass pass)
    {
        int outputs = Gates * Hidden(node);
        yield return Weight("weight_ih", Inputs(node, pass.Layer), "inputs");
        yield return Weight("weight_hh", Hidden(node), "hidden");
        if (node.Spec.Flag("bias"))
        {
            yield return Bias("bias_ih");
            yield return Bias("bias_hh");
        }

        Parameter Weight(string name, int inputs, string shown) => Initializers.RecurrentWeight(node, Hidden(node), new Parameter(name + pass.Suffix, [outputs, inputs], $"[{Rows}, {shown}]")
        {
            Panels = new PanelLayout(outputs, 1, [inputs], [1]),
            FanIn = inputs,
            FanOut = outputs,
            TransposedLength = PanelLayout.LengthOfGroup(inputs, outputs),
        });

        Parameter Bias(string name) => Initializers.RecurrentBias(node, Hidden(node), name + pass.Suffix, outputs, "[" + Rows + "]", isFirst: name == "bias_ih");
    }

    private string Rows => Gates == 1 ? "hidden" : Invariant.Text(Gates) + " · hidden";

    private static IEnumerable<string> TensorsOf(bool bias) => bias ? ["weight_ih", "weight_hh", "bias_ih", "bias_hh"] : ["weight_ih", "weight_hh"];

    /// <summary>The layers from the bottom, each in its directions.</summary>
    private static IEnumerable<Pass> Passes(LayerSpec line, int layers) =>
        Enumerable.Range(0, layers).SelectMany(layer => Enumerable.Range(0, line.Flag("bidirectional") ? 2 : 1).Select(direction => new Pass(layer, direction)));

    private static int Layers(LayerNode node) => (int)node.Spec.Int("layers");

    private static int Directions(LayerNode node) => node.Spec.Flag("bidirectional") ? 2 : 1;

    private static int Steps(LayerNode node) => node.Input.Shape!.Width;

    private static int Width(LayerNode node) => Directions(node) * Hidden(node);

    private static int Inputs(LayerNode node, int layer) => layer == 0 ? node.Input.Shape!.Channels : Width(node);

    private static int StateLength(LayerNode node) => Layers(node) * Width(node);

    private int WorkLength(LayerNode node) => (Gates + StateVectors) * Hidden(node);

    private static bool Drops(StatementContext context) => context.Node.Spec.Number("dropout") > 0 && (context is BackwardContext || ((ForwardContext)context).IsTraining);

    private static Operand Probability(LayerNode node) => Operand.Float(node.Spec.Number("dropout"));

    private Operand GatesOf(StatementContext context, Pass pass) => context.Scratch("Gates" + pass.Suffix, Steps(context.Node) * Gates * Hidden(context.Node));

    /// <summary>The output of a layer that another one reads.</summary>
    private static Operand Between(StatementContext context, int layer, bool writes) => context.Tensor("Hidden" + Invariant.Text(layer), Steps(context.Node) * Width(context.Node), writes);

    private static Operand Dropped(StatementContext context, int layer, bool writes) => context.Tensor("Dropped" + Invariant.Text(layer), Steps(context.Node) * Width(context.Node), writes);

    /// <summary>What a layer above the first reads.</summary>
    private static Operand ReadBetween(StatementContext context, int layer) =>
        Drops(context) ? Dropped(context, layer - 1, writes: false) : Between(context, layer - 1, writes: false);

    private static Operand BetweenGradient(BackwardContext backward, int layer, bool writes) =>
        backward.Tensor("HiddenGradient" + Invariant.Text(layer), Steps(backward.Node) * Width(backward.Node), writes);

    private static Operand Previous(BackwardContext backward, Pass pass, bool writes) =>
        backward.Tensor("Previous" + pass.Suffix, Steps(backward.Node) * Hidden(backward.Node), writes);

    private static Operand InitialGradient(BackwardContext backward, int input, bool writes) =>
        backward.Tensor("InitialGradient" + Invariant.Text(input), StateLength(backward.Node), writes);

    /// <summary>The inputs that give the initial states; −1 for zeros.</summary>
    private IEnumerable<int> InitialInputs(LayerNode node)
    {
        int input = 1;
        return InitialOptions.Select(option => node.Spec.Texts(option).Length > 0 ? input++ : -1).ToArray();
    }

    /// <summary>What gives the initial states: what the step before left, other lines, or nothing.</summary>
    private IEnumerable<Operand> InitialStates(StatementContext context, Func<int, Operand> input) => IsCarried(context)
        ? InitialOptions.Select(option => Started(context, option, writes: false))
        : InitialInputs(context.Node).Select(index => index < 0 ? Operand.None : input(index));

    private static Operand[] CountedSteps(StatementContext context) => context.HasLengths ? [context.Lengths] : [];

    private Operand InputPlan(StatementContext context, int layer) => context.PlanOf(
        "_input" + Invariant.Text(layer), "DenseShape", ("Inputs", Inputs(context.Node, layer)), ("Outputs", Gates * Hidden(context.Node)), ("Rows", Steps(context.Node)));

    private Operand StatePlan(StatementContext context) => context.PlanOf(
        "_state", "DenseShape", ("Inputs", Hidden(context.Node)), ("Outputs", Gates * Hidden(context.Node)), ("Rows", Steps(context.Node)));

    private static Operand Plan(StatementContext context, Pass pass) => context.PlanOf(
        pass.Suffix, "RecurrentShape",
        ("Hidden", Hidden(context.Node)), ("Steps", Steps(context.Node)), ("Directions", Directions(context.Node)), ("Direction", pass.Direction),
        ("States", Layers(context.Node) * Directions(context.Node)), ("State", (pass.Layer * Directions(context.Node)) + pass.Direction));

    /// <summary>One layer in one direction.</summary>
    protected readonly record struct Pass(int Layer, int Direction)
    {
        /// <summary>What PyTorch adds to the names of its tensors.</summary>
        public string Suffix => "_l" + Invariant.Text(Layer) + (Direction == 0 ? "" : "_reverse");
    }
}
