using System.Linq;
using Espalier.Generator.Diagnostics;
using Espalier.Generator.Differentiation;
using Espalier.Generator.Graph;
using Espalier.Generator.Parsing;
using Espalier.Generator.Planning;
using Espalier.Generator.Shapes;

namespace Espalier.Generator.LayerKinds;

/// <summary>
/// A loss: it reads what prediction gives, and is no part of it. It gives one number a sample and the gradient of their mean.
/// </summary>
internal abstract class LossKind : LayerKind
{
    public override string NamePrefix => "Loss";

    public override bool IsNumbered => false;

    public override Shape? Infer(LayerNode node, ShapeReporter report)
    {
        double weight = Weight(node.Spec);
        return report.InRange("weight", weight, weight is >= 0 and <= float.MaxValue, "a finite number of at least 0") & Check(node, report)
            ? new Shape(1)
            : null;
    }

    /// <summary>Reports options that are unsound.</summary>
    protected virtual bool Check(LayerNode node, ShapeReporter report) => true;

    /// <summary>Whether it compares with labels; with targets otherwise.</summary>
    public virtual bool TakesLabels(LayerSpec line) => false;

    /// <summary>What it takes its input for.</summary>
    public virtual LossInput Reads => LossInput.Values;

    /// <summary>Whether the greatest output is the answer for a sample.</summary>
    public virtual bool IsClassifier(LayerNode node) => false;

    /// <summary>The enum that labels are members of; null for numbers.</summary>
    public virtual TypeArgumentSpec? Label(LayerSpec line) => null;

    /// <summary>The label that counts for nothing; null where there is none.</summary>
    public virtual long? Ignored(LayerSpec line) => null;

    /// <summary>How much each class counts; null where all count the same.</summary>
    public virtual double[]? ClassWeights(LayerSpec line) => null;

    /// <summary>Whether the mean over the samples is one weighted by their classes.</summary>
    public virtual bool CountsByClassWeights => false;

    /// <summary>What the loss is multiplied by in the sum of all.</summary>
    public static double Weight(LayerSpec line) => line.Has("weight") ? line.Number("weight") : 1;

    /// <summary>The forward kernel has written the gradient already.</summary>
    public override void Backward(BackwardContext backward)
    {
    }

    /// <summary>A loss is a mean over the steps that count.</summary>
    public override string? LengthBarrier(LayerNode node) => null;

    /// <summary>
    /// A loss of each step where not all count: the kernel takes the steps as samples; then those that do not count are left
    /// out, of the sum and of the gradient.
    /// </summary>
    /// <param name="forward">The loss.</param>
    /// <param name="method">The kernel.</param>
    /// <param name="settings">What it takes behind the sizes.</param>
    /// <param name="isSum">Whether the loss of a sample is the sum over its steps.</param>
    /// <param name="byLabel">What the labels count by; null where each counts as one.</param>
    protected static void OnCountedSteps(ForwardContext forward, string method, Operand?[] settings, bool isSum = false, Operand?[]? byLabel = null)
    {
        Shape shape = forward.Node.Input.Shape!;
        Operand losses = forward.Scratch("Rows", shape.Width);
        Operand gradient = forward.Accumulate is null ? forward.InputGradient : forward.Scratch("StepGradient", shape.Length);
        forward.CallOnRows(method, shape.Width, [forward.Input(), forward.Expected, losses, gradient, Operand.Int(shape.Channels), .. settings, WeightOperand(forward.Node)]);
        Operand[] sizes = [Operand.Int(shape.Width), Operand.Int(shape.Channels)];
        if (byLabel is null)
        {
            forward.Call("SampleLosses.LeaveOut", [losses, forward.Losses, gradient, forward.Lengths, .. sizes, isSum ? Operand.Bool("isSum", true) : null]);
        }
        else
        {
            forward.Call("SampleLosses.LeaveOutByLabel", [losses, forward.Losses, gradient, forward.Lengths, forward.Expected, .. sizes, .. byLabel]);
        }

        if (forward.Accumulate is not null)
        {
            forward.Call("Elementwise.Accumulate", gradient, forward.InputGradient, Operand.Int(shape.Length));
        }
    }

    protected static Operand? WeightOperand(LayerNode node) => Weight(node.Spec) == 1 ? null : Operand.Named("weight", Weight(node.Spec));
}

/// <summary>What a loss takes its input for.</summary>
internal enum LossInput
{
    Values,

    /// <summary>A score for each class: it applies softmax itself.</summary>
    ClassScores,

    /// <summary>A score for each yes or no: it applies a sigmoid itself.</summary>
    BinaryScores,

    /// <summary>Logarithms of probabilities.</summary>
    LogProbabilities,
}

/// <summary>A loss of each value and its target, averaged over the values of a sample.</summary>
internal abstract class ValueLossKind : LossKind
{
    /// <summary>Longer samples are cut into pieces, so that workers share few of them too.</summary>
    private const int PieceLength = 4096;

