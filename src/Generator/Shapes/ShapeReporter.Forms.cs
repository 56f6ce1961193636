using System;
using System.Linq;
using Espalier.Generator.Diagnostics;
using Espalier.Generator.Graph;
using Espalier.Generator.LayerKinds;

namespace Espalier.Generator.Shapes;

/// <content>What a layer may read: images, sequences, tokens, lengths, states.</content>
internal sealed partial class ShapeReporter
{
    /// <summary>Reports tokens that reach a layer that would compute with them.</summary>
    public bool ReadsNoTokens()
    {
        if (Node.Kind.ReadsTokens || Node.Inputs.Find(input => input.Shape!.Vocabulary > 0) is not { } tokens)
        {
            return true;
        }

        Report(ShapeDescriptors.ComputesWithTokens, Related(), Remedies.Embedding(), Node.Name, tokens.Name, Trace());
        return false;
    }

    /// <summary>Hands the lengths of a sequence on to what is made of it, and reports a layer that would mix in steps that do not count.</summary>
    public bool ReadsLengths()
    {
        Value[] sequences = [.. Node.Inputs.Where(input => input.Lengths is not null)];
        if (sequences.Length == 0)
        {
            return true;
        }

        Value first = sequences[0];
        if (sequences.FirstOrDefault(sequence => sequence.Lengths != first.Lengths) is { } other)
        {
            Report(
                ShapeDescriptors.DifferentLengths, Related(),
                Node.Name, first.Name, first.Lengths!.Producer.Name, other.Name, other.Lengths!.Producer.Name);
            return false;
        }

        if (Node.Kind.LengthBarrier(Node) is { } barrier)
        {
            Report(ShapeDescriptors.MixesSteps, Related(), Node.Name, barrier, Node.Kind.LengthWayOut(Node), Trace());
            return false;
        }

        Node.Output.Lengths = Node.Output.Shape!.IsSequence ? first.Lengths : null;
        return true;
    }

    /// <summary>Reports an input without the axes that the layer works along: 1 for the steps of a sequence, 2 for an image.</summary>
    public bool HasAxes(int axes) => axes == 1 ? IsSequence() : IsImage();

    /// <summary>Reports an input that is no image.</summary>
    public bool IsImage()
    {
        Shape shape = Node.Input.Shape!;
        if (!shape.IsImage)
        {
            string way = shape.IsVector
                ? "Put [" + Node.Spec.Kind + "] above the layer that flattened the image, or declare [Input(channels, height, width)]"
                : Counterpart("2D", "1D") is { } kind ? "Use [" + kind.Name + "], which works along steps" : "Declare [Input(channels, height, width)]";
            Report(ShapeDescriptors.NeedsImage, [.. Path().Select(step => step.Index)], Remedies.Image(Counterpart("2D", "1D")), Node.Name, "a " + shape.Form + " of " + shape, way, Trace());
        }

        return shape.IsImage;
    }

    /// <summary>Reports an input that is no sequence.</summary>
    public bool IsSequence()
    {
        Shape shape = Node.Input.Shape!;
        if (!shape.IsSequence)
        {
            string way = shape.IsVector
                ? "Put [" + Node.Spec.Kind + "] above the layer that flattened the sequence, or declare [Input(steps, features)]"
                : Counterpart("1D", "2D") is { } kind ? "Use [" + kind.Name + "], which works on images" : "Put [Reshape(steps, features)] above it, or declare [Input(steps, features)]";
            Report(ShapeDescriptors.NeedsSequence, [.. Path().Select(step => step.Index)], Remedies.Sequence(Counterpart("1D", "2D")), Node.Name, (shape.IsImage ? "an " : "a ") + shape.Form + " of " + shape, way, Trace());
        }

        return shape.IsSequence;
    }

    /// <summary>Reports a vector where channels of an image or features of a sequence are needed.</summary>
    public bool HasChannels()
    {
        Shape shape = Node.Input.Shape!;
        if (shape.IsVector)
        {
            Report(ShapeDescriptors.NeedsChannels, Related(), Remedies.SingleValues(), Node.Name, shape.ToString(), Trace());
        }

        return !shape.IsVector;
    }

    /// <summary>Reports a stateful layer whose start is not the end of the chunk before.</summary>
    public bool IsSoundState(string[] options)
    {
        if (!Node.Spec.Flag("stateful"))
        {
            return true;
        }

        if (Node.Spec.Flag("bidirectional"))
        {
            Report(UsageDescriptors.StatefulBothWays, [], [Remedy.RemoveOption(Node.Index, "stateful"), Remedy.RemoveOption(Node.Index, "bidirectional")], Node.Name);
            return false;
        }

        if (options.FirstOrDefault(option => Node.Spec.Texts(option).Length > 0) is { } given)
        {
            Report(UsageDescriptors.StatefulWithStart, [], [Remedy.RemoveOption(Node.Index, "stateful")], Node.Name, given, Node.Spec.Texts(given)[0]);
            return false;
        }

        return true;
    }

    /// <summary>Reports a line that cannot be the initial state of recurrent layers.</summary>
    public bool IsInitialState(string option, Value line, int layers, int directions, int hidden)
    {
        Shape shape = line.Shape!;
        long length = (long)layers * directions * hidden;
        bool fits = shape.IsVector && shape.LongLength == length;
        if (!fits)
        {
            string[] factors = [.. new[] { (layers, "layers"), (directions, "directions"), (hidden, "hidden") }.Where(factor => factor.Item1 > 1 || factor.Item2 == "hidden").Select(factor => Text(factor.Item1) + " " + factor.Item2)];
            Report(
                ShapeDescriptors.InitialStateDiffers, [line.Producer.Index],
                Node.Name, option, line.Name, "a " + shape.Form + " of " + shape, Text(length), factors.Length > 1 ? " (" + string.Join(" · ", factors) + ")" : "");
        }

        return fits;
    }

    /// <summary>Reports an axis that the input does not have.</summary>
    public bool HasAxis(string axis)
    {
        Shape shape = Node.Input.Shape!;
        string[] axes = shape.IsImage ? ["Channels", "Rows", "Columns"] : shape.IsSequence ? ["Steps", "Features"] : ["Features"];
        if (axes.Contains(axis) || axis == "Channels")
        {
            return true;
        }

        string what = shape.IsImage ? "an image" : shape.IsSequence ? "a sequence" : "a vector";
        Report(
            ShapeDescriptors.NoSuchAxis,
            [.. Path().Select(step => step.Index)], Remedies.Axes(axes),
            Node.Name, axis, what + " of " + shape, Or([.. axes.Select(name => "Axis." + name)]), Trace());
        return false;
    }

    /// <summary>The kind of the same name for another number of axes; null where there is none.</summary>
    private LayerKind? Counterpart(string axes, string others)
    {
        string kind = Node.Spec.Kind;
        string other = kind.EndsWith(axes, StringComparison.Ordinal) ? kind.Substring(0, kind.Length - axes.Length) + others : "";
        return LayerKindRegistry.Find(other);
    }
}
