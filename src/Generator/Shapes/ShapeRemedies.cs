using System;
using System.Collections.Generic;
using System.Linq;
using Espalier.Generator.Diagnostics;
using Espalier.Generator.Graph;
using Espalier.Generator.LayerKinds;
using Espalier.Generator.Parsing;
using Espalier.Generator.Support;

namespace Espalier.Generator.Shapes;

/// <summary>
/// What would put the shapes of a layer right. Every choice is tried on the layer's own kind: only those that it accepts
/// are offered, each with the shape that comes out.
/// </summary>
internal sealed class ShapeRemedies(LayerNode node, bool isTrial)
{
    private const int Choices = 3;

    /// <summary>Kernels and paddings with which the window fits, or a layer above without which it would.</summary>
    public IEnumerable<Remedy> Fitting(Axis height, Axis width, LayerNode? droppable)
    {
        Pair largest = new(Largest(height), Largest(width));
        long least = Math.Max(Missing(height), Missing(width));
        IEnumerable<Pair> kernels = IsList("kernel")
            ? [largest]
            : Downwards(Math.Min(largest.Y, largest.X)).Select(size => new Pair(size, size));
        return Sized("kernel", kernels).Take(2)
            .Concat(Sized("padding", Upwards(least).Select(size => new Pair(size, size))).Take(2))
            .Concat(Sized("dilation", Downwards(Math.Max(height.Dilation, width.Dilation) - 1).Select(size => new Pair(size, size))).Take(1))
            .Concat(droppable is null ? [] : Without(droppable));

        static long Largest(Axis axis) => Math.Min(axis.Kernel, ((axis.Size + axis.Before + axis.After - 1) / axis.Dilation) + 1);

        static long Missing(Axis axis) => Math.Max(axis.Before, (axis.Extent - axis.Size + 1) / 2);
    }

    /// <summary>Paddings, strides and kernels that leave nothing unread, and the consent to leave it.</summary>
    public IEnumerable<Remedy> Reading(Window window, Axis axis)
    {
        IEnumerable<Pair> paddings = window.PadsByNumbers ? axis.PaddingsThatRead.Where(size => size != axis.Before || size != axis.After).Select(size => Along("padding", size, window.WithPadding)) : [];
        IEnumerable<Pair> strides = axis.StridesThatRead.Where(size => size != axis.Stride).Select(size => Along("stride", size, window.WithStride));
        IEnumerable<Pair> kernels = new[] { axis.Kernel - 1, axis.Kernel + 1, axis.Kernel - 2, axis.Kernel + 2 }.Where(size => size > 1).Select(size => Along("kernel", size, window.WithKernel));
        return Sized("padding", paddings).Take(Choices)
            .Concat(Sized("stride", strides).Take(Choices))
            .Concat(Sized("kernel", kernels).Take(2))
            .Concat(Members("rounding", "Rounding", "Floor", "Ceiling"));

        // One number stands for both axes, a list leaves the other axis as it is.
        Pair Along(string option, long size, Func<Axis, long, Pair> with) => IsList(option) ? with(axis, size) : new Pair(size, size);
    }

    /// <summary>Numbers for an option that takes one.</summary>
    public IEnumerable<Remedy> Set(string option, IEnumerable<long> values) => values
        .Where(value => node.Spec.TryGet(option)?.Value is IntegerValue old && old.Value != value)
        .Select(value => Offer(option, new IntegerValue(value), Invariant.Text(value)))
        .OfType<Remedy>()
        .Distinct()
        .Take(Choices);

    /// <summary>Sizes for an option that takes one number for both axes or a list.</summary>
    public IEnumerable<Remedy> Sized(string option, IEnumerable<Pair> sizes) => node.Spec.TryGet(option)?.Value is IntegerValue or IntegersValue or NullValue
        ? sizes.Select(size => IsList(option)
            ? Offer(option, new IntegersValue([size.Y, size.X]), "[" + Invariant.Text(size.Y) + ", " + Invariant.Text(size.X) + "]")
            : Offer(option, new IntegerValue(size.X), Invariant.Text(size.X))).OfType<Remedy>()
        : [];

