using System.Collections.Generic;
using System.Linq;
using Espalier.Generator.Graph;
using Espalier.Generator.Parsing;
using Espalier.Generator.Planning;
using Espalier.Generator.Shapes;

namespace Espalier.Generator.LayerKinds;

/// <summary>This line and the named ones, joined value by value.</summary>
internal abstract class JoinKind : LayerKind
{
    public override IEnumerable<string> AlsoReads(LayerSpec line) => line.IsKnown ? line.Texts("with") : [];

    public override bool JoinsSeveral => true;

    public override string? LengthBarrier(LayerNode node) => null;

    public override Shape? Infer(LayerNode node, ShapeReporter report)
    {
        Shape shape = Joined(node);
        foreach (Value input in node.Inputs)
        {
            if (!Equals(input.Shape, shape) && !(SpreadsVectors && IsSpread(input.Shape!, shape)))
            {
                report.UnequalShapes(node.Inputs.First(whole => Equals(whole.Shape, shape)), input, Verb, SpreadsVectors);
                return null;
            }
        }

        return shape;
    }

    public override bool KeepsOrder => true;

    public override long Flops(LayerNode node) => (node.Inputs.Count - 1L) * node.Output.Shape!.Length;

    public override string Detail(LayerNode node) => "with " + string.Join(", ", node.Inputs.Skip(1).Select(input => input.Name));

    /// <summary>The inputs in the order in which they are joined: those of the output's shape, then those spread over it.</summary>
    public override void Forward(ForwardContext forward)
    {
        int[] whole = Whole(forward.Node), spread = Spread(forward.Node);
        Operand joined = forward.Input(whole[0]);
        int left = whole.Length + spread.Length - 1;
        foreach (int index in whole.Skip(1))
        {
            forward.Call(--left == 0 ? forward.WithEpilogue(Name + ".Forward") : Name + ".Forward", joined, forward.Input(index), forward.Output, forward.Length);
            joined = forward.Output;
        }

        foreach (int index in spread)
        {
            string method = Name + ".ForwardByChannel";
            forward.Call(
                --left == 0 ? forward.WithEpilogue(method) : method,
                joined, forward.Input(index), forward.Output, Channels(forward.Node), Pixels(forward.Node));
            joined = forward.Output;
        }
    }

    public override string? StreamBarrier(LayerNode node) =>
        Spread(node).Length == 0 ? null : "spreads a vector over all steps, which is known after the last of them only";

    /// <summary>What the layer does with its inputs, for messages.</summary>
    protected abstract string Verb { get; }

    /// <summary>Whether a vector with a value for each channel goes with an image or a sequence.</summary>
    protected virtual bool SpreadsVectors => false;

    protected static int[] Whole(LayerNode node) => Indices(node, isWhole: true);

    protected static int[] Spread(LayerNode node) => Indices(node, isWhole: false);

    protected static Operand Channels(LayerNode node) => Operand.Int(node.Output.Shape!.Channels);

    protected static Operand Pixels(LayerNode node) => Operand.Int(node.Output.Shape!.Pixels);

    /// <summary>The shape of the first input that is no vector, else of the first.</summary>
    private static Shape Joined(LayerNode node) => (node.Inputs.FirstOrDefault(input => !input.Shape!.IsVector) ?? node.Input).Shape!;

    private static bool IsSpread(Shape vector, Shape over) => vector.IsVector && !over.IsVector && vector.Channels == over.Channels;

    private static int[] Indices(LayerNode node, bool isWhole) =>
        [.. Enumerable.Range(0, node.Inputs.Count).Where(index => Equals(node.Inputs[index].Shape, Joined(node)) == isWhole)];
}
