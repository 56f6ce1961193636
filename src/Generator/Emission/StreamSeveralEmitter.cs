using System.Collections.Generic;
using System.Linq;
using Espalier.Generator.Planning;
using Espalier.Generator.Support;

namespace Espalier.Generator.Emission;

/// <summary>Writes the calls of a stream with several inputs or outputs: by their names, and packed one behind the other.</summary>
internal sealed class StreamSeveralEmitter(StreamPorts ports, Program step, TypeNames types, SourceWriter writer)
{
    public void Calls()
    {
        Step();
        Process();
        PackedStep();
        PackedProcess();
    }

    private void Step()
    {
        Documentation("Computes one step.", "a step", "The token.");
        writer.Line("/// <exception cref=\"global::System.ArgumentException\">A length is wrong, spans overlap, or a token is none of the vocabulary; the state is as it was.</exception>");
        using (writer.Block($"public void {ports.Step(types)}"))
        {
            if (!ports.Inputs[0].IsToken)
            {
                writer.Line($"CheckRow({ports.Inputs[0].Index}, {ports.Inputs[0].Local}, nameof({ports.Inputs[0].Local}));");
            }

            string inputs = string.Join(", ", ports.Inputs.Select(input => input.IsToken ? $"new {types["ReadOnlySpan"]}<int>(in {input.Local})" : input.Local).Concat(ports.Outputs.Select(output => output.Local)));
            writer.Line($"Process({inputs});");
        }
    }

    private void Process()
    {
        Documentation("Computes any number of steps, as so many calls of Step would.", "each step, one behind the other", "The tokens.");
        writer.Line("/// <exception cref=\"global::System.ArgumentException\">Lengths do not agree, spans overlap, or a token is none of the vocabulary; the state is as it was.</exception>");
        using (writer.Block($"public void {ports.Process(types)}"))
        {
            string first = ports.Inputs[0].Local;
            writer.Line($"int steps = {(ports.Inputs[0].IsToken ? first + ".Length" : $"CountRows({ports.Inputs[0].Index}, {first}, nameof({first}))")};");
            foreach (StreamPort input in ports.Inputs.Where(input => input.IsToken || input != ports.Inputs[0]))
            {
                writer.Line($"CheckRows({input.Index}, {input.Local}, steps, nameof({input.Local}));");
            }

            foreach (StreamPort output in ports.Outputs)
            {
                writer.Line($"CheckResults({output.Index}, {output.Local}, steps, nameof({output.Local}));");
            }

            foreach ((StreamPort output, StreamPort other) in Pairs())
            {
                writer.Line($"CheckApart({output.Local}, nameof({output.Local}), {other.Local}, nameof({other.Local}));");
            }

            Loop([
                .. ports.Inputs.Select(input => input.IsToken ? $"Token({Operand.Digits(input.Place)}, {input.Local}[step])" : Rows(input)),
                .. ports.Outputs.Select(Rows)]);
        }

        static string Rows(StreamPort port) => $"{port.Local}.Slice(step * {Operand.Digits(port.Row)}, {Operand.Digits(port.Row)})";
    }

    private void PackedStep()
    {
        int inputs = ports.Inputs.Sum(input => input.Row), outputs = ports.Outputs.Sum(output => output.Row);
        writer.Line();
        writer.Line("/// <inheritdoc/>");
        using (writer.Block($"public override void Step({types.ReadOnlySpan} input, {types.Span} output)"))
        {
            using (writer.Block($"if (input.Length != {Operand.Digits(inputs)} || output.Length != {Operand.Digits(outputs)} || input.Overlaps(output))"))
            {
                writer.Line("input = Apart(input, output);");
            }

            writer.Line();
            foreach (StreamPort input in ports.Inputs.Where(input => input.IsToken))
            {
                writer.Line($"CheckTokens({input.Index}, {Part(input, "input")}, nameof(input));");
            }

            CheckEnd("1");
            string rows = string.Join(", ", ports.Inputs.Select(input => Part(input, "input")).Concat(ports.Outputs.Select(output => Part(output, "output"))));
            writer.Line($"Advance(Parameters, {rows});");
            writer.Line("EndStep();");
        }

        static string Part(StreamPort port, string span) => $"{span}.Slice({Operand.Digits(port.Place)}, {Operand.Digits(port.Row)})";
    }

    private void PackedProcess()
    {
        writer.Line();
        writer.Line("/// <inheritdoc/>");
        using (writer.Block($"public override void Process({types.ReadOnlySpan} inputs, {types.Span} outputs)"))
        {
            writer.Line("int steps = CountSteps(inputs, outputs);");
            foreach (StreamPort input in ports.Inputs.Where(input => input.IsToken))
            {
                writer.Line($"CheckTokens({input.Index}, inputs.Slice({Start(input)}, steps), nameof(inputs));");
            }

            Loop([.. ports.Inputs.Select(input => Rows(input, "inputs")), .. ports.Outputs.Select(output => Rows(output, "outputs"))]);
        }

        static string Rows(StreamPort port, string span) =>
            $"{span}.Slice({(port.Place == 0 ? $"step * {Operand.Digits(port.Row)}" : $"({Start(port)}) + (step * {Operand.Digits(port.Row)})")}, {Operand.Digits(port.Row)})";

        static string Start(StreamPort port) => port.Place == 0 ? "0" : "steps * " + Operand.Digits(port.Place);
    }

    private void Loop(IReadOnlyList<string> rows)
    {
        CheckEnd("steps");
        writer.Line($"{types["NetworkParameters"]} parameters = Parameters;");
        using (writer.Block("for (int step = 0; step < steps; step++)"))
        {
            writer.Line("Advance(parameters, " + string.Join(", ", rows) + ");");
            writer.Line("EndStep();");
        }
    }

    /// <summary>Outputs with what must not lie in the same memory.</summary>
    private IEnumerable<(StreamPort Output, StreamPort Other)> Pairs() => ports.Outputs.SelectMany((output, i) =>
        ports.Inputs.Where(input => !input.IsToken).Concat(ports.Outputs.Skip(i + 1)).Select(other => (output, other)));

    private void CheckEnd(string steps)
    {
        if (step.MostSteps is not null)
        {
            writer.Line($"CheckEnd({steps});");
        }
    }

    private void Documentation(string summary, string of, string tokens)
    {
        writer.Line();
        writer.Summary(summary);
        foreach (StreamPort input in ports.Inputs)
        {
            writer.Line($"/// <param name=\"{input.Local.TrimStart('@')}\">{(input.IsToken ? tokens : $"{Operand.Digits(input.Row)} floats of {of}.")}</param>");
        }

        foreach (StreamPort output in ports.Outputs)
        {
            writer.Line($"/// <param name=\"{output.Local.TrimStart('@')}\">Takes {Operand.Digits(output.Row)} floats of {of}; overlaps no other.</param>");
        }
    }
}