    /// <summary>Numbers that divide two others, the nearest first: groups of channels and filters, heads of features.</summary>
    public IEnumerable<Remedy> Dividing(string option, long one, long other)
    {
        long given = node.Spec.Int(option);
        return Set(option, Upwards(1, (int)Math.Min(Math.Min(one, other), 4096))
            .Where(number => one % number == 0 && other % number == 0)
            .OrderBy(number => Math.Abs(number - given)));
    }

    /// <summary>Groups of several values, for a norm that is left with single ones.</summary>
    public IEnumerable<Remedy> FewerGroups()
    {
        long channels = node.Input.Shape!.Channels;
        return node.Spec.Has("groups")
            ? Set("groups", Downwards(node.Spec.Int("groups") - 1).Where(groups => channels % groups == 0))
            : Without("perPixel", new FlagValue(false));
    }

    /// <summary>Members of an enum.</summary>
    public IEnumerable<Remedy> Members(string option, string type, params string[] members) => members
        .Where(member => node.Spec.TryGet(option)?.Value is MemberValue old && old.Name != member)
        .Select(member => Offer(option, new MemberValue(member), type + "." + member))
        .OfType<Remedy>();

    /// <summary>Axes by their names for the shape, of which Features is another for Channels.</summary>
    public IEnumerable<Remedy> Axes(IEnumerable<string> axes) => axes
        .Where(_ => node.Spec.TryGet("axis")?.Value is MemberValue)
        .Select(axis => Offer("axis", new MemberValue(axis == "Features" ? "Channels" : axis), "Axis." + axis))
        .OfType<Remedy>();

    public IEnumerable<Remedy> Rounding() => Without("rounding", new MemberValue("Exact")).Concat(Members("rounding", "Rounding", "Floor"));

    public IEnumerable<Remedy> Corners() => Members("mode", "Interpolation", "Bilinear").Concat(Without("alignCorners", new FlagValue(false)));

    /// <summary>A start within, or the length that is left.</summary>
    public IEnumerable<Remedy> Slice(long start, int size) => start >= size
        ? Set("start", [size - Math.Max(node.Spec.Int("length"), 1), 0])
        : Set("length", [size - start]);

    /// <summary>Dropout of single values in place of channels.</summary>
    public IEnumerable<Remedy> SingleValues() => InPlace(LayerKindRegistry.Find("Dropout"));

    /// <summary>Each projection that brings one shape to the other.</summary>
    public IEnumerable<Remedy> Projections() => Members("projection", "Projection", "ZeroPad", "Convolution", "ConvolutionBatchNorm");

    /// <summary>A shortcut with a projection in place of a sum, or the image that is to be a vector flattened.</summary>
    public IEnumerable<Remedy> Joining()
    {
        if (node.Spec.Kind != "Add" || node.Inputs.Count != 2)
        {
            return Flatten();
        }

        string with = node.Spec.Texts("with")[0];
        var shortcut = new LayerSpec("Shortcut", [new OptionSpec("with", new TextValue(with), IsGiven: true), new OptionSpec("projection", new MemberValue(""), IsGiven: true)]);
        IEnumerable<Remedy> projections = new[] { "ZeroPad", "Convolution", "ConvolutionBatchNorm" }
            .Select(projection => (Name: "Projection." + projection, Shape: Try(shortcut.WithOption("projection", new MemberValue(projection)), LayerKindRegistry.Find("Shortcut"))))
            .Where(choice => choice.Shape is not null)
            .Select(choice => new Remedy(
                "Use [Shortcut(" + Identifiers.Quote(with) + ", " + choice.Name + ")]" + Gives(choice.Shape!), Change.Replace, node.Index, "Shortcut", Identifiers.Quote(with) + ", " + choice.Name));
        return projections.Concat(Flatten());
    }

