using System.Collections.Generic;
using System.Linq;
using Espalier.Generator.Diagnostics;
using Espalier.Generator.Differentiation;
using Espalier.Generator.Graph;
using Espalier.Generator.Planning;
using Espalier.Generator.Shapes;

namespace Espalier.Generator.LayerKinds;

/// <summary>(x − mean) / deviation, right under an input.</summary>
internal sealed class StandardizeKind : LayerKind
{
    public override string Name => "Standardize";

    public override string? LengthBarrier(LayerNode node) => null;

    public override Shape? Infer(LayerNode node, ShapeReporter report)
    {
        Shape shape = node.Input.Shape!;
        if (node.Input.Producer.Kind is not InputKind)
        {
            report.Report(GraphDescriptors.NotUnderInput, [node.Input.Producer.Index], ToInput(node), node.Name, node.Input.Name);
            return null;
        }

        bool isSound = true;
        foreach (string option in new[] { "mean", "deviation" })
        {
            double[] numbers = node.Spec.Numbers(option).ToArray();
            if (numbers.Length != 1 && numbers.Length != shape.Channels)
            {
                report.WrongLength(option, numbers.Length, report.Remedies.Channels(numbers.Length), shape.Channels == 1 ? "one number" : "one number, or one for each of the " + Operand.Digits(shape.Channels) + (shape.IsImage ? " channels" : " features"));
                isSound = false;
            }

            bool isDeviation = option == "deviation";
            foreach (double number in numbers.Where(number => !(number >= -float.MaxValue && number <= float.MaxValue && (!isDeviation || number > 0))).Take(1))
            {
                isSound = report.InRange(option, number, false, isDeviation ? "a finite number above 0" : "a finite number");
            }
        }

        return isSound ? shape : null;
    }

    public override bool KeepsOrder => true;

    public override long Flops(LayerNode node) => 2L * node.Output.Shape!.Length;

    public override bool RunsInPlace => true;

    public override void Forward(ForwardContext forward) => forward.Call(
        "Standardize.Forward",
        forward.Input(), Mean(forward), Scale(forward), forward.Output, Operand.Int(forward.Node.Input.Shape!.Channels), Operand.Int(forward.Node.Input.Shape.Pixels));

    /// <summary>Each step by itself.</summary>
    public override string? StreamBarrier(LayerNode node) => null;

    public override void Backward(BackwardContext backward) => backward.Propagate(0, overwrites: true, to: target => backward.Call(
        "Standardize.Backward",
        backward.OutputGradient, Scale(backward), target.Gradient, Operand.Int(backward.Node.Input.Shape!.Channels), Operand.Int(backward.Node.Input.Shape.Pixels)));

    private static IEnumerable<Remedy> ToInput(LayerNode node)
    {
        LayerNode above = node.Input.Producer;
        while (above.Inputs.Count == 1)
        {
            above = above.Input.Producer;
        }

        return above.Kind is InputKind
            ? [new Remedy("Move [Standardize] under the [Input]", Change.MoveBelow, node.Index) { Target = above.Index }]
            : [];
    }

    /// <summary>The means of the channels, as kernels take them.</summary>
    public static Operand Mean(StatementContext context) => context.Numbers("Mean", OfChannels(context.Node, "mean"));

    /// <summary>One over the deviations of the channels.</summary>
    public static Operand Scale(StatementContext context) => context.Numbers("Scale", OfChannels(context.Node, "deviation").Select(deviation => 1 / deviation));

    private static IEnumerable<double> OfChannels(LayerNode node, string option)
    {
        double[] numbers = node.Spec.Numbers(option).ToArray();
        return numbers.Length > 1 ? numbers : Enumerable.Repeat(numbers[0], node.Input.Shape!.Channels);
    }
}
