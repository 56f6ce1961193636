using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using Espalier.Generator.Diagnostics;
using Espalier.Generator.Graph;
using Espalier.Generator.LayerKinds;

namespace Espalier.Generator.Shapes;

/// <summary>Collects what is wrong with the shapes of one layer: the numbers, the trace that led to them, and ways out.</summary>
internal sealed class ShapeReporter(LayerNode node, ICollection<Problem> problems)
{
    public LayerNode Node { get; } = node;

    /// <summary>Reports an option below its least value.</summary>
    public bool AtLeast(string option, long value, long least)
    {
        if (value >= least && value <= int.MaxValue)
        {
            return true;
        }

        if (value < least)
        {
            Report(ShapeDescriptors.TooSmall, [], Node.Name, option, Text(value), Text(least));
        }
        else
        {
            Report(LimitDescriptors.TooLarge, [], Node.Name, option + " " + Text(value));
        }

        return false;
    }

    /// <summary>Reports an option that is no number of a range.</summary>
    public bool InRange(string option, double value, bool isInside, string range)
    {
        if (!isInside)
        {
            Report(ShapeDescriptors.OutOfRange, [], Node.Name, option, value.ToString("R", CultureInfo.InvariantCulture), range);
        }

        return isInside;
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
                : Counterpart("2D", "1D") is { } kind ? "Use [" + kind + "], which works along steps" : "Declare [Input(channels, height, width)]";
            Report(ShapeDescriptors.NeedsImage, [.. Path().Select(step => step.Index)], Node.Name, "a " + shape.Form + " of " + shape, way, Trace());
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
                : Counterpart("1D", "2D") is { } kind ? "Use [" + kind + "], which works on images" : "Declare [Input(steps, features)]";
            Report(ShapeDescriptors.NeedsSequence, [.. Path().Select(step => step.Index)], Node.Name, (shape.IsImage ? "an " : "a ") + shape.Form + " of " + shape, way, Trace());
        }

