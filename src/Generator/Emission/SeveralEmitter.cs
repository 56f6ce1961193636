using System.Collections.Generic;
using System.Linq;
using Espalier.Generator.Planning;
using Espalier.Generator.Support;

namespace Espalier.Generator.Emission;

/// <summary>Writes prediction with several inputs or outputs: spans in the order of the declaration, by their names.</summary>
internal sealed class SeveralEmitter(NetworkPlan plan, SourceWriter writer)
{
    private readonly TypeNames _types = new(plan.Spec);
    private readonly Ports _ports = plan.Ports;

    /// <summary><c>ReadOnlySpan&lt;float&gt; image, ReadOnlySpan&lt;float&gt; hints, Span&lt;float&gt; digit</c>.</summary>
    public static string Parameters(TypeNames types, IEnumerable<Port> inputs, IEnumerable<Port> outputs) => string.Join(
        ", ",
        inputs.Select(input => types.ReadOnlySpan + " " + input.Local).Concat(outputs.Select(output => types.Span + " " + output.Local)));

    /// <summary>The inputs as methods for tokens of some type take them.</summary>
    public static IEnumerable<string> InputParameters(TypeNames types, IEnumerable<Port> inputs, string tokenType) =>
        inputs.Select(input => types["ReadOnlySpan"] + "<" + input.Element(tokenType) + "> " + input.Local);

    /// <summary>Writes all that stands before the private method of several spans that computes a block.</summary>
    public void Members()
    {
        foreach (string tokenType in _ports.TokenTypes)
        {
            Predict(tokenType);
            writer.Line();
        }

        Predictor();
        writer.Line();
        if (_ports.IsSingle)
        {
            // The method that computes a block is the base class's.
            return;
        }

        writer.Line("/// <inheritdoc/>");
        writer.Line($"protected override void Forward({_types["NetworkParameters"]} parameters, int count, {_types.ReadOnlySpan} input, {_types.Span} output) =>");
        using (writer.Indented())
        {
            writer.Line("ForwardBlock(parameters, 0, count, input, output);");
        }

        writer.Line();
        writer.Line("/// <inheritdoc/>");
        writer.Line($"protected override void ForwardBlock({_types["NetworkParameters"]} parameters, int start, int count, {_types.ReadOnlySpan} input, {_types.Span} output) => Forward(");
        using (writer.Indented())
        {
            writer.Line("parameters,");
            writer.Line("count,");
            string[] blocks = _ports.Inputs.Select((_, i) => $"InputBlock({i}, start, count, input)")
                .Concat(_ports.Outputs.Select((_, i) => $"OutputBlock({i}, start, count, output)")).ToArray();
            for (int i = 0; i < blocks.Length; i++)
            {
                writer.Line(blocks[i] + (i == blocks.Length - 1 ? ");" : ","));
            }
        }

        writer.Line();
    }

    private string Parameters(string tokenType) =>
        string.Join(", ", InputParameters(_types, _ports.Inputs, tokenType).Concat(_ports.Outputs.Select(output => _types.Span + " " + output.Local)));

    private void Predict(string tokenType)
    {
        Documentation("Computes the outputs for one sample or many, without allocating.");
        using (writer.Block($"public void Predict({Parameters(tokenType)})"))
        {
            string first = _ports.Inputs[0].Local;
            writer.Line($"int samples = CountSamples({first}, nameof({first}));");
            for (int i = _ports.Inputs[0].IsWhole ? 0 : 1; i < _ports.Inputs.Count; i++)
            {
                string check = _ports.Inputs[i].IsWhole ? "CheckWhole" : "CheckInput";
                writer.Line($"{check}({i}, {_ports.Inputs[i].Local}, samples, nameof({_ports.Inputs[i].Local}));");
            }

            for (int i = 0; i < _ports.Outputs.Count; i++)
            {
                writer.Line($"CheckOutput({i}, {_ports.Outputs[i].Local}, samples, nameof({_ports.Outputs[i].Local}));");
            }

            for (int i = 0; i < _ports.Outputs.Count; i++)
            {
                string output = _ports.Outputs[i].Local;
                foreach (Port other in _ports.Inputs.Where(input => !input.IsWhole).Concat(_ports.Outputs.Skip(i + 1)))
                {
                    writer.Line($"CheckApart({output}, nameof({output}), {other.Local}, nameof({other.Local}));");
                }
            }

            writer.Line();
            writer.Line($"{_types["NetworkParameters"]} parameters = Parameters;");
            writer.Line("int block = BlockOf(samples);");
            using (writer.Block("for (int start = 0; start < samples; start += block)"))
            {
                writer.Line($"int count = {_types["Math"]}.Min(block, samples - start);");
                writer.Line("Forward(");
                using (writer.Indented())
                {
                    writer.Line("parameters,");
                    writer.Line("count,");
                    string[] slices = _ports.Inputs.Select((port, i) => port.IsWhole ? $"TakeWhole({i}, {Slice(port)})" : Slice(port))
                        .Concat(_ports.Outputs.Select(Slice)).ToArray();
                    for (int i = 0; i < slices.Length; i++)
                    {
                        writer.Line(slices[i] + (i == slices.Length - 1 ? ");" : ","));
                    }
                }
            }

            writer.Line();
            writer.Line("// The memory between the layers must not be collected while a kernel runs.");
            writer.Line("global::System.GC.KeepAlive(this);");
        }

        static string Slice(Port port) => $"{port.Local}.Slice(start * {Operand.Digits(port.Shape.Length)}, count * {Operand.Digits(port.Shape.Length)})";
    }

