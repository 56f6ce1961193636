using System.Collections.Generic;
using System.Linq;
using Espalier.Generator.Planning;
using Espalier.Generator.Support;

namespace Espalier.Generator.Emission;

/// <summary>Writes the class that runs the network one step at a time, and the method that starts it.</summary>
internal sealed class StreamEmitter(NetworkPlan plan, StreamPlan stream, SourceWriter writer)
{
    private readonly TypeNames _types = new(plan.Spec);
    private readonly StreamPorts _ports = new(plan, stream.Step);

    public void Write()
    {
        writer.Line();
        if (stream.Step is not { } step)
        {
            Refusal(stream.Barrier!);
            return;
        }

        string name = plan.Spec.Name;
        writer.Line("/// <summary>");
        writer.Line("/// Starts to run the network one step at a time, from the zero state, with the network's parameters: also those that");
        writer.Line("/// <see cref=\"global::Espalier.Network.Swap\"/> brings later. All code that a stream runs is compiled here.");
        writer.Line("/// </summary>");
        writer.Line("public Stream StartStream() => new(this);");
        writer.Line();
        writer.Line($"{_types["IStream"]} {_types["IStreamingNetwork"]}.StartStream() => StartStream();");
        writer.Line();
        string end = step.MostSteps is { } most ? $" It makes at most {Operand.Digits(most)} steps, for which there are positions; Reset begins anew." : "";
        writer.Summary($"Runs a {name.TrimStart('@')} one step at a time, with the state inside: see StartStream. One thread at a time uses it.{end}");
        using (writer.Block($"public sealed class Stream : {_types["StreamSession"]}"))
        {
            Construction(name, step);
            if (_ports.IsSingle)
            {
                Calls();
            }
            else
            {
                new StreamSeveralEmitter(_ports, step, _types, writer).Calls();
            }

            writer.Line();
            writer.Summary("Takes over the state of another stream of the same network.");
            writer.Line("/// <param name=\"other\">Where the state comes from.</param>");
            writer.Line("public void CopyFrom(Stream other) => CopyState(other);");
            writer.Line();
            Pass(step);
            ConstantsEmitter.Write(writer, _types, stream.Constants);
        }
    }

    /// <summary>The class Stream of a network that has none, for code that names it.</summary>
    /// <param name="writer">Where it goes.</param>
    /// <param name="types">Names of types.</param>
    /// <param name="exception">What every member throws.</param>
    /// <param name="ports">What goes in and comes out.</param>
    public static void Surface(SourceWriter writer, TypeNames types, string exception, StreamPorts ports)
    {
        writer.Summary("There is none: see StartStream.");
        using (writer.Block($"public sealed class Stream : {types["StreamSession"]}"))
        {
            writer.Line($"private Stream() : base(null!, 0, 0, 0, 0) => throw {exception};");
            writer.Line("/// <inheritdoc/>");
            writer.Line($"public override void Step({types.ReadOnlySpan} input, {types.Span} output) => throw {exception};");
            writer.Line("/// <inheritdoc/>");
            writer.Line($"public override void Process({types.ReadOnlySpan} inputs, {types.Span} outputs) => throw {exception};");
            foreach (string call in ports.Calls(types))
            {
                writer.Line("/// <inheritdoc cref=\"Stream\"/>");
                writer.Line($"public void {call} => throw {exception};");
            }

            writer.Summary("There is none.");
            writer.Line("/// <param name=\"other\">Another.</param>");
            writer.Line($"public void CopyFrom(Stream other) => throw {exception};");
        }
    }

    private static string Floats(int count) => Operand.Digits(count) + (count == 1 ? " float" : " floats");

    private int InputLength => _ports.Inputs.Sum(input => input.Row);

    private int OutputLength => _ports.Outputs.Sum(output => output.Row);

    private bool TakesTokens => _ports.Inputs[0].IsToken;

    /// <summary>The compiler says the same where the method is called; it cannot where the network comes from another assembly.</summary>
    private void Refusal(StreamBarrier barrier)
    {
        string text = $"{plan.Spec.Name.TrimStart('@')} cannot stream: {barrier.Sentence(plan.Graph)}.";
        writer.Summary("Not for this network: " + text.Substring(text.IndexOf(':') + 2));
        writer.Line("/// <exception cref=\"global::System.InvalidOperationException\">Always.</exception>");
        writer.Line($"[global::Espalier.CannotStream({Literal(barrier.Sentence(plan.Graph))})]");
        writer.Line("public Stream StartStream() => throw NoStream;");
        writer.Line();
        writer.Line($"private static {_types["InvalidOperationException"]} NoStream => new({Literal(text)});");
        writer.Line();
        Surface(writer, _types, "NoStream", _ports);

        static string Literal(string text) => Microsoft.CodeAnalysis.CSharp.SymbolDisplay.FormatLiteral(text, quote: true);
    }

