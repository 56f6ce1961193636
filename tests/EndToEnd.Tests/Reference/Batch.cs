namespace Espalier.EndToEnd.Tests.Reference;

/// <summary>Samples in double, one after the other, in the order in which people see them: channel, row, column of an
/// image; step, feature of a sequence.</summary>
public sealed class Batch(int count, int[] shape, double[] values)
{
    public Batch(int count, int[] shape)
        : this(count, shape, new double[count * shape.Aggregate(1, (product, size) => product * size)])
    {
    }

    public int Count { get; } = count;

    public int[] Shape { get; } = shape;

    public double[] Values { get; } = values;

    /// <summary>How many steps of each sample count; empty where all do.</summary>
    public double[] Lengths { get; init; } = [];

    /// <summary>Values of a sample.</summary>
    public int Length => Values.Length / Count;

    public int Channels => Shape.Length == 2 ? Shape[1] : Shape[0];

    public int Height => Shape.Length == 3 ? Shape[1] : 1;

    /// <summary>Columns of an image, steps of a sequence.</summary>
    public int Width => Shape.Length switch { 3 => Shape[2], 2 => Shape[0], _ => 1 };

    public int Pixels => Height * Width;

    public ref double this[int sample, int channel, int y, int x] =>
        ref Values[Shape.Length == 2 ? (sample * Width + x) * Channels + channel : ((sample * Channels + channel) * Height + y) * Width + x];

    /// <summary>The same values, of whose steps so many count.</summary>
    public Batch Counting(double[] lengths) => new(Count, Shape, Values) { Lengths = lengths };

    public Batch Map(Func<double, double> function) => new(Count, Shape, Array.ConvertAll(Values, value => function(value)));
}
