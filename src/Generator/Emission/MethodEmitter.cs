using System.Collections.Generic;
using System.Linq;
using Espalier.Generator.Parsing;
using Espalier.Generator.Planning;
using Espalier.Generator.Support;

namespace Espalier.Generator.Emission;

/// <summary>
/// Writes statements as the body of a method: each tensor is a named span, declared where it is first used, and workers
/// wait for one another where one reads what another wrote.
/// </summary>
internal sealed class MethodEmitter
{
    private readonly SourceWriter _writer;
    private readonly TypeNames _types;
    private readonly Sources _sources;
    private readonly bool _syncs;
    private readonly HashSet<object> _written;
    private readonly Dictionary<object, string> _locals = [];

    // Locals of the condition that is open, and the names that tensors had under such conditions before.
    private readonly Dictionary<object, string> _conditional = [];
    private readonly Dictionary<object, string> _formerlyConditional = [];
    private readonly HashSet<string> _taken;
    private readonly List<Statement> _sinceSync;
    private bool _isConditional;

    /// <param name="writer">Where the body goes.</param>
    /// <param name="spec">The network.</param>
    /// <param name="sources">How tensors are reached in this method.</param>
    /// <param name="body">All statements of the method, to know which tensors it writes.</param>
    /// <param name="syncs">Whether several workers run the body.</param>
    /// <param name="before">The method that runs before it in the same pass.</param>
    public MethodEmitter(SourceWriter writer, NetworkSpec spec, Sources sources, IEnumerable<Statement> body, bool syncs, MethodEmitter? before = null)
    {
        _sinceSync = before?._sinceSync ?? [];
        _writer = writer;
        _types = new TypeNames(spec);
        _sources = sources;
        _taken = [.. sources.Names];
        _syncs = syncs;
        _written = new HashSet<object>(body.SelectMany(statement => statement.Operands).Where(Writes).Select(Key));
    }

    public void Groups(IEnumerable<StatementGroup> groups)
    {
        bool isFirst = true;
        foreach (StatementGroup group in groups)
        {
            if (!isFirst)
            {
                _writer.Line();
            }

            isFirst = false;
            if (group.Statements.Count == 0)
            {
                _writer.Line("// " + group.Title + group.Nothing);
                continue;
            }

            _writer.Line("// " + group.Title);
            Statements(group.Statements);
        }
    }

    /// <summary>Writes statements; those that serve the gradient of the input alone share a condition.</summary>
    public void Statements(IReadOnlyList<Statement> statements)
    {
        for (int i = 0; i < statements.Count; i++)
        {
            if (!statements[i].OnlyForInputGradient)
            {
                Write(statements[i]);
                continue;
            }

            // Whoever waited under the condition has not waited where it does not hold.
            Statement[] before = [.. _sinceSync];
            using (_writer.Block("if (_inputGradient)"))
            {
                _isConditional = true;
                Write(statements[i]);
                while (i + 1 < statements.Count && statements[i + 1].OnlyForInputGradient)
                {
                    Write(statements[++i]);
                }

                _isConditional = false;
                _conditional.Clear();
            }

            _sinceSync.AddRange(before.Except(_sinceSync).ToArray());
        }
    }

    private void Write(Statement statement)
    {
        if (_syncs && _sinceSync.Any(statement.DependsOn))
        {
            _writer.Line("part.Sync();");
            _sinceSync.Clear();
        }

        _sinceSync.Add(statement);
        var arguments = new List<string>();
        switch (statement.Leading)
        {
            case Leading.Part:
                arguments.Add(_sources.Part);
                break;
            case Leading.PartAndCount:
                arguments.Add(_sources.Part);
                arguments.Add(_sources.Count);
                break;
        }

        arguments.AddRange(statement.Operands.Select(Text));
        _writer.Line(_types.Method(statement.Method) + "(" + string.Join(", ", arguments) + ");");
    }

    private string Text(Operand operand) => operand switch
    {
        TextOperand text => text.Text,
        BufferOperand { Buffer: { Region: Region.Input or Region.Output } buffer } => _sources.Given(buffer),
        BufferOperand buffer => Local(operand, buffer.Buffer.Name, _sources.Of(buffer.Buffer)),
        PreparedOperand prepared => Local(operand, prepared.Name, _sources.Prepared + ".Slice(" + Range(prepared.Offset, prepared.Length) + ")"),
        ParameterOperand { Form: ParameterForm.Value, Slot: var slot } => Local(operand, slot.LocalName, _sources.Values + ".Slice(" + Range(slot.Offset, slot.Length) + ")"),
        ParameterOperand { Form: ParameterForm.Gradient, Slot: var slot } =>
            Local(operand, Names.Local("d_" + slot.LocalName), "GradientValues.Slice(" + Range(slot.Offset, slot.Length) + ")"),
        ParameterOperand { Form: ParameterForm.Running, Slot: var slot } => Local(operand, slot.LocalName, "Running(" + Range(slot.Offset, slot.Length) + ")"),
        ParameterOperand { Slot: var slot } => Local(
            operand, slot.LocalName + "Transposed", "Transposed(" + Range(slot.TransposedOffset, (int)slot.TransposedLength) + ")"),
        _ => operand.ToString(),
    };