    public override void Forward(ForwardContext forward)
    {
        if (forward.HasLengths)
        {
            OnCountedSteps(forward, Kernel(forward.Node) + ".Evaluate" + KernelArgument(forward.Node), Settings(forward), IsSum);
            return;
        }

        int length = forward.Node.Input.Shape!.Length;
        int pieces = (length + PieceLength - 1) / PieceLength;
        Operand losses = pieces == 1 ? forward.Losses : forward.Scratch("Pieces", pieces);
        forward.Call(
            Kernel(forward.Node) + ".Evaluate" + KernelArgument(forward.Node),
            [
                forward.Input(), forward.Expected, losses, forward.InputGradient, Operand.Int(length), .. Settings(forward),
                pieces == 1 ? null : Operand.Named("pieces", Operand.Int(pieces)), WeightOperand(forward.Node), forward.Accumulate,
            ]);
        if (pieces > 1)
        {
            forward.Call("SampleLosses.Sum", losses, forward.Losses, Operand.Int(pieces));
        }
    }

    /// <summary>Whether the loss of a sample is the sum over its values.</summary>
    protected virtual bool IsSum => false;

    protected virtual string Kernel(LayerNode node) => Name;

    /// <summary>The type argument of the kernel, with its brackets.</summary>
    protected virtual string KernelArgument(LayerNode node) => "";

    /// <summary>What the kernel takes after the length.</summary>
    protected virtual Operand?[] Settings(ForwardContext forward) => [];
}

/// <summary>A loss of a row of scores: those of a sample, or of each step or pixel of it.</summary>
internal abstract class ScoreLossKind : LossKind
{
    public override bool TakesLabels(LayerSpec line) => true;

    public override bool IsClassifier(LayerNode node) => node.Input.Shape!.IsVector;

    public override TypeArgumentSpec? Label(LayerSpec line) => line.TypeArgument;

    public override double[]? ClassWeights(LayerSpec line) =>
        line.IsKnown && line.Numbers("classWeights") is { Length: > 0 } weights ? weights.ToArray() : null;

    protected override bool Check(LayerNode node, ShapeReporter report)
    {
        int classes = node.Input.Shape!.Channels;
        bool isSound = true;
        if (ClassWeights(node.Spec) is { } weights)
        {
            if (weights.Length != classes)
            {
                report.WrongLength("classWeights", weights.Length, "a number for each of the " + Operand.Digits(classes) + " classes");
                isSound = false;
            }

            foreach (double weight in weights.Where(weight => !(weight is >= 0 and <= float.MaxValue)).Take(1))
            {
                isSound &= report.InRange("classWeights", weight, false, "finite numbers of at least 0");
            }
        }

        return isSound & CheckLabel(node, report, classes);
    }

    private static bool CheckLabel(LayerNode node, ShapeReporter report, int classes)
    {
        // Gaps are reported by parsing; here the number of members counts.
        if (node.Spec.TypeArgument is { } label && label.Members.Length != classes)
        {
            report.Report(
                ShapeDescriptors.LabelsDoNotFit, [node.Input.Producer.Index], report.Remedies.Features(label.Members.Length),
                node.Name, label.Name, Operand.Digits(label.Members.Length) + (label.Members.Length == 1 ? " member" : " members"), node.Input.Name,
                Operand.Digits(classes) + (classes == 1 ? " score" : " scores"), Operand.Digits(label.Members.Length), Operand.Digits(classes), report.Trace());
            return false;
        }

        return true;
    }

    protected static Operand? ClassWeightsOperand(ForwardContext forward) =>
        ((LossKind)forward.Node.Kind).ClassWeights(forward.Node.Spec) is { } weights ? Operand.Named("classWeights", forward.Numbers("ClassWeights", weights)) : null;

    /// <summary>Calls the kernel on the rows of all samples, and adds up the losses of a sample.</summary>
    protected static void OnRows(ForwardContext forward, string method, params Operand?[] settings)
    {
        if (forward.HasLengths)
        {
            OnCountedSteps(forward, method, settings);
            return;
        }

        settings = [.. settings, WeightOperand(forward.Node), forward.Accumulate];
        Shape shape = forward.Node.Input.Shape!;
        Operand losses = shape.Pixels == 1 ? forward.Losses : forward.Scratch("Rows", shape.Pixels);
        Operand?[] operands = [forward.Input(), forward.Expected, losses, forward.InputGradient, Operand.Int(shape.Channels), .. settings];
        if (shape.Pixels == 1)
        {
            forward.Call(method, operands);
            return;
        }

        forward.CallOnRows(method, shape.Pixels, operands);
        forward.Call("SampleLosses.Sum", losses, forward.Losses, Operand.Int(shape.Pixels), Operand.Float(1.0 / shape.Pixels));
    }
}
