using System;
using System.Collections.Generic;
using System.Linq;
using Espalier.Generator.Diagnostics;
using Espalier.Generator.Graph;

namespace Espalier.Generator.Shapes;

/// <content>Windows that do not fit what they slide over.</content>
internal sealed partial class ShapeReporter
{
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
            [.. Path().Select(step => step.Index)], Remedies.Fitting(height, width, Droppable(height, width)),
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
            [.. Path().Select(step => step.Index)], Remedies.Reading(window, axis),
            Node.Name, Text(axis.Unread), axis.Unread == 1 ? axis.Unit.TrimEnd('s') : axis.Unit, Node.Input.Shape + " " + Node.Input.Shape!.Form, arithmetic, advice, Trace());
    }

    public void PaddingBeyondHalf(long padding, long kernel) =>
        Report(ShapeDescriptors.PaddingBeyondHalf, [], Remedies.Set("padding", [kernel / 2, 0]), Node.Name, Text(padding), Text(kernel), Text(kernel / 2));

    public void NoSuchPadding(string rule, string known) =>
        Report(ShapeDescriptors.NoSuchPadding, [], Remedies.Members("padding", "Padding", "Same"), Node.Name, rule, Node.Spec.Kind, known);

    public void NothingToRound(string rounding, string reason, string way) =>
        Report(ShapeDescriptors.NothingToRound, [], Remedies.Rounding(), Node.Name, rounding, reason, way);

    public void OutputPaddingTooLarge(Window window, Pair added, Pair most) =>
        Report(ShapeDescriptors.OutputPaddingTooLarge, [], Remedies.Sized("outputPadding", [most, default]), Node.Name, added.Short, window.Stride.Short, window.Dilation.Short, most.Short);

    /// <summary>Reports a padding that takes off all that there is.</summary>
    public void NothingLeft(Pair whole, Pair output)
    {
        long least = Math.Min(output.Y < 1 ? whole.Y : long.MaxValue, output.X < 1 ? whole.X : long.MaxValue);
        Report(
            ShapeDescriptors.NothingLeft,
            [.. Path().Select(step => step.Index)], Remedies.Sized("padding", [new Pair((least - 1) / 2, (least - 1) / 2), default]),
            Node.Name, whole.ToString(), Node.Input.Shape!.ToString(), Text((least - 1) / 2), Trace());
    }

    /// <summary>Reports corners to align where nothing is interpolated.</summary>
    public void NoCornersToAlign() => Report(ShapeDescriptors.NoCornersToAlign, [], Remedies.Corners(), Node.Name);

    /// <summary>Reports an output beyond all memory.</summary>
    public void TooLarge(Pair output) => Report(LimitDescriptors.TooLarge, [], Node.Name, "an image of " + output);

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
