using System.Collections.Generic;
using System.Linq;
using Espalier.Generator.Planning;

namespace Espalier.Generator.Emission;

/// <summary>What goes into a step of a stream and comes out of it: the network's inputs and outputs, without lengths.</summary>
internal sealed class StreamPorts
{
    // The methods of a stream call something else so.
    private static readonly string[] Reserved = ["step", "steps", "state", "arena"];

    /// <param name="plan">The network.</param>
    /// <param name="step">One step; null where there is none.</param>
    public StreamPorts(NetworkPlan plan, Program? step)
        : this(
            plan.Ports.Inputs.Select((port, i) => (port, i)).Where(input => input.port.Shape.LengthOf == 0).Select(input => (input.i, input.port.Local, input.port.Shape.Vocabulary > 0)),
            plan.Ports.Outputs.Select(port => port.Local),
            step)
    {
    }

    /// <param name="inputs">The number of each input, what it is called, and whether it takes tokens.</param>
    /// <param name="outputs">What the outputs are called.</param>
    /// <param name="step">One step; null where there is none.</param>
    public StreamPorts(IEnumerable<(int Index, string Local, bool IsToken)> inputs, IEnumerable<string> outputs, Program? step = null)
    {
        (int Index, string Local, bool IsToken)[] given = [.. inputs];
        string[] results = [.. outputs];
        IsSingle = given.Length == 1 && results.Length == 1;
        int place = 0;
        Inputs = given.Select((input, i) => Next(input.Index, IsSingle ? "input" : input.Local, input.IsToken, step?.Inputs[i].Length ?? 0)).ToArray();
        place = 0;
        Outputs = results.Select((output, i) => Next(i, IsSingle ? "output" : output, false, step?.Outputs[i].Length ?? 0)).ToArray();

        StreamPort Next(int index, string local, bool isToken, int row)
        {
            var port = new StreamPort(index, Reserved.Contains(local) ? local + "_" : local, isToken, row, place);
            place += row;
            return port;
        }
    }

    public IReadOnlyList<StreamPort> Inputs { get; }

    public IReadOnlyList<StreamPort> Outputs { get; }

    /// <summary>Whether one row goes in and one comes out.</summary>
    public bool IsSingle { get; }

    /// <summary>Whether the methods of the base class are all that there is.</summary>
    public bool IsPlain => IsSingle && !Inputs[0].IsToken;

    /// <summary><c>left, right, output</c>.</summary>
    public string Arguments => string.Join(", ", Inputs.Concat(Outputs).Select(port => port.Local));

    /// <summary>Arguments of a step that is made to have it compiled.</summary>
    public string FirstArguments => string.Join(", ", Inputs.Concat(Outputs).Select(port => port.IsToken ? "0" : $"new float[{Operand.Digits(port.Row)}]"));

    /// <summary>Rows as floats.</summary>
    public string Parameters(TypeNames types) =>
        string.Join(", ", Inputs.Select(input => types.ReadOnlySpan + " " + input.Local).Concat(Outputs.Select(output => types.Span + " " + output.Local)));

    /// <summary>What there is beside the methods of the base class.</summary>
    public IEnumerable<string> Calls(TypeNames types) => IsPlain ? []
        : IsSingle ? [$"Step(int token, {types.Span} output)", $"Process({types["ReadOnlySpan"]}<int> tokens, {types.Span} outputs)"]
        : [Step(types), Process(types)];

    /// <summary>One step of several inputs or outputs.</summary>
    public string Step(TypeNames types) => "Step(" + Parameters(types, "int") + ")";

    /// <summary>A block of steps of several inputs or outputs.</summary>
    public string Process(TypeNames types) => "Process(" + Parameters(types, types["ReadOnlySpan"] + "<int>") + ")";

    private string Parameters(TypeNames types, string tokens) =>
        string.Join(", ", Inputs.Select(input => (input.IsToken ? tokens : types.ReadOnlySpan) + " " + input.Local).Concat(Outputs.Select(output => types.Span + " " + output.Local)));
}

/// <summary>An input or an output of a step.</summary>
/// <param name="Index">Its number among those of the network.</param>
/// <param name="Local">The parameter that stands for it.</param>
/// <param name="IsToken">Whether a step is a token.</param>
/// <param name="Row">Floats of a step.</param>
/// <param name="Place">Floats of a step of those before it.</param>
internal sealed record StreamPort(int Index, string Local, bool IsToken, int Row, int Place);