    private void Construction(string name, Program step)
    {
        string end = step.MostSteps is { } most ? ", mostSteps: " + Operand.Digits(most) : "";
        string reach = step.Reach > 1 ? ", reach: " + Operand.Digits(step.Reach) : "";
        string scratch = step.ScratchLength > 0 ? ", scratchLength: " + Operand.Digits(System.Math.Max(step.ScratchLength, NetworkPlan.LeastScratch)) : "";
        writer.Line($"internal Stream({name} network)");
        using (writer.Indented())
        {
            writer.Line($": base(network, inputLength: {Operand.Digits(InputLength)}, outputLength: {Operand.Digits(OutputLength)}, stateLength: {Operand.Digits(step.State)}, arenaLength: {Operand.Digits(step.PerSample)}{reach}{end}{scratch}){(_ports.IsPlain ? " => WarmUp();" : "")}");
        }

        if (!_ports.IsPlain)
        {
            using (writer.Block())
            {
                writer.Line($"Step({_ports.FirstArguments});");
                writer.Line("WarmUp();");
            }
        }
    }

    private void Calls()
    {
        string parameters = _types["NetworkParameters"];
        string takes = TakesTokens ? "The token, as a float" : Floats(InputLength);
        writer.Line();
        writer.Summary("Computes one step, without allocating, locking or waiting.");
        writer.Line($"/// <param name=\"input\">{takes}.</param>");
        writer.Line($"/// <param name=\"output\">Takes {Floats(OutputLength)}{(InputLength == OutputLength ? "; it may be the input" : "")}.</param>");
        writer.Line($"/// <exception cref=\"global::System.ArgumentException\">A length is another, or the spans overlap in part; the state is as it was.</exception>");
        using (writer.Block($"public override void Step({_types.ReadOnlySpan} input, {_types.Span} output)"))
        {
            using (writer.Block($"if (input.Length != {Operand.Digits(InputLength)} || output.Length != {Operand.Digits(OutputLength)} || input.Overlaps(output))"))
            {
                writer.Line("input = Apart(input, output);");
            }

            writer.Line();
            if (TakesTokens)
            {
                writer.Line("CheckTokens(input, nameof(input));");
            }

            CheckEnd("1");
            writer.Line("Advance(Parameters, input, output);");
            writer.Line("EndStep();");
        }

        writer.Line();
        writer.Summary("Computes any number of steps, as so many calls of Step would.");
        writer.Line($"/// <param name=\"inputs\">{takes} for each step, one step after the other.</param>");
        writer.Line($"/// <param name=\"outputs\">Takes {Floats(OutputLength)} for each step{(InputLength == OutputLength ? "; it may be the inputs" : "")}.</param>");
        writer.Line("/// <exception cref=\"global::System.ArgumentException\">The lengths are not those of a number of steps, or the spans overlap in part; the state is as it was.</exception>");
        using (writer.Block($"public override void Process({_types.ReadOnlySpan} inputs, {_types.Span} outputs)"))
        {
            writer.Line("int steps = CountSteps(inputs, outputs, out bool inPlace);");
            if (TakesTokens)
            {
                writer.Line("CheckTokens(inputs, nameof(inputs));");
            }

            CheckEnd("steps");
            writer.Line($"{parameters} parameters = Parameters;");
            using (writer.Block("for (int step = 0; step < steps; step++)"))
            {
                writer.Line($"{_types.ReadOnlySpan} input = inputs.Slice(step * {Operand.Digits(InputLength)}, {Operand.Digits(InputLength)});");
                writer.Line($"Advance(parameters, inPlace ? Aside(input) : input, outputs.Slice(step * {Operand.Digits(OutputLength)}, {Operand.Digits(OutputLength)}));");
                writer.Line("EndStep();");
            }
        }

        if (TakesTokens)
        {
            Tokens();
        }
    }

    /// <summary>Refuses steps beyond the last that the layers know.</summary>
    private void CheckEnd(string steps)
    {
        if (stream.Step!.MostSteps is not null)
        {
            writer.Line($"CheckEnd({steps});");
        }
    }