        return shape.IsSequence;
    }

    /// <summary>Reports a vector where channels of an image or features of a sequence are needed.</summary>
    public bool HasChannels()
    {
        Shape shape = Node.Input.Shape!;
        if (shape.IsVector)
        {
            Report(ShapeDescriptors.NeedsChannels, Related(), Node.Name, shape.ToString(), Trace());
        }

        return !shape.IsVector;
    }

    /// <summary>Reports groups that do not divide the channels of a layer without filters.</summary>
    public void GroupsDoNotDivideChannels(long groups)
    {
        Shape shape = Node.Input.Shape!;
        Report(
            ShapeDescriptors.GroupsDoNotDivideChannels,
            Related(),
            Node.Name, Text(shape.Channels), shape.IsImage ? "channels" : "features", Text(groups), Divisors(shape.Channels, shape.Channels), Trace());
    }

    /// <summary>The layers that led to the shape at hand, as further places of a problem.</summary>
    public int[] Related() => [.. Path().Select(step => step.Index)];

    public void GroupsDoNotDivide(long groups, long channels, long filters)
    {
        Report(
            ShapeDescriptors.GroupsDoNotDivide,
            [.. Path().Select(step => step.Index)],
            Node.Name, Text(groups), Text(channels), Text(filters), Divisors(channels, filters));
    }

    private static string Divisors(long channels, long filters)
    {
        string[] choices = Enumerable.Range(1, (int)Math.Min(Math.Min(channels, filters), 4096))
            .Where(count => channels % count == 0 && filters % count == 0)
            .Select(count => Text(count))
            .ToArray();
        return choices.Length > 6 ? string.Join(", ", choices.Take(5)) + ", … " + choices.Last() : string.Join(", ", choices);
    }

    public void DoesNotFit(Window window, Axis height, Axis width)
    {
        Axis worst = height.Room <= width.Room ? height : width;
        var ways = new List<string>();
        long largest = ((worst.Size + worst.Before + worst.After - 1) / worst.Dilation) + 1;
        if (largest >= 1)
        {
            ways.Add("kernel ≤ " + Text(largest));
        }

        ways.Add("padding ≥ " + Text(Math.Max(worst.Before, (worst.Extent - worst.Size + 1) / 2)));
        string drop = Droppable(height, width) is { } layer ? ", or drop " + layer.Name : "";
        string extent = worst.Dilation == 1 ? "" : " (spanning " + window.Text(new Pair(height.Extent, width.Extent)) + " at dilation " + window.Short(window.Dilation) + ")";
        Report(
            ShapeDescriptors.DoesNotFit,
            [.. Path().Select(step => step.Index)],
            window.KernelText + extent, Node.Name, Node.Input.Shape!.ToString(), Trace(), string.Join(" or ", ways) + drop);
    }

    public void LeavesUnread(Window window, Axis axis)
    {
        var ways = new List<string>();
        string[] paddings = axis.PaddingsThatRead.Where(padding => padding != axis.Before || padding != axis.After).Take(3).Select(Text).ToArray();
        string[] strides = axis.StridesThatRead.Where(stride => stride != axis.Stride).Take(3).Select(Text).ToArray();
        if (paddings.Length > 0 && window.PadsByNumbers)
        {
            ways.Add("padding " + string.Join(" or ", paddings));
        }

        if (strides.Length > 0)
        {
            ways.Add("stride " + string.Join(" or ", strides));
        }

        string advice = ways.Count > 0 ? "Use " + string.Join(", or ", ways) + ", or consent" : "Consent";
        string padding = axis.Before + axis.After == 0 ? "" : " + " + Text(axis.Before + axis.After) + " padding";
        string arithmetic = "(" + Text(axis.Size) + padding + " − " + Text(axis.Extent) + ") mod " + Text(axis.Stride) + " = " + Text(axis.Room % axis.Stride);
        Report(
            ShapeDescriptors.LeavesUnread,
            [.. Path().Select(step => step.Index)],
            Node.Name, Text(axis.Unread), axis.Unread == 1 ? axis.Unit.TrimEnd('s') : axis.Unit, Node.Input.Shape + " " + Node.Input.Shape!.Form, arithmetic, advice, Trace());
    }

    public void PaddingBeyondHalf(long padding, long kernel) =>
        Report(ShapeDescriptors.PaddingBeyondHalf, [], Node.Name, Text(padding), Text(kernel), Text(kernel / 2));

    public void NoSuchPadding(string rule, string known) =>
        Report(ShapeDescriptors.NoSuchPadding, [], Node.Name, rule, Node.Spec.Kind, known);

    public void NothingToRound(string rounding, string reason, string way) =>
        Report(ShapeDescriptors.NothingToRound, [], Node.Name, rounding, reason, way);

    public void OutputPaddingTooLarge(Window window, Pair added, Pair most) =>
        Report(ShapeDescriptors.OutputPaddingTooLarge, [], Node.Name, added.Short, window.Stride.Short, window.Dilation.Short, most.Short);

    /// <summary>Reports a padding that takes off all that there is.</summary>
    public void NothingLeft(Pair whole, Pair output)
    {
        long least = Math.Min(output.Y < 1 ? whole.Y : long.MaxValue, output.X < 1 ? whole.X : long.MaxValue);
        Report(
            ShapeDescriptors.NothingLeft,
            [.. Path().Select(step => step.Index)],
            Node.Name, whole.ToString(), Node.Input.Shape!.ToString(), Text((least - 1) / 2), Trace());
    }

    /// <summary>Reports corners to align where nothing is interpolated.</summary>
    public void NoCornersToAlign() => Report(ShapeDescriptors.NoCornersToAlign, [], Node.Name);

    /// <summary>Reports an output beyond all memory.</summary>
    public void TooLarge(Pair output) => Report(LimitDescriptors.TooLarge, [], Node.Name, "an image of " + output);

    public void WrongLength(string option, int count, string form) =>
        Report(ShapeDescriptors.WrongLength, [], Node.Name, option, Text(count), form);

    public void UnequalShapes(Value other)
    {
        int[] related = [.. Path().Select(step => step.Index), other.Producer.Index];
        Report(
            ShapeDescriptors.UnequalShapes,
            related,
            Node.Name, Node.Input.Name, Node.Input.Shape!.ToString(), other.Name, other.Shape!.ToString(), Trace());
    }

    /// <summary>Reports a shortcut between shapes that differ, with the projections that would do.</summary>
    public void ShortcutDiffers(Value other, string projections) => Report(
        ShapeDescriptors.ShortcutDiffers,
        [.. Path().Select(step => step.Index), other.Producer.Index],
        Node.Name, other.Name, other.Shape!.ToString(), Node.Input.Name, Node.Input.Shape!.ToString(), projections, Trace());

    /// <summary>Reports a shortcut whose projection cannot do what it should.</summary>
    public void ShortcutImpossible(Value other, string projection, string obstacle, string way) => Report(
        ShapeDescriptors.ShortcutImpossible,
        [.. Path().Select(step => step.Index), other.Producer.Index],
        Node.Name, other.Name, other.Shape!.ToString(), Node.Input.Name, Node.Input.Shape!.ToString(), projection, obstacle, way, Trace());

    /// <summary>Reports an image where features are needed.</summary>
    public void NeedsVector() => Report(
        ShapeDescriptors.NeedsVector,
        [.. Path().Select(step => step.Index)],
        Node.Name, Node.Spec.Kind, Node.Input.Shape!.ToString(), Trace());

    public void Report(Microsoft.CodeAnalysis.DiagnosticDescriptor descriptor, int[] related, params string[] arguments) =>
        problems.Add(Problems.At(descriptor, Node.Index, related.Where(index => index >= 0 && index != Node.Index).Distinct().ToArray(), arguments));

    /// <summary>
    /// "Input 1×28×28 → Conv1 6×24×24 → Pool1 6×12×12 → Conv2", without the layers that keep the shape. A block that is
    /// behind is one step: "layer1 64×56×56".
    /// </summary>
    public string Trace()
    {
        var steps = new List<(string Name, string Shape)>();
        foreach (LayerNode step in Path())
        {
            string name = Seen(step), shape = " " + step.Output.Shape;
            if (steps.Count > 0 && steps[steps.Count - 1].Name == name)
            {
                steps.RemoveAt(steps.Count - 1);
            }

            steps.Add((name, shape));
        }

        return string.Join(" → ", steps.Select(step => step.Name + step.Shape)) + " → " + Node.Name;
    }

    /// <summary>What a layer is called from where this one stands: the outermost block that this one is not in, else its own name.</summary>
    private string Seen(LayerNode step)
    {
        string seen = step.Name;
        for (Scope? scope = step.Line?.Scope; scope is { Use: not null } && !IsInside(scope); scope = scope.Use.Scope)
        {
            seen = IsInside(scope.Use.Scope) && scope.Use.Repeats.Exists(IsInside) ? scope.Prefix.TrimEnd('.') : scope.Use.FullName;
        }

        return seen;
    }

    private bool IsInside(Scope scope)
    {
        for (Scope? own = Node.Line?.Scope; own is not null; own = own.Use?.Scope)
        {
            if (own == scope)
            {
                return true;
            }
        }

        return false;
    }

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);

    /// <summary>The kind of the same name for another number of axes; null where there is none.</summary>
    private string? Counterpart(string axes, string others)
    {
        string kind = Node.Spec.Kind;
        string other = kind.EndsWith(axes, StringComparison.Ordinal) ? kind.Substring(0, kind.Length - axes.Length) + others : "";
        return LayerKindRegistry.Find(other)?.Name;
    }

    private List<LayerNode> Path()
    {
        var path = new List<LayerNode>();
        for (LayerNode? current = Node.Input.Producer; current is not null; current = current.Inputs.Count > 0 ? current.Input.Producer : null)
        {
            if (current.Inputs.Count == 0 || !Equals(current.Output.Shape, current.Input.Shape))
            {
                path.Insert(0, current);
            }
        }

        return path;
    }

    /// <summary>The pooling right above, if the kernel would fit without it.</summary>
    private LayerNode? Droppable(Axis height, Axis width)
    {
        LayerNode current = Node.Input.Producer;
        while (current.Inputs.Count == 1 && Equals(current.Output.Shape, current.Input.Shape))
        {
            current = current.Input.Producer;
        }

        bool isPooling = current.Inputs.Count == 1 && !current.Kind.ParameterNames(current.Spec).Any() && current.Input.Shape!.Form == Node.Input.Shape!.Form && current.Output.Shape!.Form == Node.Input.Shape.Form;
        return isPooling
            && (height with { Size = current.Input.Shape!.Height }).Room >= 0
            && (width with { Size = current.Input.Shape.Width }).Room >= 0
            ? current
            : null;
    }
}
