using System.Linq;
using Espalier.Generator.Graph;
using Espalier.Generator.Planning;

namespace Espalier.Generator.LayerKinds;

/// <summary>The places that a piece of a sample has in memory, as the kernels of strips take them.</summary>
internal static class Strip
{
    /// <summary>The piece from <paramref name="start"/> of <paramref name="length"/> along an axis.</summary>
    /// <param name="whole">The shape of the larger sample.</param>
    /// <param name="axis">The index into its dimensions.</param>
    /// <param name="start">What comes before the piece along the axis.</param>
    /// <param name="length">The piece's size along the axis.</param>
    public static Operand Along(Shape whole, int axis, int start, int length)
    {
        // Memory holds channels last.
        int[] sizes = whole.IsImage ? [whole.Height, whole.Width, whole.Channels] : [.. whole.Dimensions];
        int place = whole.IsImage ? (axis + 2) % 3 : axis;
        int inner = sizes.Skip(place + 1).Aggregate(1, (product, size) => product * size);
        int strips = sizes.Take(place).Aggregate(1, (product, size) => product * size);
        return Of(strips, length * inner, sizes[place] * inner, start * inner, whole.Length);
    }

    public static Operand Of(int strips, int length, int stride, int offset, int total) => new TextOperand(
        "new(Strips: " + Operand.Digits(strips) + ", Length: " + Operand.Digits(length) + ", Stride: " + Operand.Digits(stride)
        + ", Offset: " + Operand.Digits(offset) + ", Total: " + Operand.Digits(total) + ")");

    /// <summary>The index of an axis in the dimensions of a shape; −1 where the shape has none of that name.</summary>
    public static int Axis(Shape shape, string axis) => axis switch
    {
        "Channels" => shape.IsSequence ? 1 : 0,
        "Rows" when shape.IsImage => 1,
        "Columns" when shape.IsImage => 2,
        "Steps" when shape.IsSequence => 0,
        _ => -1,
    };
}
