using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using Espalier.Generator.Differentiation;
using Espalier.Generator.Graph;
using Espalier.Generator.LayerKinds;

namespace Espalier.Generator.Planning;

/// <summary>
/// Turns a graph into statements, for prediction, for training or for a step of a stream: which layers run as one, which
/// tensor lies where, and which calls in which order.
/// </summary>
internal sealed class ProgramPlanner
{
    // WeightPenalty.BlockLength of the runtime.
    private const int PenaltyBlock = 1024;

    private readonly NetworkGraph _graph;
    private readonly ParameterPlan _parameters;
    private readonly List<ParameterSlot> _overwritten = [];
    private readonly Program _program;
    private readonly Dictionary<(LayerNode Node, string Name), Buffer> _named = [];
    // What prediction derives from the parameters a stream reads, too.
    private readonly Program _preparing;
    private readonly PlanConstants _constants;

    // The rows of the table: what prediction runs as one.
    private readonly Dictionary<LayerNode, int> _positions;

    private ProgramPlanner(NetworkGraph graph, ParameterPlan parameters, bool training, Program? prediction = null, PlanConstants? constants = null)
    {
        _graph = graph;
        _parameters = parameters;
        _program = new Program(training);
        _preparing = prediction ?? _program;
        _constants = constants ?? parameters.Constants;
        _positions = Fusion.Run(graph, training: false)
            .SelectMany((group, index) => group.Members.Select(member => (member, index)))
            .ToDictionary(pair => pair.member, pair => pair.index + 1);
    }

    public bool IsTraining => _program.IsTraining;

    /// <summary>Whether this is a step of a stream.</summary>
    public bool IsStep => _preparing != _program;

    public bool AllowsWinograd => _graph.Spec.Winograd;

    /// <summary>The number of a loss among the losses.</summary>
    public int IndexOfLoss(LayerNode loss) => _graph.Losses.IndexOf(loss);

    /// <summary>How many losses the network has.</summary>
    public int LossCount => _graph.Losses.Count;

    /// <summary>Whether a step takes one input and one answer.</summary>
    public bool HasPlainStep => _graph.Inputs.Count == 1 && LossCount == 1;

    /// <summary>Whether an earlier loss writes the gradient of the same value.</summary>
    public bool IsReadByEarlierLoss(LayerNode loss) => _graph.Losses.TakeWhile(earlier => earlier != loss).Any(earlier => earlier.Input == loss.Input);

    /// <summary>Where losses write the gradient of what they read.</summary>
    public Buffer OutputGradientOf(Value value) => _program.OutputGradients[_graph.Outputs.FindIndex(output => output.Value == value)];

    public static Program Plan(NetworkGraph graph, ParameterPlan parameters, bool training, CancellationToken cancellation)
    {
        var planner = new ProgramPlanner(graph, parameters, training);
        planner.PlanForward(cancellation);
        if (training)
        {
            planner.PlanBackward(cancellation);
        }

        planner.PlaceBuffers();
        return planner._program;
    }

    /// <summary>A step of a stream.</summary>
    /// <param name="graph">The graph of one step.</param>
    /// <param name="parameters">The network's parameters.</param>
    /// <param name="prediction">The network's prediction: whatever a step derives from the parameters stands there.</param>
    /// <param name="constants">Takes what kernels of the step take as constants.</param>
    /// <param name="cancellation">Stops it.</param>
    public static Program PlanStep(NetworkGraph graph, ParameterPlan parameters, Program prediction, PlanConstants constants, CancellationToken cancellation)
    {
        var planner = new ProgramPlanner(graph, parameters, training: false, prediction, constants);
        planner.PlanForward(cancellation);
        planner.PlaceBuffers();
        return planner._program;
    }

    public Buffer BufferOf(Value value) => _program.ValueBuffers[value];

    public ParameterSlot? Slot(LayerNode node, string name) => _parameters.Find(node, name);

