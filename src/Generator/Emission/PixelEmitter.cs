using System.Collections.Generic;
using System.Linq;
using Espalier.Generator.Graph;
using Espalier.Generator.Parsing;
using Espalier.Generator.Planning;
using Espalier.Generator.Support;

namespace Espalier.Generator.Emission;

/// <summary>Writes prediction straight from the bytes of an image: it goes past what brings floats to the layers.</summary>
internal sealed class PixelEmitter(NetworkPlan plan, PixelDoor door, SourceWriter writer)
{
    /// <summary>The method that computes all that comes behind the door.</summary>
    public const string Inside = "ForwardInside";

    private readonly TypeNames _types = new(plan.Spec);
    private readonly Ports _ports = plan.Ports;

    public void Members()
    {
        string outputs = string.Join(", ", _ports.Outputs.Select(output => _types.Span + " " + output.Local));
        writer.Line();
        Documentation("Computes the output of one image straight from its bytes, without allocating.");
        foreach (Port output in _ports.Outputs)
        {
            writer.Line($"/// <param name=\"{output.Local.TrimStart('@')}\">Takes {output.Shape}.</param>");
        }

        writer.Line("/// <exception cref=\"global::System.ArgumentException\">A length or the stride does not fit.</exception>");
        using (writer.Block($"public void Predict({_types["ReadOnlySpan"]}<byte> pixels, int stride, {outputs})"))
        {
            Shape shape = _ports.Inputs[0].Shape;
            string height = Operand.Digits(shape.Height), width = Operand.Digits(shape.Width), bytes = Operand.Digits(door.Format.Bytes);
            writer.Line($"{_types["PixelRows"]}.Check(pixels.Length, stride, {height}, {width}, {bytes});");
            for (int i = 0; i < _ports.Outputs.Count; i++)
            {
                string output = _ports.Outputs[i].Local;
                writer.Line($"CheckOutput({i}, {output}, 1, nameof({output}));");
                foreach (Port other in _ports.Outputs.Skip(i + 1))
                {
                    writer.Line($"CheckApart({output}, nameof({output}), {other.Local}, nameof({other.Local}));");
                }
            }

            string standardize = door.Standardize is { } node ? $", Plan.{Names.Pascal(node.Identifier)}Mean, Plan.{Names.Pascal(node.Identifier)}Scale" : "";
            writer.Line($"{_types["PixelRows"]}.Read(pixels, stride, {Destination()}, {Operand.Digits(shape.Channels)}, {height}, {width}, {bytes}, {(door.Format.IsReversed ? "true" : "false")}{standardize});");
            writer.Line($"{Inside}(Parameters, 1, default, {string.Join(", ", _ports.Outputs.Select(output => output.Local))});");
            writer.Line();
            writer.Line("// The memory between the layers must not be collected while a kernel runs.");
            writer.Line("global::System.GC.KeepAlive(this);");
        }
    }

    /// <summary>The label with the greatest score of an image of bytes.</summary>
    /// <param name="label">The type of labels.</param>
    /// <param name="scores">The memory of the scores.</param>
    /// <param name="arguments">The scores of each output.</param>
    /// <param name="best">The label of the scores.</param>
    public void Classify(string label, string scores, IEnumerable<string> arguments, string best)
    {
        writer.Line();
        Documentation("The label with the greatest score of one image, straight from its bytes.");
        writer.Line("/// <exception cref=\"global::System.ArgumentException\">A length or the stride does not fit.</exception>");
        using (writer.Block($"public {label} Classify({_types["ReadOnlySpan"]}<byte> pixels, int stride)"))
        {
            writer.Line(scores);
            writer.Line($"Predict(pixels, stride, {string.Join(", ", arguments)});");
            writer.Line(best);
        }
    }

    private string Destination() => door.Buffer.Region == Region.Output
        ? _ports.Outputs[plan.Prediction.Outputs.IndexOf(door.Buffer)].Local
        : $"Arena.Slice({Operand.Digits((long)door.Buffer.Offset * plan.BlockSize)}, {Operand.Digits(door.Buffer.Length)})";

    private void Documentation(string summary)
    {
        Shape shape = _ports.Inputs[0].Shape;
        writer.Summary(summary);
        writer.Line($"/// <param name=\"pixels\">{Operand.Digits(shape.Height)} rows of {Operand.Digits(shape.Width)} pixels as Pixels.{door.Format.Name}.</param>");
        writer.Line($"/// <param name=\"stride\">Bytes from the start of one row to that of the next, at least {Operand.Digits((long)shape.Width * door.Format.Bytes)}.</param>");
    }
}
