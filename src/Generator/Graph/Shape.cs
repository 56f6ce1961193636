using System;
using System.Globalization;
using System.Linq;
using Espalier.Generator.Support;

namespace Espalier.Generator.Graph;

/// <summary>
/// The shape of one sample: (features), (steps, features) or (channels, height, width), in the order in which people
/// write it. Memory holds images channels last, so that to most layers a sequence is an image of one row, its steps the
/// columns and its features the channels.
/// </summary>
internal sealed record Shape(EquatableArray<int> Dimensions)
{
    public Shape(params int[] dimensions)
        : this(dimensions.ToEquatableArray())
    {
    }

    /// <summary>How many different tokens the values tell apart, where they are whole numbers that name something; 0 for quantities.</summary>
    public int Vocabulary { get; init; }

    /// <summary>How many steps there are of which the value says how many count; 0 for everything but lengths.</summary>
    public int LengthOf { get; init; }

    /// <summary>Whether the values are whole numbers: tokens or lengths.</summary>
    public bool IsWhole => Vocabulary > 0 || LengthOf > 0;

    public bool IsVector => Dimensions.Length == 1;

    public bool IsSequence => Dimensions.Length == 2;

    public bool IsImage => Dimensions.Length == 3;

    /// <summary>Features of a vector or of a step, channels of an image.</summary>
    public int Channels => IsSequence ? Dimensions[1] : Dimensions[0];

    /// <summary>What the shape calls its channels, for messages.</summary>
    public string ChannelName => IsImage ? "channels" : "features";

    /// <summary>The same steps or pixels with another number of channels.</summary>
    public Shape WithChannels(int channels) => IsImage ? new Shape(channels, Height, Width) : IsSequence ? new Shape(Width, channels) : new Shape(channels);

    public int Height => IsImage ? Dimensions[1] : 1;

    /// <summary>Columns of an image, steps of a sequence.</summary>
    public int Width => IsImage ? Dimensions[2] : IsSequence ? Dimensions[0] : 1;

    public int Pixels => Height * Width;

    /// <summary>The most values that an array of .NET holds (<c>Array.MaxLength</c>).</summary>
    public const int MostValues = 0x7FFFFFC7;

    /// <summary>The number of values; beyond <see cref="MostValues"/> for a shape that no array can hold.</summary>
    public long LongLength => Dimensions.Aggregate(1L, (product, size) => product > int.MaxValue ? product : product * size);

    public int Length => (int)LongLength;

    /// <summary>Whether memory order and written order differ: an image of several channels and several pixels.</summary>
    public bool IsReordered => IsImage && Channels > 1 && Pixels > 1;

    /// <summary>The same kind of shape with other sizes: an image, or a sequence of <paramref name="width"/> steps.</summary>
    public Shape Resized(int channels, int height, int width) => IsSequence ? new Shape(width, channels) : new Shape(channels, height, width);

    /// <summary>"image", "sequence" or "vector".</summary>
    public string Form => IsImage ? "image" : IsSequence ? "sequence" : "vector";

    public override string ToString() =>
        string.Join("×", Dimensions.Select(size => size.ToString(CultureInfo.InvariantCulture)));
}