    public Operand ParameterOf(LayerNode node, string name, ParameterForm form) =>
        Slot(node, name) is { } slot ? new ParameterOperand(slot, form) : Operand.None;

    /// <summary>The form of a parameter with a batch norm taken in; null where there is none.</summary>
    public Operand? FoldedParameter(LayerNode node, string name) => _preparing.Prepared.TryGetValue((node.Origin ?? node, "Folded_" + name), out PreparedOperand? folded) ? folded : null;

    public PreparedOperand Fold(LayerNode node, string name, int length) => PreparedOf(node, "Folded_" + name, length);

    public PreparedOperand PreparedOf(LayerNode node, string name, int length)
    {
        node = node.Origin ?? node;
        if (!_preparing.Prepared.TryGetValue((node, name), out PreparedOperand? prepared))
        {
            prepared = new PreparedOperand(Names.Local(node.Name + "_" + name), checked((int)_preparing.PreparedLength), length);
            _preparing.PreparedLength += Buffer.AlignUp(length);
            _preparing.Prepared.Add((node, name), prepared);
        }

        return prepared;
    }

    public Operand Constant(LayerNode node, string type, (string Name, long Value)[] members, string suffix = "")
    {
        return new ShapeOperand(_constants.AddShape(node.Identifier + suffix, type, members), "Plan." + Names.Member(node.Identifier + suffix));
    }

    public Operand Numbers(LayerNode node, string name, IEnumerable<double> numbers)
    {
        string member = Names.Pascal(node.Identifier) + name;
        _constants.AddNumbers(member, numbers);
        return new TextOperand("Plan." + member);
    }

    public Buffer NewBuffer(string name, Region region, int length)
    {
        var buffer = new Buffer(Names.Local(name), region, length);
        _program.Buffers.Add(buffer);
        return buffer;
    }

    /// <summary>A tensor that belongs to a layer besides its output: made at the first call.</summary>
    public Buffer Named(LayerNode node, string name, Region region, int length)
    {
        if (!_named.TryGetValue((node, name), out Buffer? buffer))
        {
            buffer = NewBuffer(node.Name + "_" + name, region, length);
            _named.Add((node, name), buffer);
        }

        return buffer;
    }

    /// <summary>A tensor of a layer that stays from step to step: made at the first call.</summary>
    public Buffer Carried(LayerNode node, string name, int length)
    {
        Buffer buffer = Named(node, "Carried_" + name, Region.Sample, length);
        if (!_program.Carried.Any(carried => carried.Buffer == buffer))
        {
            _program.Carried.Add((node.FilePrefix + "." + name, buffer));
        }

        return buffer;
    }

    public int ReserveTransposed(long length)
    {
        int offset = checked((int)_program.TransposedLength);
        _program.TransposedLength += Buffer.AlignUp(length);
        return offset;
    }

    /// <summary>The group of layers that a node belongs to.</summary>
    public FusedGroup GroupOf(LayerNode node) => _program.Groups.First(group => group.Members.Contains(node));

    /// <summary>The layer above a node whose rows it works on; null where it works on what comes from there.</summary>
    public LayerNode? RowsAbove(LayerNode node) => _program.Groups.Find(group => group.RowsOf == node)?.Head;

    public void NeedScratch(int length) => _program.ScratchLength = Math.Max(_program.ScratchLength, length);

    public void NeedReach(int steps) => _program.Reach = Math.Max(_program.Reach, steps);

    public void EndAfter(int steps) => _program.MostSteps = Math.Min(_program.MostSteps ?? int.MaxValue, steps);

    public void AddPrepare(Statement statement)
    {
        // A step asks again for what prediction has prepared.
        if (!IsStep || !_preparing.Prepare.Any(known => known.Method == statement.Method && known.Operands.SequenceEqual(statement.Operands)))
        {
            _preparing.Prepare.Add(statement);
        }
    }

    public void AddCommit(Statement statement) => _program.Commit.Add(statement);

    public void AddTranspose(Statement statement) => _program.Transpose.Add(statement);