    /// <summary>[Flatten] right above, where a vector is what is needed.</summary>
    public IEnumerable<Remedy> Flatten()
    {
        Shape shape = node.Input.Shape!;
        return !shape.IsVector && node.Spec.From is null && Try(node.Spec, input: new Shape(shape.Length)) is { } result
            ? [new Remedy("Insert [Flatten] above" + Gives(result), Change.InsertAbove, node.Index, "Flatten")]
            : [];
    }

    /// <summary>[Embedding] right above, where tokens reach what computes.</summary>
    public IEnumerable<Remedy> Embedding()
    {
        const int Size = 64;
        return node.Spec.From is null && node.Input.Shape!.Vocabulary > 0 && Try(node.Spec, input: new Shape(node.Input.Shape.Length, Size)) is { } shape
            ? [new Remedy("Insert [Embedding(64)] above" + Gives(shape), Change.InsertAbove, node.Index, "Embedding", Invariant.Text(Size))]
            : [];
    }

    /// <summary>Ways to an image: without the layer that flattened it, by the counterpart along steps, or from another input.</summary>
    public IEnumerable<Remedy> Image(LayerKind? counterpart) => NotFlattened()
        .Concat(InPlace(counterpart))
        .Concat(Inputs(input => input switch
        {
            { IsVector: true } => new[] { 1, 3 }.Select(channels => Square(input.Channels, channels)).OfType<Shape>(),
            { IsSequence: true } => [new Shape(1, input.Width, input.Channels)],
            _ => [],
        }));

    /// <summary>Ways to a sequence, likewise.</summary>
    public IEnumerable<Remedy> Sequence(LayerKind? counterpart) => NotFlattened()
        .Concat(InPlace(counterpart))
        .Concat(Inputs(input => input switch
        {
            { IsVector: true } => [new Shape(input.Channels, 1)],
            { IsImage: true, Channels: 1 } => [new Shape(input.Height, input.Width)],
            _ => [],
        }));

    /// <summary>An input of as many values as the layer makes a shape of.</summary>
    public IEnumerable<Remedy> Reshape()
    {
        string[] sizes = [.. node.Spec.Options.Select(option => option.Name)];
        string last = sizes.Last();
        long others = sizes.Where(size => size != last).Aggregate(1L, (product, size) => product * node.Spec.Int(size));
        long own = node.Input.Shape!.LongLength;
        IEnumerable<Remedy> lasts = others > 0 && own % others == 0 ? Set(last, [own / others]) : [];
        return lasts.Concat(Inputs(input => input.IsVector && others > 0 && node.Spec.Int(last) > 0 && others * node.Spec.Int(last) <= int.MaxValue
            ? [new Shape((int)(others * node.Spec.Int(last)))]
            : []));
    }

    /// <summary>An input with as many channels as the layer has numbers for.</summary>
    public IEnumerable<Remedy> Channels(int channels) => Inputs(input => [input.WithChannels(channels)]);

    /// <summary>Other sizes of the layer above that says how many features there are.</summary>
    /// <param name="count">How many there should be.</param>
    public IEnumerable<Remedy> Features(int count)
    {
        LayerNode above = Source();
        foreach (string option in new[] { "units", "filters" })
        {
            if (above.Spec.Has(option) && above.Spec.IsKnown)
            {
                string text = Invariant.Text(count);
                yield return new Remedy("Use " + option + ": " + text + " in " + above.Name, Change.SetOption, above.Index, option, text);
            }
        }
    }

    /// <summary>The layer without an option that has the given default.</summary>
    private IEnumerable<Remedy> Without(string option, OptionValue standard) =>
        node.Spec.IsGiven(option) && Try(node.Spec.WithOption(option, standard)) is { } shape
            ? [new Remedy("Leave " + option + " out" + Gives(shape), Change.RemoveOption, node.Index, option)]
            : [];

