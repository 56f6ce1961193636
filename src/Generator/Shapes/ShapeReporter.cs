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
    /// <summary>What would put the shapes of the layer right.</summary>
    public ShapeRemedies Remedies => new(Node, IsTrial);

    /// <summary>Whether other options are only tried, as remedies: nobody asks for the remedies of those.</summary>
    public bool IsTrial { get; init; }

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

    /// <summary>Reports a type argument that generated code cannot call.</summary>
    public bool TypeImplements(string? wanted)
    {
        if (wanted is null || Node.Spec.TypeArgument is not { } type)
        {
            return true;
        }

        if (!type.Interfaces.Contains(wanted))
        {
            Report(UsageDescriptors.TypeDoesNotImplement, [], Node.Spec.Kind, type.Name, wanted);
        }
        else if (type.Accessibility == "file")
        {
            Report(UsageDescriptors.TypeLocalToFile, [], Node.Name, type.Name);
        }
        else
        {
            return true;
        }

        return false;
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

    /// <summary>Reports groups that do not divide the channels of a layer without filters.</summary>
    public void GroupsDoNotDivideChannels(long groups)
    {
        Shape shape = Node.Input.Shape!;
        Report(
            ShapeDescriptors.GroupsDoNotDivideChannels,
            Related(), Remedies.Dividing("groups", shape.Channels, shape.Channels),
            Node.Name, Text(shape.Channels), shape.IsImage ? "channels" : "features", Text(groups), Divisors(shape.Channels, shape.Channels), Trace());
    }

    /// <summary>The layers that led to the shape at hand, as further places of a problem.</summary>
    public int[] Related() => [.. Path().Select(step => step.Index)];

    public void GroupsDoNotDivide(long groups, long channels, long filters)
    {
        Report(
            ShapeDescriptors.GroupsDoNotDivide,
            [.. Path().Select(step => step.Index)], Remedies.Dividing("groups", channels, filters),
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

    public void PiecesDoNotDivide(long pieces)
    {
        Shape shape = Node.Input.Shape!;
        string[] choices = Enumerable.Range(2, 4096).Where(count => shape.Channels % count == 0).Take(6).Select(count => Text(count)).ToArray();
        Report(
            ShapeDescriptors.PiecesDoNotDivide,
            [.. Path().Select(step => step.Index)], Remedies.Set("pieces", Enumerable.Range(2, 63).Select(count => (long)count).OrderBy(count => Math.Abs(count - pieces))),
            Node.Name, Text(shape.Channels), shape.ChannelName, Text(pieces), choices.Length > 0 ? "Use pieces: " + string.Join(", ", choices) : "No number of pieces divides them: give the layer above more " + shape.ChannelName, Trace());
    }

    public void SlopesDoNotMatch(long slopes) => Report(
        ShapeDescriptors.SlopesDoNotMatch,
        [.. Path().Select(step => step.Index)], Remedies.Set("parameters", [1, Node.Input.Shape!.Channels]),
        Node.Name, Text(slopes), Text(Node.Input.Shape!.Channels), Node.Input.Shape.ChannelName, Trace());

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

    public void WrongLength(string option, int count, string form) => WrongLength(option, count, [], form);

    public void WrongLength(string option, int count, IEnumerable<Remedy> remedies, string form) =>
        Report(ShapeDescriptors.WrongLength, [], remedies, Node.Name, option, Text(count), form);

    /// <summary>Reports two values that cannot be joined value by value.</summary>
    /// <param name="one">A value of the shape that comes out.</param>
    /// <param name="other">The value that does not fit.</param>
    /// <param name="verb">What the layer does with them.</param>
    /// <param name="spreads">Whether a vector could be spread over the channels.</param>
    public void UnequalShapes(Value one, Value other, string verb = "add", bool spreads = false)
    {
        Value first = Node.Inputs.IndexOf(one) < Node.Inputs.IndexOf(other) ? one : other;
        Value second = first == one ? other : one;
        Shape shape = one.Shape!;
        bool isVectorAgainst = other.Shape!.IsVector && !shape.IsVector;
        string otherwise = !isVectorAgainst ? ""
            : spreads ? ", or the vector must have " + Text(shape.Channels) + " values, one for each of the " + shape.ChannelName
            : ", since only [Add] and [Multiply] spread a vector over the " + shape.ChannelName;
        Report(
            ShapeDescriptors.UnequalShapes,
            [.. Path().Select(step => step.Index), first.Producer.Index, second.Producer.Index], Remedies.Joining(),
            Node.Name, first.Name, first.Shape!.ToString(), second.Name, second.Shape!.ToString(), Trace(), verb, otherwise);
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
            Node.Name, axis, shape.ToString(), what, string.Join(" or ", axes.Select(name => "Axis." + name)), Trace());
        return false;
    }

    /// <summary>Reports a piece that reaches beyond the end.</summary>
    public void SliceOutside(long start, long length, int size, string axis)
    {
        string unit = axis == "Channels" ? Node.Input.Shape!.ChannelName : axis.ToLowerInvariant();
        string piece = length == 0 ? "what begins at " + Text(start) : Text(length) + " from " + Text(start) + " on";
        string way = start >= size ? "use a start of at most " + Text(size - 1) : "use a length of at most " + Text(size - start) + ", or none for all up to the end";
        Report(
            ShapeDescriptors.SliceOutside,
            [.. Path().Select(step => step.Index)], Remedies.Slice(start, size),
            Node.Name, piece, Text(size) + " " + unit, Text(size - 1), way, Trace());
    }

    /// <summary>Reports a shape of another number of values.</summary>
    public void ReshapeChangesLength(long[] sizes, long length)
    {
        bool isOpen = sizes.Contains(-1);
        long own = Node.Input.Shape!.LongLength;
        long others = sizes.Take(sizes.Length - 1).Aggregate(1L, (product, size) => product * size);
        string way = !isOpen && others > 0 && own % others == 0
            ? "Use " + Text(own / others) + " in the last place, or −1 there to have it computed"
            : "Use sizes whose product is " + Text(own);
        Report(
            ShapeDescriptors.ReshapeChangesLength,
            [.. Path().Select(step => step.Index)], Remedies.Reshape(),
            Node.Name, string.Join("×", sizes.Select(Text)), Node.Input.Shape.ToString(), (isOpen ? "a multiple of " : "") + Text(length), Text(own), way, Trace());
    }

    /// <summary>Reports shapes that differ along an axis where they must not.</summary>
    public void DoNotGoSideBySide(Value other, string axis, int along)
    {
        Shape one = Node.Input.Shape!, second = other.Shape!;
        string[] names = one.IsImage ? ["channels", "rows", "columns"] : one.IsSequence ? ["steps", "features"] : ["features"];
        string reason = one.Dimensions.Length != second.Dimensions.Length
            ? "both must be of one kind, vectors, sequences or images. [Flatten] or [Reshape] brings them together"
            : string.Join(" and ", Enumerable.Range(0, names.Length)
                .Where(index => index != along && one.Dimensions[index] != second.Dimensions[index])
                .Select(index => "the " + names[index] + " must be equal, but are " + Text(one.Dimensions[index]) + " and " + Text(second.Dimensions[index])))
                + ". Bring them to one size above, for example with [Pad] or [Slice]";
        string axisName = axis == "Channels" && !one.IsImage ? "Features" : axis;
        Report(
            ShapeDescriptors.DoNotGoSideBySide,
            [.. Path().Select(step => step.Index), other.Producer.Index], Remedies.Flatten(),
            Node.Name, Node.Input.Name, one.ToString(), other.Name, second.ToString(), axisName, reason, Trace());
    }

    /// <summary>Reports a shortcut between shapes that differ, with the projections that would do.</summary>
    public void ShortcutDiffers(Value other, string projections) => Report(
        ShapeDescriptors.ShortcutDiffers,
        [.. Path().Select(step => step.Index), other.Producer.Index], Remedies.Projections(),
        Node.Name, other.Name, other.Shape!.ToString(), Node.Input.Name, Node.Input.Shape!.ToString(), projections, Trace());

    /// <summary>Reports a shortcut whose projection cannot do what it should.</summary>
    public void ShortcutImpossible(Value other, string projection, string obstacle, string way) => Report(
        ShapeDescriptors.ShortcutImpossible,
        [.. Path().Select(step => step.Index), other.Producer.Index], Remedies.Projections(),
        Node.Name, other.Name, other.Shape!.ToString(), Node.Input.Name, Node.Input.Shape!.ToString(), projection, obstacle, way, Trace());

    public void Report(Microsoft.CodeAnalysis.DiagnosticDescriptor descriptor, int[] related, params string[] arguments) =>
        Report(descriptor, related, [], arguments);

    public void Report(Microsoft.CodeAnalysis.DiagnosticDescriptor descriptor, int[] related, IEnumerable<Remedy> remedies, params string[] arguments) =>
        problems.Add(Problems.At(descriptor, Node.Index, related.Where(index => index >= 0 && index != Node.Index).Distinct().ToArray(), arguments).With(IsTrial ? [] : remedies));

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
    private LayerKind? Counterpart(string axes, string others)
    {
        string kind = Node.Spec.Kind;
        string other = kind.EndsWith(axes, StringComparison.Ordinal) ? kind.Substring(0, kind.Length - axes.Length) + others : "";
        return LayerKindRegistry.Find(other);
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