    /// <summary>Leaves the gradient of a parameter to the kernel that overwrites it.</summary>
    public void Overwrite(ParameterSlot slot) => _overwritten.Add(slot);

    /// <summary>"3  Dense1: gradient of 100 → 30×12×12".</summary>
    public string BackwardTitle(LayerNode node) =>
        _positions[node] + "  " + node.Name + ": gradient of " + node.Output.Shape + " → " + string.Join(", ", node.Inputs.Select(input => input.Shape));

    private static string Described(LayerNode node)
    {
        string detail = node.Kind.Detail(node);
        return detail.Length == 0 ? node.Name : node.Name + " " + detail;
    }

    private string Title(FusedGroup group)
    {
        string inputs = string.Join(", ", group.Head.Inputs.Select(input => input.Shape));
        string reason = group.Reason.Length == 0 ? "" : " (" + group.Reason + ")";
        return _positions[group.Head] + "  " + string.Join(" + ", group.Members.Select(Described)) + ": " + inputs + " → " + group.Last.Output.Shape + reason;
    }

    private void PlanForward(CancellationToken cancellation)
    {
        PlanInputs();
        foreach (FusedGroup group in Fusion.Run(_graph, IsTraining))
        {
            cancellation.ThrowIfCancellationRequested();
            Buffer output = OutputBuffer(group);
            foreach (LayerNode member in group.Members)
            {
                _program.ValueBuffers[member.Output] = output;
            }

            var statements = new StatementGroup(Title(group)) { Nothing = group.RowsOf is null ? ", the same memory" : "" };
            if (!group.Head.Kind.IsIdentity(group.Head, IsTraining))
            {
                group.Scale?.Kind.Fold(new FoldContext(this, group.Head, group.Scale));
                var context = new ForwardContext(this, group, group.Head, statements.Statements);
                if (IsStep)
                {
                    group.Head.Kind.Step(context);
                }
                else
                {
                    group.Head.Kind.Forward(context);
                }

                if (IsTraining && group.RowsOf is null)
                {
                    AddActivation(group, output);
                }
            }

            if (_program.Door is { } door && _program.Forward.Count == 1 && group.Head.Kind is StandardizeKind && output == door.Buffer)
            {
                _program.Door = door with { Standardize = group.Head };
            }

            _program.Groups.Add(group);
            _program.Forward.Add(statements);
        }

        PlanOutputs();
    }

    private void AddActivation(FusedGroup group, Buffer buffer)
    {
        // What runs in place takes the name over.
        LayerNode first = _program.Activations.Find(activation => activation.Buffer == buffer)?.First ?? group.Head;
        _program.Activations.RemoveAll(activation => activation.Buffer == buffer);
        _program.Activations.Add(new Activation(group.Last, first, buffer));
    }

    private void PlanInputs()
    {
        foreach (LayerNode node in _graph.Inputs)
        {
            Shape shape = node.Output.Shape!;
            bool isOnly = _graph.Inputs.Count == 1;
            var input = new Buffer(isOnly ? "input" : Names.Local(node.Name), IsTraining ? Region.Sample : Region.Input, shape.Length);
            _program.Inputs.Add(input);
            _program.ValueBuffers[node.Output] = input;
            if (IsTraining)
            {
                // A session copies the samples into its arena, and brings them to memory order on the way.
                _program.Buffers.Add(input);
            }
            else if (shape.IsReordered || PixelFormat.Of(node.Spec) is not null)
            {
                Buffer reordered = NewBuffer(node.Name + "_ChannelsLast", Region.Sample, shape.Length);
                _program.ValueBuffers[node.Output] = reordered;
                var group = new StatementGroup("0  " + node.Name + " " + shape + ", channels last");
                group.Statements.Add(new Statement(node, "ChannelsLast.FromPlanar", Leading.PartAndCount,
                [
                    new BufferOperand(input, Writes: false), new BufferOperand(reordered, Writes: true), Operand.Int(shape.Channels), Operand.Int(shape.Pixels),
                ]));
                _program.Forward.Add(group);
                _program.Door = PixelFormat.Of(node.Spec) is { } format ? new PixelDoor(format, reordered) : null;
            }
        }
    }

