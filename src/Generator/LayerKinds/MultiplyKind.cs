using System.Linq;
using Espalier.Generator.Differentiation;
using Espalier.Generator.Graph;
using Espalier.Generator.Planning;
using Espalier.Generator.Shapes;

namespace Espalier.Generator.LayerKinds;

/// <summary>The product of two or more lines, value by value. The gradient of each is that of the output times the others.</summary>
internal sealed class MultiplyKind : JoinKind
{
    public override string Name => "Multiply";

    public override bool BackwardReadsInput => true;

    public override void Backward(BackwardContext backward)
    {
        foreach (int index in Spread(backward.Node).Reverse())
        {
            // The sum over the pixels runs over an input of the output's shape, which therefore comes last.
            backward.Propagate(index, target => backward.Call(
                "Multiply.BackwardFactors",
                backward.Input(Whole(backward.Node)[0]), TimesOthers(backward, index, Whole(backward.Node)[0]), target.Gradient,
                Channels(backward.Node), Pixels(backward.Node), target.Accumulate));
        }

        foreach (int index in Whole(backward.Node).Reverse())
        {
            int[] others = [.. Whole(backward.Node).Concat(Spread(backward.Node)).Where(other => other != index)];
            int last = others.Last();
            backward.Propagate(index, target => backward.Call(
                Whole(backward.Node).Contains(last) ? "Multiply.Backward" : "Multiply.BackwardByChannel",
                [backward.Input(last), TimesOthers(backward, index, last), target.Gradient, .. Sizes(backward.Node, last), target.Accumulate]));
        }
    }

    protected override string Verb => "multiply";

    protected override bool SpreadsVectors => true;

    /// <summary>The gradient of the output times all inputs but two: by way of a tensor of its own where there are any.</summary>
    private static Operand TimesOthers(BackwardContext backward, int index, int last)
    {
        Operand product = backward.OutputGradient;
        foreach (int other in Whole(backward.Node).Concat(Spread(backward.Node)).Where(other => other != index && other != last))
        {
            Operand scratch = backward.Scratch("Product", backward.Node.Output.Shape!.Length);
            backward.Call(
                Whole(backward.Node).Contains(other) ? "Multiply.Forward" : "Multiply.ForwardByChannel",
                [product, backward.Input(other), scratch, .. Sizes(backward.Node, other)]);
            product = scratch;
        }

        return product;
    }

    private static Operand[] Sizes(LayerNode node, int index) =>
        Whole(node).Contains(index) ? [Operand.Int(node.Output.Shape!.Length)] : [Channels(node), Pixels(node)];
}