    private void Predictor()
    {
        writer.Line("/// <inheritdoc cref=\"global::Espalier.Network.StartPrediction\"/>");
        writer.Line("public new Predictor StartPrediction(int batchSize, int threads) => new(this, batchSize, threads);");
        writer.Line();
        writer.Summary("Predicts over several threads: see StartPrediction.");
        using (writer.Block($"public sealed class Predictor : {_types["PredictionSession"]}"))
        {
            writer.Line($"internal Predictor({plan.Spec.Name} network, int batchSize, int threads)");
            using (writer.Indented())
            {
                writer.Line(": base(network, batchSize, threads, gathers: true)");
            }

            using (writer.Block())
            {
            }

            foreach (string tokenType in _ports.TokenTypes)
            {
                PredictOverThreads(tokenType);
            }
        }
    }

    private void PredictOverThreads(string tokenType)
    {
        writer.Line();
        Documentation("Computes the outputs of up to BatchSize samples, without allocating.");
        using (writer.Block($"public void Predict({Parameters(tokenType)})"))
        {
            string first = _ports.Inputs[0].Local;
            writer.Line($"int samples = CountSamples({first}, nameof({first}));");
            for (int i = 0; i < _ports.Outputs.Count; i++)
            {
                writer.Line($"CheckOutput({i}, {_ports.Outputs[i].Local}, samples, nameof({_ports.Outputs[i].Local}));");
            }

            for (int i = 0; i < _ports.Inputs.Count; i++)
            {
                string take = _ports.Inputs[i].IsWhole ? "TakeWhole" : "TakeInput";
                writer.Line($"{take}({i}, {_ports.Inputs[i].Local}, samples, nameof({_ports.Inputs[i].Local}));");
            }

            writer.Line("Run(samples);");
            for (int i = 0; i < _ports.Outputs.Count; i++)
            {
                writer.Line($"GiveOutput({i}, {_ports.Outputs[i].Local}, samples);");
            }
        }
    }

    private void Documentation(string summary)
    {
        writer.Summary(summary);
        foreach (Port input in _ports.Inputs)
        {
            writer.Line($"/// <param name=\"{input.Local.TrimStart('@')}\">Samples of {input.Shape}, one after the other, each in PyTorch's order{Range(input)}.</param>");
        }

        foreach (Port output in _ports.Outputs)
        {
            writer.Line($"/// <param name=\"{output.Local.TrimStart('@')}\">Takes {output.Shape} for each sample; overlaps no other.</param>");
        }

        writer.Line($"/// <exception cref=\"global::System.ArgumentException\">A length does not fit, or spans overlap{(_ports.HasWholeInputs ? ", or a number is outside its range" : "")}.</exception>");
    }

    /// <summary>What whole numbers an input takes, as the end of a sentence.</summary>
    public static string Range(Port input) =>
        input.Shape.LengthOf > 0 ? "; how many steps of each count, from 1 to " + Operand.Digits(input.Shape.LengthOf)
        : input.Shape.Vocabulary > 0 ? "; whole numbers from 0 to " + Operand.Digits(input.Shape.Vocabulary - 1) : "";
}