    private void PlanOutputs()
    {
        foreach (NetworkOutput output in _graph.Outputs)
        {
            Value value = output.Value;
            Buffer buffer = _program.ValueBuffers[value];
            if (!IsTraining && buffer.Region == Region.Sample)
            {
                buffer.Region = Region.Output;
            }
            else if (!IsTraining || _program.Inputs.Contains(buffer) || _program.Outputs.Contains(buffer))
            {
                // The network gives back what it was given, or the same twice: the output needs memory of its own all the same.
                Buffer copy = NewBuffer(value.Name + "_Copy", IsTraining ? Region.Sample : Region.Output, value.Shape!.Length);
                var group = new StatementGroup(_program.Outputs.Contains(buffer) ? "the same output again" : "the output is the input");
                group.Statements.Add(new Statement(value.Producer, "Elementwise.Copy", Leading.PartAndCount,
                [
                    new BufferOperand(buffer, Writes: false), new BufferOperand(copy, Writes: true), Operand.Int(value.Shape.Length),
                ]));
                _program.Forward.Add(group);
                _program.ValueBuffers[value] = copy;
            }

            _program.Outputs.Add(_program.ValueBuffers[value]);
        }
    }

    private Buffer OutputBuffer(FusedGroup group)
    {
        Value input = group.Head.Input;
        Buffer above = _program.ValueBuffers[input];
        bool isInPlace = group.Head.Kind.RunsInPlace
            && above.Region == Region.Sample
            && !_program.Inputs.Contains(above)
            && IsReadOnce(input)
            && !(IsTraining && (group.Head.Kind.BackwardReadsInput || WritersReadBack(above)));
        return group.Head.Kind.IsIdentity(group.Head, IsTraining) || isInPlace
            ? above
            : NewBuffer(group.Head.Name, Region.Sample, group.Last.Output.Shape!.Length);
    }

    /// <summary>Whether one layer reads the value, under whatever name, and nobody after it.</summary>
    private bool IsReadOnce(Value value) =>
        value.Consumers.Count == 1
        && !_graph.IsOutput(value)
        && (!value.Producer.Kind.IsIdentity(value.Producer, IsTraining) || IsReadOnce(value.Producer.Input));

    private bool WritersReadBack(Buffer buffer) =>
        _program.ValueBuffers.Any(pair => pair.Value == buffer && pair.Key.Producer.Kind.BackwardReadsOutput);

    private void PlanBackward(CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        var gradients = new GradientMap(this);
        _program.OutputGradients.AddRange(_graph.Outputs.Select(output => gradients.Of(output.Value)));
        foreach (LayerNode loss in _graph.Losses)
        {
            loss.Kind.Forward(new ForwardContext(this, new FusedGroup(loss), loss, _program.Loss));
        }

        PlanPenalties();
        _program.Backward.AddRange(Differentiator.Run(_graph, this, gradients, cancellation));
        _program.Clear.AddRange(GradientClearing.Between(_overwritten, _parameters.TrainableLength));
        foreach (LayerNode input in _graph.Inputs)
        {
            Buffer? gradient = gradients.Has(input.Output) ? gradients.Of(input.Output) : null;
            if (gradient is { Region: Region.InputGradient })
            {
                gradient.Offset = checked((int)_program.InputGradientLength);
            }

            _program.InputGradientLength += Buffer.AlignUp(input.Output.Shape!.Length);
            _program.InputGradients.Add(gradient);
        }

        // What only the gradient of an input needs on its way lies behind them.
        foreach (Buffer buffer in _program.Buffers.Where(buffer => buffer.Region == Region.InputGradient && !_program.InputGradients.Contains(buffer)))
        {
            buffer.Offset = checked((int)_program.InputGradientLength);
            _program.InputGradientLength += buffer.Stride;
        }
    }