    private void Tokens()
    {
        writer.Line();
        writer.Summary("Computes one step.");
        writer.Line("/// <param name=\"token\">The token.</param>");
        writer.Line($"/// <param name=\"output\">Takes {Operand.Digits(OutputLength)} floats.</param>");
        writer.Line("/// <exception cref=\"global::System.ArgumentException\">The token is none of the vocabulary, or the length is another; the state is as it was.</exception>");
        writer.Line($"public void Step(int token, {_types.Span} output) => Process(new {_types["ReadOnlySpan"]}<int>(in token), output);");
        writer.Line();
        writer.Summary("Computes any number of steps, as so many calls of Step would.");
        writer.Line("/// <param name=\"tokens\">The tokens.</param>");
        writer.Line($"/// <param name=\"outputs\">Takes {Operand.Digits(OutputLength)} floats for each.</param>");
        writer.Line("/// <exception cref=\"global::System.ArgumentException\">A token is none of the vocabulary, or the length is another; the state is as it was.</exception>");
        using (writer.Block($"public void Process({_types["ReadOnlySpan"]}<int> tokens, {_types.Span} outputs)"))
        {
            writer.Line("CheckTokens(tokens, outputs);");
            CheckEnd("tokens.Length");
            writer.Line($"{_types["NetworkParameters"]} parameters = Parameters;");
            using (writer.Block("for (int step = 0; step < tokens.Length; step++)"))
            {
                writer.Line($"Advance(parameters, Token(tokens[step]), outputs.Slice(step * {Operand.Digits(OutputLength)}, {Operand.Digits(OutputLength)}));");
                writer.Line("EndStep();");
            }
        }
    }

    /// <summary>The step itself. It is compiled as it stays, at once: a stream must not slow down for the first calls.</summary>
    private void Pass(Program step)
    {
        IReadOnlyList<Piece> pieces = PassSplitter.Split(step.Forward, "Advance", _ => false);
        string parameters = $"({_types["NetworkParameters"]} parameters, {_ports.Parameters(_types)})";
        if (pieces.Count == 1)
        {
            Method("Advance" + parameters, pieces[0], step);
            return;
        }

        using (writer.Block("private void Advance" + parameters))
        {
            foreach (Piece piece in pieces)
            {
                writer.Line(piece.Name + "(parameters, " + _ports.Arguments + ");");
            }
        }

        foreach (Piece piece in pieces)
        {
            writer.Line();
            Method(piece.Name + parameters, piece, step);
        }
    }

    private void Method(string header, Piece piece, Program step)
    {
        Operand[] operands = [.. piece.Statements.SelectMany(statement => statement.Operands)];
        Region[] regions = [.. operands.OfType<BufferOperand>().Select(operand => operand.Buffer.Region)];
        writer.Line("[global::System.Runtime.CompilerServices.MethodImpl(global::System.Runtime.CompilerServices.MethodImplOptions.AggressiveOptimization)]");
        using (writer.Block("private void " + header))
        {
            Line(piece.Statements.Any(statement => statement.Leading != Leading.Nothing), $"{_types["Part"]} part = Part;");
            Line(operands.OfType<ParameterOperand>().Any(), $"{_types.ReadOnlySpan} values = parameters.Values;");
            Line(operands.OfType<PreparedOperand>().Any(), $"{_types.ReadOnlySpan} prepared = parameters.Prepared;");
            Line(regions.Contains(Region.State), $"{_types.Span} state = State;");
            Line(regions.Contains(Region.Sample), $"{_types.Span} arena = Arena;");
            writer.Line();
            piece.WriteTo(new MethodEmitter(writer, plan.Spec, new StepSources(_ports, step), piece.Statements, syncs: false));
        }

        void Line(bool isNeeded, string line)
        {
            if (isNeeded)
            {
                writer.Line(line);
            }
        }
    }
}

/// <summary>A step of a stream: one row, and every place a constant.</summary>
internal sealed class StepSources(StreamPorts ports, Program step) : Sources
{
    public override IReadOnlyList<string> Names { get; } =
        ["parameters", "part", "values", "prepared", "state", "arena", .. ports.Inputs.Concat(ports.Outputs).Select(port => port.Local)];

    public override string Part => "part";

    public override string Count => "1";

    public override string Values => "values";

    public override string Of(Buffer buffer) =>
        (buffer.Region == Region.State ? "state" : "arena") + ".Slice(" + Operand.Digits(buffer.Offset) + ", " + Operand.Digits(buffer.Length) + ")";

    public override string Given(Buffer buffer) => buffer.Region == Region.Input
        ? ports.Inputs[step.Inputs.IndexOf(buffer)].Local
        : ports.Outputs[step.Outputs.IndexOf(buffer)].Local;
}