    /// <summary>The network without a layer above.</summary>
    private IEnumerable<Remedy> Without(LayerNode above) =>
        !isTrial && Try(node.Spec, input: above.Input.Shape) is { } shape ? [new Remedy("Remove " + above.Name + Gives(shape), Change.Remove, above.Index)] : [];

    private IEnumerable<Remedy> NotFlattened()
    {
        LayerNode above = Source();
        return above.Kind is FlattenKind ? Without(above) : [];
    }

    /// <summary>Another kind with the same options; sizes of an output are called by its axes, and differ.</summary>
    private IEnumerable<Remedy> InPlace(LayerKind? kind) =>
        kind is not null && !node.Spec.Options.Any(option => option.Name is "steps" or "height" or "width" or "size") && node.Spec.Options.All(option => option.Value is not (IntegersValue or NullValue)) && Try(node.Spec, kind) is { } shape
            ? [Remedy.Use(node.Index, kind.Name, "Use [" + kind.Name + "]" + Gives(shape))]
            : [];

    /// <summary>Other sizes of the input, where it reaches the layer as it is.</summary>
    private IEnumerable<Remedy> Inputs(Func<Shape, IEnumerable<Shape>> others)
    {
        LayerNode source = Source();
        if (source.Kind is not InputKind)
        {
            yield break;
        }

        foreach (Shape other in others(source.Output.Shape!))
        {
            if (Try(node.Spec, input: other) is { } shape)
            {
                string sizes = string.Join(", ", other.Dimensions.Select(size => Invariant.Text(size)));
                yield return new Remedy("Declare [Input(" + sizes + ")]" + Gives(shape), Change.Replace, source.Index, "Input", sizes);
            }
        }
    }

    /// <summary>The layer above that made the shape which reaches this one.</summary>
    private LayerNode Source()
    {
        LayerNode above = node.Input.Producer;
        while (!isTrial && above.Inputs.Count == 1 && Equals(above.Output.Shape, above.Input.Shape))
        {
            above = above.Input.Producer;
        }

        return above;
    }

    private Remedy? Offer(string option, OptionValue value, string text) => Try(node.Spec.WithOption(option, value)) is { } shape
        ? new Remedy("Use " + option + ": " + text + Gives(shape), Change.SetOption, node.Index, option, text)
        : null;

    /// <summary>What comes out of the layer with other options, as another kind or of another input; null where that is wrong too.</summary>
    private Shape? Try(LayerSpec spec, LayerKind? kind = null, Shape? input = null)
    {
        if (isTrial)
        {
            return null;
        }

        var trial = new LayerNode(node.Index, spec, kind ?? node.Kind, node.Name) { Line = node.Line };
        trial.Inputs.AddRange(node.Inputs);
        if (input is not null)
        {
            LayerNode producer = node.Input.Producer;
            var other = new LayerNode(producer.Index, producer.Spec, producer.Kind, producer.Name);
            other.Output.Shape = input;
            trial.Inputs[0] = other.Output;
        }

        var problems = new List<Problem>();
        var report = new ShapeReporter(trial, problems) { IsTrial = true };
        Shape? shape = trial.Kind.Inserts(trial, report) is null ? null : trial.Kind.Infer(trial, report);
        return problems.Exists(problem => problem.IsError) || shape?.LongLength > Shape.MostValues ? null : shape;
    }

    private bool IsList(string option) => node.Spec.TryGet(option)?.Value is IntegersValue or NullValue;

    private static string Gives(Shape shape) => " (→ " + shape + ")";

    private static Shape? Square(int length, int channels)
    {
        int side = (int)Math.Round(Math.Sqrt((double)length / channels));
        return side > 1 && (long)channels * side * side == length ? new Shape(channels, side, side) : null;
    }

    // Far enough for any layer that anybody means.
    private static IEnumerable<long> Downwards(long from) => from < 1 ? [] : Enumerable.Range(0, (int)Math.Min(from, 64)).Select(step => from - step);

    private static IEnumerable<long> Upwards(long from, int count = 64) => Enumerable.Range(0, count).Select(step => from + step);
}
