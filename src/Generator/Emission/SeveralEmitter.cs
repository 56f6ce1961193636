using System.Collections.Generic;
using System.Linq;
using Espalier.Generator.Graph;
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

    /// <summary>The parameters of a public method for tokens of some type.</summary>
    public static string Parameters(TypeNames types, Ports ports, string tokenType) =>
        string.Join(", ", InputParameters(types, ports.Inputs, tokenType).Concat(ports.Outputs.Select(output => types.Span + " " + output.Local)));

    private void Predict(string tokenType)
    {
        Documentation(writer, _ports, "Computes the outputs for one sample or many, without allocating.");
        using (writer.Block($"public void Predict({Parameters(_types, _ports, tokenType)})"))
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

    /// <summary>Documents a method of prediction by the shapes that go in and come out.</summary>
    /// <param name="writer">Where it goes.</param>
    /// <param name="ports">What goes in and comes out.</param>
    /// <param name="summary">What the method does.</param>
    public static void Documentation(SourceWriter writer, Ports ports, string summary)
    {
        writer.Summary(summary);
        foreach (Port input in ports.Inputs)
        {
            writer.Line($"/// <param name=\"{(ports.IsPlain ? "input" : input.Local.TrimStart('@'))}\">Samples of {Size(input.Shape)}, one after the other, each in PyTorch's order{Range(input)}.</param>");
        }

        foreach (Port output in ports.Outputs)
        {
            writer.Line($"/// <param name=\"{(ports.IsPlain ? "output" : output.Local.TrimStart('@'))}\">Takes {Size(output.Shape)} for each sample; overlaps no other.</param>");
        }

        writer.Line($"/// <exception cref=\"global::System.ArgumentException\">A length does not fit, or spans overlap{(ports.HasWholeInputs ? ", or a number is outside its range" : "")}.</exception>");
    }

    /// <summary>The shape of a sample and how many numbers that is: "1×28×28 = 784 values", "10 values".</summary>
    public static string Size(Shape shape)
    {
        string count = Operand.Digits(shape.Length) + (shape.Vocabulary > 0 ? " token" : shape.IsWhole ? " length" : " value") + (shape.Length == 1 ? "" : "s");
        return shape.IsVector || shape.IsWhole ? count : shape + " = " + count;
    }

    /// <summary>What whole numbers an input takes, as the end of a sentence.</summary>
    public static string Range(Port input) =>
        input.Shape.LengthOf > 0 ? "; how many steps of each count, from 1 to " + Operand.Digits(input.Shape.LengthOf)
        : input.Shape.Vocabulary > 0 ? "; whole numbers from 0 to " + Operand.Digits(input.Shape.Vocabulary - 1) : "";
}