    /// <summary>The local that holds a tensor, declared at its first use.</summary>
    private string Local(Operand operand, string name, string source)
    {
        object key = Key(operand);
        if (_locals.TryGetValue(key, out string? local) || _conditional.TryGetValue(key, out local))
        {
            return local;
        }

        if (!_isConditional || !_formerlyConditional.TryGetValue(key, out local))
        {
            local = name;
            for (int i = 2; !_taken.Add(local); i++)
            {
                local = name + Operand.Digits(i);
            }
        }

        if (_isConditional)
        {
            _conditional.Add(key, local);
            _formerlyConditional[key] = local;
        }
        else
        {
            _locals.Add(key, local);
        }

        bool isReadOnly = !_written.Contains(key) || (operand is PreparedOperand && !_sources.PreparedIsWritable);
        _writer.Line((isReadOnly ? _types.ReadOnlySpan : _types.Span) + " " + local + " = " + source + ";");
        return local;
    }

    private bool Writes(Operand operand) => operand switch
    {
        BufferOperand buffer => buffer.Writes,
        ParameterOperand parameter => parameter.Writes,
        PreparedOperand => true,
        _ => false,
    };

    private static object Key(Operand operand) => operand switch
    {
        BufferOperand buffer => buffer.Buffer,
        ParameterOperand parameter => (parameter.Slot, parameter.Form is ParameterForm.TransposedTarget ? ParameterForm.Transposed : parameter.Form),
        _ => operand,
    };

    private static string Range(int offset, int length) => Operand.Digits(offset) + ", " + Operand.Digits(length);
}

/// <summary>How a method reaches workers, samples and tensors.</summary>
internal abstract class Sources
{
    /// <summary>Names that stand for something in the method already.</summary>
    public abstract IReadOnlyList<string> Names { get; }

    public abstract string Part { get; }

    public abstract string Count { get; }

    public abstract string Values { get; }

    public virtual string Prepared => "prepared";

    public virtual bool PreparedIsWritable => false;

    public abstract string Of(Buffer buffer);

    /// <summary>The parameter that stands for an input or output of the caller's.</summary>
    public virtual string Given(Buffer buffer) => buffer.Name;
}

/// <summary>Prediction: one worker, blocks of a known size, so that every place in the arena is a constant.</summary>
internal sealed class PredictionSources(NetworkPlan plan) : Sources
{
    public override IReadOnlyList<string> Names { get; } =
    [
        "parameters", "count", "part", "values", "prepared", .. plan.Ports.Inputs.Select(port => port.Local), .. plan.Ports.Outputs.Select(port => port.Local),
    ];

    public override string Part => "part";

    public override string Count => "count";

    public override string Values => "values";

    public override string Of(Buffer buffer) =>
        "Arena.Slice(" + Operand.Digits((long)buffer.Offset * plan.BlockSize) + ", count * " + Operand.Digits(buffer.Length) + ")";

    public override string Given(Buffer buffer) => buffer.Region == Region.Input
        ? plan.Ports.Inputs[plan.Prediction.Inputs.IndexOf(buffer)].Local
        : plan.Ports.Outputs[plan.Prediction.Outputs.IndexOf(buffer)].Local;
}

/// <summary>Preparing derived numbers from the block of values.</summary>
internal sealed class PrepareSources : Sources
{
    public override IReadOnlyList<string> Names => ["values", "prepared"];

    public override string Part => "";

    public override string Count => "";

    public override string Values => "values";

    public override bool PreparedIsWritable => true;

    public override string Of(Buffer buffer) => "";
}

/// <summary>Training: any number of workers, an arena that grows with the batch.</summary>
internal sealed class SessionSources(NetworkPlan plan) : Sources
{
    public override IReadOnlyList<string> Names => ["part"];

    public override string Part => "part";

    public override string Count => "Count";

    public override string Values => "Values";

    public override string Of(Buffer buffer) => buffer.Region switch
    {
        Region.Fixed => "Fixed(" + Operand.Digits(buffer.Offset) + ", " + Operand.Digits(buffer.Length) + ")",
        Region.InputGradient => "Samples(" + Operand.Digits(plan.Training.PerSample + buffer.Offset) + ", " + Operand.Digits(buffer.Length) + ")",
        _ when plan.Training.Inputs.IndexOf(buffer) is >= 0 and var input => "InputOf(" + Operand.Digits(input) + ")",
        _ => "Samples(" + Operand.Digits(buffer.Offset) + ", " + Operand.Digits(buffer.Length) + ")",
    };
}