    /// <summary>
    /// What large weights cost, with the loss, and its derivative at the start of the backward pass: there all the gradients
    /// are at hand, and workers wait for one another once.
    /// </summary>
    private void PlanPenalties()
    {
        var gradients = new StatementGroup("Weight penalties");
        foreach (ParameterSlot slot in _parameters.Slots.Where(slot => WeightPenalties.Holds(slot.Node, slot.Parameter)))
        {
            int blocks = (slot.Length + PenaltyBlock - 1) / PenaltyBlock;
            var values = new ParameterOperand(slot, ParameterForm.Value);
            var place = new TextOperand("Penalties(" + Operand.Digits(_program.PenaltyBlocks) + ", " + Operand.Digits(blocks) + ")");
            Operand l1 = Operand.Float(slot.Node.Penalty.L1 ?? 0), l2 = Operand.Float(slot.Node.Penalty.L2 ?? 0);
            _program.PenaltyBlocks += blocks;
            if (LossCount > 0)
            {
                _program.Loss.Add(new Statement(slot.Node, "WeightPenalty.Evaluate", Leading.Part, [values, place, l1, l2]));
            }

            gradients.Statements.Add(new Statement(
                slot.Node, "WeightPenalty.AddGradient", Leading.Part, [values, new ParameterOperand(slot, ParameterForm.Gradient), l1, l2]));
        }

        if (gradients.Statements.Count > 0)
        {
            _program.Backward.Add(gradients);
        }
    }

    /// <summary>Time runs over the statements: forward, the loss, backward. What lives at the same time lies apart.</summary>
    private void PlaceBuffers()
    {
        int time = 0;
        foreach (Statement statement in _program.Forward.SelectMany(group => group.Statements))
        {
            Use(statement, time++);
        }

        if (IsTraining)
        {
            // Losses may write scratch memory, so that each statement of theirs counts; what is read back by name stays until
            // backward starts.
            int lossTime = time;
            foreach (Statement statement in _program.Loss)
            {
                Use(statement, time++);
            }

            time++;
            foreach (Buffer buffer in _program.Inputs.Concat(_program.Outputs).Concat(_program.Activations.Select(activation => activation.Buffer)).Concat(_program.OutputGradients))
            {
                buffer.UseAt(lossTime);
                buffer.UseAt(time - 1);
            }

            foreach (Buffer input in _program.Inputs)
            {
                input.UseAt(0);
            }

            foreach (Statement statement in _program.Commit)
            {
                Use(statement, time - 1);
            }

            foreach (Statement statement in _program.Backward.SelectMany(group => group.Statements))
            {
                Use(statement, time++);
            }

            foreach (Buffer output in _program.Outputs)
            {
                output.UseAt(time);
            }

            foreach (Buffer buffer in _program.Buffers.Where(buffer => buffer.Region == Region.Fixed).Concat(_program.Carried.Select(carried => carried.Buffer)))
            {
                buffer.UseAt(0);
                buffer.UseAt(time);
            }
        }

        foreach (Buffer buffer in _program.Buffers.Where(buffer => buffer.Region == Region.State))
        {
            buffer.UseAt(0);
            buffer.UseAt(time);
        }

        _program.State = MemoryPlanner.Place(_program.Buffers, Region.State);
        _program.PerSample = MemoryPlanner.Place(_program.Buffers, Region.Sample);
        _program.Fixed = MemoryPlanner.Place(_program.Buffers, Region.Fixed);
        _program.PerSampleWithoutReuse = _program.Buffers
            .Where(buffer => buffer.Region == Region.Sample && buffer.LastUse >= 0)
            .Sum(buffer => (long)buffer.Stride);

        static void Use(Statement statement, int time)
        {
            foreach (BufferOperand operand in statement.Buffers)
            {
                operand.Buffer.UseAt(time);
            }
        }
    }
}
