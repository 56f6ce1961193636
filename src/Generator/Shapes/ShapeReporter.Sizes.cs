using System;
using System.Linq;
using Espalier.Generator.Diagnostics;
using Espalier.Generator.Graph;
using Espalier.Generator.Parsing;
using Espalier.Generator.Support;

namespace Espalier.Generator.Shapes;

/// <content>Sizes that do not divide, agree or go side by side.</content>
internal sealed partial class ShapeReporter
{
    /// <summary>Reports groups that do not divide the channels of a layer without filters.</summary>
    public void GroupsDoNotDivideChannels(long groups)
    {
        Shape shape = Node.Input.Shape!;
        Report(
            ShapeDescriptors.GroupsDoNotDivideChannels,
            Related(), Remedies.Dividing("groups", shape.Channels, shape.Channels),
            Node.Name, Text(shape.Channels), shape.IsImage ? "channels" : "features", Text(groups), Divisors(shape.Channels, shape.Channels), Trace());
    }

    public void GroupsDoNotDivide(long groups, long channels, long filters)
    {
        Report(
            ShapeDescriptors.GroupsDoNotDivide,
            [.. Path().Select(step => step.Index)], Remedies.Dividing("groups", channels, filters),
            Node.Name, Text(groups), Text(channels), Text(filters), Divisors(channels, filters));
    }

    /// <summary>A line of the declaration in a sentence: a name that somebody gave could be read as a word of it.</summary>
    private static string Called(Value value) => LayerNames.GivenName(value.Producer.Spec) is null ? value.Name : Identifiers.Quote(value.Name);

    private static string Article(Shape shape) => (shape.IsImage ? "an " : "a ") + shape.Form;

    /// <summary>"1, 2 or 4".</summary>
    private static string Or(string[] choices) => choices.Length < 2 ? string.Join("", choices) : string.Join(", ", choices.Take(choices.Length - 1)) + " or " + choices.Last();

    /// <summary>The numbers that divide both: "1, 2 or 4".</summary>
    public static string Divisors(long channels, long filters)
    {
        string[] choices = Enumerable.Range(1, (int)Math.Min(Math.Min(channels, filters), 4096))
            .Where(count => channels % count == 0 && filters % count == 0)
            .Select(count => Text(count))
            .ToArray();
        return choices.Length > 6 ? string.Join(", ", choices.Take(5)) + ", … " + choices.Last() : Or(choices);
    }

    public void PiecesDoNotDivide(long pieces)
    {
        Shape shape = Node.Input.Shape!;
        string[] choices = Enumerable.Range(2, 4096).Where(count => shape.Channels % count == 0).Take(6).Select(count => Text(count)).ToArray();
        Report(
            ShapeDescriptors.PiecesDoNotDivide,
            [.. Path().Select(step => step.Index)], Remedies.Set("pieces", Enumerable.Range(2, 63).Select(count => (long)count).OrderBy(count => Math.Abs(count - pieces))),
            Node.Name, Text(shape.Channels), shape.ChannelName, Text(pieces), choices.Length > 0 ? "Use pieces: " + Or(choices) : "No number of pieces divides them: give the layer above more " + shape.ChannelName, Trace());
    }

