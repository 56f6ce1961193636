using System.Linq;
using Espalier.Generator.Graph;
using Espalier.Generator.Parsing;
using Espalier.Generator.Planning;
using Espalier.Generator.Shapes;

namespace Espalier.Generator.LayerKinds;

/// <summary>The cross-entropy of the sigmoid of each value with a target from 0 to 1.</summary>
internal sealed class BinaryCrossEntropyKind : ValueLossKind
{
    public override string Name => "BinaryCrossEntropy";

    public override LossInput Reads => LossInput.BinaryScores;

    protected override bool Check(LayerNode node, ShapeReporter report)
    {
        Shape shape = node.Input.Shape!;
        double[] weights = [node.Spec.Number("positiveWeight"), .. node.Spec.Numbers("positiveWeights")];
        bool isSound = true;
        foreach (double weight in weights.Where(weight => !(weight is >= 0 and <= float.MaxValue)).Take(1))
        {
            isSound = report.InRange(weight.Equals(weights[0]) ? "positiveWeight" : "positiveWeights", weight, false, "a finite number of at least 0");
        }

        if (weights.Length > 1 && weights.Length - 1 != shape.Channels)
        {
            report.WrongLength("positiveWeights", weights.Length - 1, "a number for each of the " + Operand.Digits(shape.Channels) + (shape.IsImage ? " channels" : " features"));
            isSound = false;
        }

        return isSound;
    }

    /// <summary>Memory holds the features of a step and the channels of a pixel side by side: their weights repeat.</summary>
    protected override Operand?[] Settings(ForwardContext forward)
    {
        LayerSpec line = forward.Node.Spec;
        double[] weights = line.Numbers("positiveWeights").ToArray();
        double one = line.Number("positiveWeight");
        double[] repeated = Enumerable.Repeat(weights, forward.HasLengths ? 1 : forward.Node.Input.Shape!.Pixels).SelectMany(each => each).ToArray();
        return
        [
            one == 1 ? null : Operand.Named("positiveWeight", one),
            weights.Length == 0 ? null : Operand.Named("positiveWeights", forward.Numbers("PositiveWeights", repeated)),
        ];
    }
}