    public void SlopesDoNotMatch(long slopes) => Report(
        ShapeDescriptors.SlopesDoNotMatch,
        [.. Path().Select(step => step.Index)], Remedies.Set("parameters", [1, Node.Input.Shape!.Channels]),
        Node.Name, Text(slopes), Text(Node.Input.Shape!.Channels), Node.Input.Shape.ChannelName, Trace());

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
            Node.Name, Called(first), first.Shape!.ToString(), Called(second), second.Shape!.ToString(), Trace(), verb, otherwise);
    }

    /// <summary>Reports a piece that reaches beyond the end.</summary>
    public void SliceOutside(long start, long length, int size, string axis)
    {
        string unit = axis == "Channels" ? Node.Input.Shape!.ChannelName : axis.ToLowerInvariant();
        string piece = (length == 0 ? "all " : Text(length) + " ") + unit + " from number " + Text(start) + " on";
        string way = start >= size ? "Use a start of at most " + Text(size - 1) : "Use a length of at most " + Text(size - start) + ", or none for all up to the end";
        string there = size == 1 ? "there is 1" : "there are " + Text(size);
        Report(
            ShapeDescriptors.SliceOutside,
            [.. Path().Select(step => step.Index)], Remedies.Slice(start, size),
            Node.Name, piece, there, Text(size - 1), way, Trace());
    }

    /// <summary>Reports a shape of another number of values.</summary>
    public void ReshapeChangesLength(long[] sizes, long length)
    {
        bool isOpen = sizes.Contains(-1);
        long own = Node.Input.Shape!.LongLength;
        string reason = isOpen ? Text(own) + " is no multiple of " + Text(length)
            : "that would take " + Text(length) + (length == 1 ? " value" : " values") + ", and there " + (own == 1 ? "is " : "are ") + Text(own);
        long others = sizes.Take(sizes.Length - 1).Aggregate(1L, (product, size) => product * size);
        string way = !isOpen && others > 0 && own % others == 0
            ? "Use " + Text(own / others) + " in the last place, or −1 there to have it computed"
            : "Use sizes whose product is " + Text(own);
        Report(
            ShapeDescriptors.ReshapeChangesLength,
            [.. Path().Select(step => step.Index)], Remedies.Reshape(),
            Node.Name, string.Join("×", sizes.Select(Text)), Node.Input.Shape.ToString(), reason, way, Trace());
    }

    /// <summary>Reports shapes that differ along an axis where they must not.</summary>
    public void DoNotGoSideBySide(Value other, string axis, int along)
    {
        Shape one = Node.Input.Shape!, second = other.Shape!;
        string[] names = one.IsImage ? ["channels", "rows", "columns"] : one.IsSequence ? ["steps", "features"] : ["features"];
        int[] different = one.Dimensions.Length != second.Dimensions.Length ? []
            : [.. Enumerable.Range(0, names.Length).Where(index => index != along && one.Dimensions[index] != second.Dimensions[index])];
        string reason = one.Dimensions.Length != second.Dimensions.Length
            ? Article(one) + " and " + Article(second) + " do not go together. Put [Flatten] or [Reshape] above one of them"
            : "they must have the same number of " + string.Join(" and ", different.Select(index => names[index]))
                + ", but have " + string.Join(", and ", different.Select(index => Text(one.Dimensions[index]) + " and " + Text(second.Dimensions[index]) + (different.Length > 1 ? " " + names[index] : "")))
                + ". Bring them to one size above, for example with [Pad] or [Slice]";
        string axisName = axis == "Channels" && !one.IsImage ? "Features" : axis;
        Report(
            ShapeDescriptors.DoNotGoSideBySide,
            [.. Path().Select(step => step.Index), other.Producer.Index], Remedies.Flatten(),
            Node.Name, Called(Node.Input), one.ToString(), Called(other), second.ToString(), axisName, reason, Trace());
    }

    /// <summary>Reports a shortcut between shapes that differ, with the projections that would do.</summary>
    public void ShortcutDiffers(Value other, string projections) => Report(
        ShapeDescriptors.ShortcutDiffers,
        [.. Path().Select(step => step.Index), other.Producer.Index], Remedies.Projections(),
        Node.Name, Called(other), other.Shape!.ToString(), Called(Node.Input), Node.Input.Shape!.ToString(), projections, Trace());

    /// <summary>Reports a shortcut whose projection cannot do what it should.</summary>
    public void ShortcutImpossible(Value other, string projection, string obstacle, string way) => Report(
        ShapeDescriptors.ShortcutImpossible,
        [.. Path().Select(step => step.Index), other.Producer.Index], Remedies.Projections(),
        Node.Name, Called(other), other.Shape!.ToString(), Called(Node.Input), Node.Input.Shape!.ToString(), projection, obstacle, way, Trace());
}
